//! What can be wrong with a version.

use core::fmt;

use crate::Span;

/// The text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionError {
    text: String,
    span: Span,
    kind: VersionErrorKind,
}

/// Why a text is not a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VersionErrorKind {
    /// There is nothing in it but white space.
    Empty,
    /// It does not start with a number.
    MissingRelease,
    /// Something follows a version.
    TrailingText,
}

impl VersionError {
    pub(super) fn new(text: &str, span: Span, kind: VersionErrorKind) -> Self {
        VersionError { text: text.to_owned(), span, kind }
    }

    /// The text that is not a version.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that fit in no version: from where the grammar stopped to the end, without white space around them.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong.
    pub fn kind(&self) -> VersionErrorKind {
        self.kind
    }
}

impl fmt::Display for VersionErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            VersionErrorKind::Empty => "the version is empty",
            VersionErrorKind::MissingRelease => "a version starts with a number",
            VersionErrorKind::TrailingText => "this does not belong to the version before it",
        })
    }
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid version: ", self.text.escape_debug())?;
        match self.kind {
            VersionErrorKind::TrailingText => {
                let (version, rest) = (&self.text[..self.span.start], &self.text[self.span.range()]);
                write!(f, "`{}` follows `{}`", rest.escape_debug(), version.trim_start().escape_debug())
            }
            kind => kind.fmt(f),
        }
    }
}

impl core::error::Error for VersionError {}
