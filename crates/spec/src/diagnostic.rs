//! Where something is wrong, what, and the edit that mends it. Texts are rendered outside this crate.

use core::fmt;

/// A stretch of bytes of some text: `start..end`, with `start <= end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// The same span in a text that this text starts at byte `offset` of.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// The span as a range, to slice with.
    pub fn range(self) -> core::ops::Range<usize> {
        self.start..self.end
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers no byte (a place between two).
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Replace the bytes of `span` by `replacement`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes in its place.
    pub replacement: String,
}

impl Edit {
    /// The edit that puts `replacement` where `span` is.
    pub fn new(span: Span, replacement: impl Into<String>) -> Self {
        Edit { span, replacement: replacement.into() }
    }

    /// The same edit in a text that this text starts at byte `offset` of.
    #[must_use]
    pub fn shifted(self, offset: usize) -> Self {
        Edit { span: self.span.shifted(offset), ..self }
    }
}

/// One thing that is wrong in a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Where, in bytes of the text that was parsed.
    pub span: Span,
    /// What.
    pub kind: DiagnosticKind,
    /// An edit that a machine may apply, where the intent is plain.
    pub suggestion: Option<Edit>,
}

impl Diagnostic {
    /// What is wrong, in words: lowercase, no full stop.
    pub fn message(&self) -> String {
        self.kind.to_string()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

/// What a [`Diagnostic`] is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// A requirement, or a part of one, does not follow the grammar.
    Requirement(crate::RequirementErrorKind),
    /// A name is none.
    InvalidName,
    /// A version is none.
    InvalidVersion,
    /// A version specifier is none.
    InvalidSpecifier,
    /// Something about a file, beside the requirements in it.
    File(crate::file::FileErrorKind),
}

impl fmt::Display for DiagnosticKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiagnosticKind::Requirement(kind) => kind.fmt(f),
            DiagnosticKind::InvalidName => f.write_str("this is no name"),
            DiagnosticKind::InvalidVersion => f.write_str("this is no version"),
            DiagnosticKind::InvalidSpecifier => f.write_str("this is no version specifier"),
            DiagnosticKind::File(kind) => kind.fmt(f),
        }
    }
}
