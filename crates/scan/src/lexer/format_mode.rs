//! The f-strings that are open.

/// How an open f-string was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct FormatString {
    /// Where its prefix starts.
    pub start: usize,
    pub quote: u8,
    pub is_triple: bool,
    pub is_raw: bool,
}

/// Where the lexer is in an f-string.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mode {
    /// In the text of the string.
    Text(FormatString),
    /// In the expression of a replacement field; the depth of brackets inside its brace.
    Field { string: FormatString, depth: usize },
    /// In the format specification of a field.
    Specification(FormatString),
}

impl Mode {
    #[inline]
    pub(super) fn is_text(self) -> bool {
        !matches!(self, Mode::Field { .. })
    }

    pub(super) fn string(self) -> FormatString {
        match self {
            Mode::Text(string) | Mode::Field { string, .. } | Mode::Specification(string) => string,
        }
    }
}
