//! Two operands beside each other: what Python 2's statements and mistakes look like.

use super::keyword::is_reserved;
use super::scanner::Scanner;
use crate::error::SourceErrorKind;
use crate::lexer::{Token, TokenKind};

impl Scanner<'_> {
    /// Keeps an error when a token cannot follow the one before it in an expression.
    #[inline]
    pub(super) fn follows(&mut self, before: Token, token: Token) {
        let is_start = matches!(
            token.kind,
            TokenKind::Name
                | TokenKind::Number
                | TokenKind::String
                | TokenKind::FormatStart
                | TokenKind::Ellipsis
        );
        let is_end = matches!(
            before.kind,
            TokenKind::Name
                | TokenKind::Number
                | TokenKind::String
                | TokenKind::FormatEnd
                | TokenKind::Close
                | TokenKind::Ellipsis
        );
        if (is_start && is_end && !self.may_follow(before, token))
            || (token.kind == TokenKind::Operator && self.bytes(token) == b"<>")
        {
            self.lexer.report(token, SourceErrorKind::InvalidExpression);
        }
    }

    fn may_follow(&self, before: Token, token: Token) -> bool {
        let is_text =
            |kind| matches!(kind, TokenKind::String | TokenKind::FormatStart | TokenKind::FormatEnd);
        let is_keyword = |token: Token| token.kind == TokenKind::Name && is_reserved(self.bytes(token));
        // Strings beside each other are one, and these words start a statement as well.
        (is_text(before.kind) && is_text(token.kind))
            || is_keyword(token)
            || is_keyword(before)
            || matches!(self.bytes(before), b"match" | b"case" | b"type")
    }
}
