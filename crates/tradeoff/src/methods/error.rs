//! Why a method cannot be applied.

use std::borrow::Cow;
use std::fmt;

/// Why a method cannot be applied to its input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodError {
    kind: MethodErrorKind,
    why: Cow<'static, str>,
}

/// The kinds of [`MethodError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MethodErrorKind {
    /// There is nothing to work on.
    Empty,
    /// Parts that go together differ in length.
    Length,
    /// A number is not finite, or not in the range that the method needs.
    Number,
    /// A threshold, a cut or another parameter of the method is not in its range.
    Parameter,
    /// Comparisons contradict what they are: they are not reciprocal, or have no best or no worst.
    Comparisons,
    /// The input is sound, and the method has no answer for it.
    NoAnswer,
}

impl MethodError {
    pub(crate) fn new(kind: MethodErrorKind, why: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, why: why.into() }
    }

    /// What kind of error it is.
    pub fn kind(&self) -> MethodErrorKind {
        self.kind
    }
}

impl fmt::Display for MethodError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.why)
    }
}

impl std::error::Error for MethodError {}
