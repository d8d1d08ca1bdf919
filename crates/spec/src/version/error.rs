//! What can be wrong with a version.

use core::fmt;

use crate::Span;

/// The text is not a version.
///
/// It is one pointer, so that a version or an error are returned in two registers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VersionError(Box<Fault>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Fault {
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
        VersionError(Box::new(Fault { text: text.to_owned(), span, kind }))
    }

    /// The text that is not a version.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The bytes that fit in no version: from where the grammar stopped to the end, without white space around them.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// What is wrong.
    pub fn kind(&self) -> VersionErrorKind {
        self.0.kind
    }
}

impl fmt::Debug for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { text, span, kind } = &*self.0;
        f.debug_struct("VersionError").field("text", text).field("span", span).field("kind", kind).finish()
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
        write!(f, "`{}` is not a valid version: ", self.0.text.escape_debug())?;
        match self.0.kind {
            VersionErrorKind::TrailingText => {
                let (version, rest) = (&self.0.text[..self.0.span.start], &self.0.text[self.0.span.range()]);
                write!(f, "`{}` follows `{}`", rest.escape_debug(), version.trim_start().escape_debug())
            }
            kind => kind.fmt(f),
        }
    }
}

impl core::error::Error for VersionError {}
