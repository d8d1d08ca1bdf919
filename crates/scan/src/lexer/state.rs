//! What the lexer knows between two tokens.

use super::format_mode::Mode;
use super::line_state::LineState;
use super::token::{Token, TokenKind};
use crate::error::{SourceError, SourceErrorKind};

/// CPython's limit for brackets inside each other.
const MAX_BRACKETS: usize = 200;

/// Reads tokens one at a time. After the first error it goes on with the next line; only the first error is kept.
pub(crate) struct Lexer<'text> {
    pub(super) text: &'text [u8],
    pub(super) at: usize,
    /// Whether bytes above 127 are UTF-8, so that the characters of names can be checked.
    pub(super) is_utf8: bool,
    /// The open brackets, with their places.
    pub(super) brackets: Vec<(u8, usize)>,
    /// The f-strings that are open, innermost last, and where each is.
    pub(super) modes: Vec<Mode>,
    pub(super) indentation: LineState,
    pub(super) error: Option<SourceError>,
}

impl<'text> Lexer<'text> {
    /// The tokens from byte `start` on. The text is shorter than 4 GiB.
    pub(crate) fn new(text: &'text [u8], start: usize, is_utf8: bool) -> Self {
        Lexer {
            text,
            at: start,
            is_utf8,
            brackets: Vec::new(),
            modes: Vec::new(),
            indentation: LineState::default(),
            error: None,
        }
    }

    /// The first error that was found so far.
    pub(crate) fn error(&self) -> Option<SourceError> {
        self.error
    }

    /// Keeps an error of a statement, unless one was found before.
    pub(crate) fn report(&mut self, token: Token, kind: SourceErrorKind) {
        self.keep(token.start as usize, token.end as usize, kind);
    }

    /// How many brackets are open, those of replacement fields with them.
    pub(crate) fn depth(&self) -> usize {
        self.brackets.len()
    }

    #[expect(clippy::cast_possible_truncation, reason = "the text is shorter than 4 GiB")]
    pub(super) fn token(&self, kind: TokenKind, start: usize) -> Token {
        Token { kind, start: start as u32, end: self.at as u32 }
    }

    pub(super) fn keep(&mut self, start: usize, end: usize, kind: SourceErrorKind) {
        if self.error.is_none() {
            self.error = Some(SourceError::new(start, end, kind));
        }
    }

    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The end of the physical line that byte `from` is in, before its line feed.
    pub(super) fn line_end(&self, from: usize) -> usize {
        let rest = &self.text[from..];
        from + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    /// A carriage return and a line feed are one end of a line.
    pub(super) fn finish_line_end(&mut self, byte: u8) {
        if byte == b'\r' && self.peek(0) == b'\n' {
            self.at += 1;
        }
    }

    pub(super) fn open(&mut self, byte: u8, start: usize) -> Option<TokenKind> {
        if self.brackets.len() >= MAX_BRACKETS {
            self.keep(start, start + 1, SourceErrorKind::TooDeep);
            return None;
        }
        self.brackets.push((byte, start));
        Some(TokenKind::Open)
    }

    pub(super) fn close(&mut self, byte: u8, start: usize) -> Option<TokenKind> {
        let matching = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        if self.brackets.last().is_some_and(|(open, _)| *open == matching) {
            self.brackets.pop();
            self.leave_field();
            return Some(TokenKind::Close);
        }
        self.keep(start, start + 1, SourceErrorKind::UnmatchedBracket);
        None
    }

    /// Goes to the end of the line and closes all brackets and f-strings.
    pub(super) fn give_up_line(&mut self) {
        self.at = self.line_end(self.at);
        self.brackets.clear();
        self.modes.clear();
    }
}
