//! The next token.

use super::class::{ByteClass, CLASSES, is_name_byte, is_string_prefix};
use super::state::Lexer;
use super::token::{Token, TokenKind};
use crate::error::SourceErrorKind;

impl Lexer<'_> {
    /// The next token; at the end of the text `End`, however often it is asked for.
    pub(crate) fn next(&mut self) -> Token {
        if self.indentation.is_due()
            && let Some(token) = self.line_start()
        {
            return token;
        }
        loop {
            if let Some(mode) = self.modes.last()
                && mode.is_text()
            {
                if let Some(token) = self.format_text() {
                    return token;
                }
                self.give_up_line();
                continue;
            }
            let start = self.at;
            let Some(&byte) = self.text.get(start) else { return self.end() };
            self.at = start + 1;
            let kind = match CLASSES[byte as usize] {
                ByteClass::Blank => continue,
                ByteClass::Letter => self.word(start),
                ByteClass::LineEnd => {
                    self.finish_line_end(byte);
                    if !self.brackets.is_empty() {
                        continue;
                    }
                    self.indentation.start_line();
                    Some(TokenKind::Newline)
                }
                ByteClass::Hash => {
                    self.at = self.line_end(start);
                    continue;
                }
                ByteClass::Dot => self.dots(start),
                ByteClass::Comma => Some(TokenKind::Comma),
                ByteClass::Open => self.open(byte, start),
                ByteClass::Close => self.close(byte, start),
                ByteClass::Equal => Some(self.one_or_equal(TokenKind::Equal, TokenKind::Operator)),
                ByteClass::Quote => self.string(start, start),
                ByteClass::Colon => Some(self.colon()),
                ByteClass::Digit => self.number(start),
                ByteClass::Operator => self.operator(byte),
                ByteClass::Semicolon => Some(TokenKind::Semicolon),
                ByteClass::Backslash => {
                    if self.join(start) {
                        continue;
                    }
                    None
                }
                ByteClass::Other => {
                    self.keep(start, start + 1, SourceErrorKind::InvalidCharacter);
                    None
                }
            };
            if let Some(kind) = kind {
                return self.token(kind, start);
            }
            self.give_up_line();
        }
    }

    /// A name, or the string whose prefix it is.
    fn word(&mut self, start: usize) -> Option<TokenKind> {
        let rest = &self.text[start + 1..];
        let length = rest.iter().position(|byte| !is_name_byte(*byte)).unwrap_or(rest.len());
        self.at = start + 1 + length;
        if length < 2 && matches!(self.peek(0), b'"' | b'\'') && is_string_prefix(&self.text[start..self.at])
        {
            let quote = self.at;
            self.at += 1;
            return self.string(start, quote);
        }
        if self.is_utf8 && !self.text[start..self.at].is_ascii() {
            self.check_name(start);
        }
        Some(TokenKind::Name)
    }

    /// Keeps an error when a name has a character that no name has.
    fn check_name(&mut self, start: usize) {
        let Ok(name) = core::str::from_utf8(&self.text[start..self.at]) else { return };
        let is_fine = |(at, character): (usize, char)| match at {
            0 => character == '_' || unicode_ident::is_xid_start(character),
            _ => unicode_ident::is_xid_continue(character),
        };
        if let Some((at, character)) = name.char_indices().find(|found| !is_fine(*found)) {
            self.keep(start + at, start + at + character.len_utf8(), SourceErrorKind::InvalidCharacter);
        }
    }

    fn dots(&mut self, start: usize) -> Option<TokenKind> {
        if self.peek(0).is_ascii_digit() {
            return self.number(start);
        }
        if self.peek(0) == b'.' && self.peek(1) == b'.' {
            self.at += 2;
            return Some(TokenKind::Ellipsis);
        }
        Some(TokenKind::Dot)
    }

    fn one_or_equal(&mut self, one: TokenKind, with_equal: TokenKind) -> TokenKind {
        if self.peek(0) == b'=' {
            self.at += 1;
            return with_equal;
        }
        one
    }

    fn colon(&mut self) -> TokenKind {
        if self.starts_specification() {
            return TokenKind::Colon;
        }
        self.one_or_equal(TokenKind::Colon, TokenKind::Walrus)
    }

    fn operator(&mut self, byte: u8) -> Option<TokenKind> {
        let is_doubled = self.peek(0) == byte;
        Some(match byte {
            b'*' | b'/' | b'<' | b'>' if is_doubled => {
                self.at += 1;
                let one = if byte == b'*' { TokenKind::DoubleStar } else { TokenKind::Operator };
                self.one_or_equal(one, TokenKind::Augmented)
            }
            b'<' if self.peek(0) == b'>' => {
                self.at += 1;
                TokenKind::Operator
            }
            b'<' | b'>' => self.one_or_equal(TokenKind::Operator, TokenKind::Operator),
            b'-' if self.peek(0) == b'>' => {
                self.at += 1;
                TokenKind::Arrow
            }
            b'*' => self.one_or_equal(TokenKind::Star, TokenKind::Augmented),
            b'+' | b'-' => self.one_or_equal(TokenKind::Sign, TokenKind::Augmented),
            b'@' => self.one_or_equal(TokenKind::At, TokenKind::Augmented),
            b'~' => TokenKind::Sign,
            b'!' if self.peek(0) == b'=' => {
                self.at += 1;
                TokenKind::Operator
            }
            b'!' if self.modes.last().is_some() => TokenKind::Conversion,
            b'!' => {
                self.keep(self.at - 1, self.at, SourceErrorKind::InvalidCharacter);
                return None;
            }
            _ => self.one_or_equal(TokenKind::Operator, TokenKind::Augmented),
        })
    }

    /// Goes over a backslash at the end of a line.
    fn join(&mut self, start: usize) -> bool {
        let byte = self.peek(0);
        if !matches!(byte, b'\n' | b'\r') {
            self.keep(start, start + 1, SourceErrorKind::StrayBackslash);
            return false;
        }
        self.at += 1;
        self.finish_line_end(byte);
        if self.at == self.text.len() {
            self.keep(start, start + 1, SourceErrorKind::StrayBackslash);
        }
        true
    }

    fn end(&mut self) -> Token {
        if let Some(&(_, start)) = self.brackets.first() {
            self.keep(start, start + 1, SourceErrorKind::UnclosedBracket);
            self.brackets.clear();
            self.modes.clear();
        }
        if self.indentation.end_line() {
            return self.token(TokenKind::Newline, self.at);
        }
        let kind = if self.indentation.close_block() { TokenKind::Dedent } else { TokenKind::End };
        self.token(kind, self.at)
    }
}
