//! Numbers, which matter only where they end.

use super::class::is_name_byte;
use super::state::Lexer;
use super::token::TokenKind;
use crate::error::SourceErrorKind;

/// Words that may follow a number without a blank between, as CPython allows.
const WORDS_AFTER: &[&[u8]] = &[b"and", b"else", b"for", b"if", b"in", b"is", b"not", b"or"];

impl Lexer<'_> {
    /// Goes over the number that starts at `start`; `None` for an error.
    pub(super) fn number(&mut self, start: usize) -> Option<TokenKind> {
        self.at = start;
        let is_fine = match (self.peek(0), self.peek(1) | 0x20) {
            (b'0', b'x') => self.prefixed(u8::is_ascii_hexdigit),
            (b'0', b'o') => self.prefixed(|byte| matches!(byte, b'0'..=b'7')),
            (b'0', b'b') => self.prefixed(|byte| matches!(byte, b'0' | b'1')),
            _ => self.decimal(start),
        };
        if is_fine && self.ends_a_number() {
            return Some(TokenKind::Number);
        }
        self.keep(start, self.at.max(start + 1), SourceErrorKind::InvalidNumber);
        None
    }

    fn prefixed(&mut self, is_digit: impl Fn(&u8) -> bool) -> bool {
        self.at += 2;
        if self.peek(0) == b'_' {
            self.at += 1;
        }
        self.digits(is_digit)
    }

    /// Digits with single underscores between.
    fn digits(&mut self, is_digit: impl Fn(&u8) -> bool) -> bool {
        loop {
            let rest = &self.text[self.at..];
            let length = rest.iter().position(|byte| !is_digit(byte)).unwrap_or(rest.len());
            self.at += length;
            if length == 0 {
                return false;
            }
            if self.peek(0) != b'_' {
                return true;
            }
            self.at += 1;
        }
    }

    fn decimal(&mut self, start: usize) -> bool {
        let mut is_integer = true;
        if self.peek(0) != b'.' && !self.digits(u8::is_ascii_digit) {
            return false;
        }
        let integer = start..self.at;
        if self.peek(0) == b'.' {
            is_integer = false;
            self.at += 1;
            if self.peek(0).is_ascii_digit() && !self.digits(u8::is_ascii_digit) {
                return false;
            }
        }
        if self.peek(0) | 0x20 == b'e' {
            let n_signs = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if self.peek(1 + n_signs).is_ascii_digit() {
                is_integer = false;
                self.at += 1 + n_signs;
                if !self.digits(u8::is_ascii_digit) {
                    return false;
                }
            }
        }
        if self.peek(0) | 0x20 == b'j' {
            is_integer = false;
            self.at += 1;
        }
        // `0`, `00` and `0_0` are zero; `07` is not a number any more.
        let digits = &self.text[integer];
        let is_zero = || digits.iter().all(|digit| matches!(digit, b'0' | b'_'));
        !is_integer || digits.first() != Some(&b'0') || is_zero()
    }

    fn ends_a_number(&self) -> bool {
        let rest = &self.text[self.at..];
        let length = rest.iter().take_while(|byte| is_name_byte(**byte)).count();
        // Only the start of the word counts: `1if2` is `1 if2` for the lexer, and an error for the parser.
        length == 0 || WORDS_AFTER.iter().any(|word| rest.starts_with(word))
    }
}
