//! String literals without replacement fields.

use memchr::memchr2;

use super::format_mode::{FormatString, Mode};
use super::state::Lexer;
use super::token::TokenKind;
use crate::error::SourceErrorKind;

/// CPython's limit for f-strings inside each other.
const MAX_FORMAT_STRINGS: usize = 150;

impl Lexer<'_> {
    /// Goes over the string whose prefix starts at `start` and whose quote is the byte before `self.at`; `None` for one that
    /// is not closed. Of an f-string only the start.
    pub(super) fn string(&mut self, start: usize, quote_at: usize) -> Option<TokenKind> {
        let quote = self.text[quote_at];
        let is_triple = self.peek(0) == quote && self.peek(1) == quote;
        if is_triple {
            self.at += 2;
        }
        let prefix = &self.text[start..quote_at];
        let has = |letter: u8| prefix.iter().any(|byte| byte | 0x20 == letter);
        if has(b'f') || has(b't') {
            if self.modes.len() >= 2 * MAX_FORMAT_STRINGS {
                self.keep(start, self.at, SourceErrorKind::TooDeep);
                return None;
            }
            let string = FormatString { start, quote, is_triple, is_raw: has(b'r') };
            self.modes.push(Mode::Text(string));
            return Some(TokenKind::FormatStart);
        }
        let is_closed = if is_triple { self.skip_triple(quote) } else { self.skip_single(quote) };
        if is_closed {
            return Some(TokenKind::String);
        }
        let end = if is_triple { quote_at + 3 } else { self.at };
        self.keep(start, end, SourceErrorKind::UnterminatedString);
        None
    }

    /// To behind the closing quote, if it is on the same line.
    fn skip_single(&mut self, quote: u8) -> bool {
        let rest = &self.text[self.at..];
        let mut at = 0;
        while let Some(&byte) = rest.get(at) {
            match byte {
                _ if byte == quote => {
                    self.at += at + 1;
                    return true;
                }
                b'\n' | b'\r' => break,
                b'\\' => at += if rest[at + 1..].starts_with(b"\r\n") { 3 } else { 2 },
                _ => at += 1,
            }
        }
        self.at += at.min(rest.len());
        false
    }

    fn skip_triple(&mut self, quote: u8) -> bool {
        loop {
            let rest = &self.text[self.at..];
            let Some(at) = memchr2(quote, b'\\', rest) else {
                self.at = self.text.len();
                return false;
            };
            self.at += at;
            if rest[at] == b'\\' {
                self.at = (self.at + 2).min(self.text.len());
            } else if self.peek(1) == quote && self.peek(2) == quote {
                self.at += 3;
                return true;
            } else {
                self.at += 1;
            }
        }
    }
}
