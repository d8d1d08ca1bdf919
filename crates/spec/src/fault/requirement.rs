//! What is wrong with a requirement or a marker.

use core::fmt;

use super::RequirementErrorKind;
use crate::span::{Edit, Span};
use crate::visible;

/// The text is not a requirement, or not a marker: what in it is wrong, where, and how to repair it where that is plain.
///
/// ```
/// use haggle_spec::{Requirement, RequirementErrorKind};
///
/// let error = "pkg==1.0-SNAPSHOT".parse::<Requirement>().unwrap_err();
/// assert_eq!(error.kind(), RequirementErrorKind::InvalidVersion);
/// assert_eq!(error.to_string(), "`1.0-SNAPSHOT` is not a valid version: `-SNAPSHOT` follows `1.0`");
/// assert_eq!(&"pkg==1.0-SNAPSHOT"[error.span().range()], "-SNAPSHOT");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementError(Box<Fault>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Fault {
    kind: RequirementErrorKind,
    span: Span,
    found: String,
    stop: (RequirementErrorKind, Span),
    suggestion: Option<Edit>,
}

impl RequirementError {
    /// The error of a grammar that stopped somewhere in a text.
    pub(crate) fn new(text: &str, span: Span, kind: RequirementErrorKind) -> Self {
        let found = text.get(span.range()).unwrap_or_default().to_owned();
        RequirementError(Box::new(Fault { kind, span, found, stop: (kind, span), suggestion: None }))
    }

    /// The same, where more is known about what is wrong.
    pub(crate) fn described(self, kind: RequirementErrorKind, span: Span, found: &str) -> Self {
        RequirementError(Box::new(Fault { kind, span, found: found.to_owned(), ..*self.0 }))
    }

    pub(crate) fn with_suggestion(mut self, suggestion: Option<Edit>) -> Self {
        self.0.suggestion = suggestion;
        self
    }

    /// The same error in a text that starts with `forth` bytes where this one starts with `back` bytes.
    pub(crate) fn moved(mut self, back: usize, forth: usize) -> Self {
        let place = |span: Span| Span::new(span.start + forth - back, span.end + forth - back);
        self.0.span = place(self.0.span);
        let stop = self.0.stop.1;
        self.0.stop.1 = place(Span::new(stop.start.max(back), stop.end.max(back)));
        if let Some(edit) = &mut self.0.suggestion {
            edit.span = place(edit.span);
        }
        self
    }

    /// What is wrong, in bytes of what was parsed.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// Why it is wrong.
    pub fn kind(&self) -> RequirementErrorKind {
        self.0.kind
    }

    /// The text that the message is about: of a version that is not one the whole version, say, where the span is the part of
    /// it that does not fit.
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// Where and why the reference (`packaging`) stops reading: the kinds that start with `Expected` are its words.
    pub fn stop(&self) -> (RequirementErrorKind, Span) {
        self.0.stop
    }

    /// The edit that repairs it, where the intent is plain. What follows it may hold the next fault.
    pub fn suggestion(&self) -> Option<&Edit> {
        self.0.suggestion.as_ref()
    }
}

impl fmt::Display for RequirementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().write(self.found(), f)?;
        match self.suggestion() {
            Some(edit) if edit.replacement.trim().is_empty() => Ok(()),
            Some(edit) => write!(f, ": write `{}`", visible(edit.replacement.trim())),
            None => Ok(()),
        }
    }
}

impl core::error::Error for RequirementError {}
