//! What the lexer gives: a kind and the bytes that it covers.

use core::ops::Range;

/// What a token is. Operators are told apart only where a statement's structure needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An identifier or a keyword.
    Name,
    Number,
    /// A string or bytes literal without replacement fields, with its prefix and its quotes.
    String,
    /// The prefix and the opening quote of an f-string or t-string.
    FormatStart,
    /// The closing quote of an f-string or t-string.
    FormatEnd,
    /// `(`, `[` or `{`, also the brace that opens a replacement field.
    Open,
    /// `)`, `]` or `}`, also the brace that closes a replacement field.
    Close,
    Comma,
    /// `:`, also the one before a format specification.
    Colon,
    Semicolon,
    Dot,
    /// `...`
    Ellipsis,
    /// `=` alone.
    Equal,
    /// `:=`
    Walrus,
    /// `+=` and the like.
    Augmented,
    /// `*`
    Star,
    /// `**`
    DoubleStar,
    /// `->`
    Arrow,
    /// `@`
    At,
    /// `!` before the conversion in a replacement field.
    Conversion,
    /// `+`, `-` and `~`, which may be before an operand.
    Sign,
    /// Every other operator, which is between two operands.
    Operator,
    /// The end of a logical line.
    Newline,
    Indent,
    Dedent,
    /// The end of the text, again and again.
    End,
}

/// A stretch of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub start: u32,
    pub end: u32,
}

impl Token {
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The bytes of the token.
    pub(crate) fn of(self, text: &[u8]) -> &[u8] {
        &text[self.range()]
    }
}
