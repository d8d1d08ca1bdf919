//! Who a grammar tells where and why a text stops following it.

use super::{RequirementError, RequirementErrorKind};
use crate::span::Span;

/// Where and why, in bytes from the end of the text: cheap to make, and right wherever a part is in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: RequirementErrorKind,
    start_left: usize,
    end_left: usize,
}

impl Failure {
    /// At the place where `rest` starts.
    #[inline]
    pub(crate) fn at(kind: RequirementErrorKind, rest: &[u8]) -> Self {
        Failure::between(kind, rest, rest)
    }

    /// From the place where one rest of the text starts to the place where a shorter one does.
    #[inline]
    pub(crate) fn between(kind: RequirementErrorKind, from: &[u8], to: &[u8]) -> Self {
        Failure { kind, start_left: from.len(), end_left: to.len() }
    }

    /// The same as an error of the text.
    pub(crate) fn into_error(self, text: &str) -> RequirementError {
        let span = Span::new(text.len() - self.start_left, text.len() - self.end_left);
        RequirementError::new(text, span, self.kind)
    }
}

/// Who a grammar tells what is wrong. The grammar is compiled for each of them, so that nothing is spent on what nobody
/// hears.
pub(crate) trait Listener {
    /// What the reader returns where the text does not follow the grammar.
    type Fault;

    /// There is nothing to read on for.
    fn fault(&mut self, failure: Failure) -> Self::Fault;

    /// A fault that counts where there is no other: reading may go on.
    fn late_fault(&mut self, failure: Failure) -> Result<(), Self::Fault>;

    /// The text is at its end.
    fn end(self) -> Result<(), Self::Fault>;
}

/// Hears that a text does not follow the grammar, and nothing more.
pub(crate) struct YesOrNo;

/// The answer that there is nothing else to say about.
pub(crate) struct No;

impl Listener for YesOrNo {
    type Fault = No;

    #[inline]
    fn fault(&mut self, _: Failure) -> No {
        No
    }

    #[inline]
    fn late_fault(&mut self, _: Failure) -> Result<(), No> {
        Err(No)
    }

    #[inline]
    fn end(self) -> Result<(), No> {
        Ok(())
    }
}

/// Hears the fault that the reference finds first.
#[derive(Default)]
pub(crate) struct FirstFault {
    late: Option<Failure>,
}

impl Listener for FirstFault {
    type Fault = Failure;

    fn fault(&mut self, failure: Failure) -> Failure {
        failure
    }

    fn late_fault(&mut self, failure: Failure) -> Result<(), Failure> {
        self.late.get_or_insert(failure);
        Ok(())
    }

    fn end(self) -> Result<(), Failure> {
        self.late.map_or(Ok(()), Err)
    }
}
