//! What can be wrong with a name.

use core::fmt;

use crate::Span;

/// Whether a byte occurs in names.
#[inline]
pub(super) fn is_in_names(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NameError {
    text: String,
    span: Span,
    kind: NameErrorKind,
}

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameErrorKind {
    /// It is empty.
    Empty,
    /// It has a character that is none of letters, digits, `-`, `_` and `.`.
    InvalidCharacter,
    /// It starts or ends with `-`, `_` or `.`.
    InvalidEnd,
}

impl NameError {
    /// What is wrong with a text that is not a name.
    #[cold]
    pub(super) fn of(text: &str) -> Self {
        let invalid = text.char_indices().find(|(_, found)| !u8::try_from(*found).is_ok_and(is_in_names));
        let (span, kind) = match invalid {
            Some((at, found)) => (Span::new(at, at + found.len_utf8()), NameErrorKind::InvalidCharacter),
            None if text.is_empty() => (Span::new(0, 0), NameErrorKind::Empty),
            None if text.starts_with(|first: char| first.is_ascii_alphanumeric()) => {
                (Span::new(text.len() - 1, text.len()), NameErrorKind::InvalidEnd)
            }
            None => (Span::new(0, 1), NameErrorKind::InvalidEnd),
        };
        NameError { text: text.to_owned(), span, kind }
    }

    /// The text that is not a name.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The character that is wrong.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong.
    pub fn kind(&self) -> NameErrorKind {
        self.kind
    }
}

impl fmt::Display for NameErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NameErrorKind::Empty => "the name is empty",
            NameErrorKind::InvalidCharacter => "a name has letters, digits, `-`, `_` and `.` only",
            NameErrorKind::InvalidEnd => "a name starts and ends with a letter or digit",
        })
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid name: ", self.text.escape_debug())?;
        match self.kind {
            NameErrorKind::InvalidCharacter => {
                let found = self.text[self.span.range()].escape_debug();
                write!(f, "`{found}` is none of letters, digits, `-`, `_` and `.`")
            }
            kind => kind.fmt(f),
        }
    }
}

impl core::error::Error for NameError {}
