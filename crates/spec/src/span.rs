//! Stretches of a text, and edits of them.

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

    /// The span of a part of a text, which is a slice of it.
    pub(crate) fn of(part: &str, text: &str) -> Self {
        let start = part.as_ptr().addr() - text.as_ptr().addr();
        Span { start, end: start + part.len() }
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
