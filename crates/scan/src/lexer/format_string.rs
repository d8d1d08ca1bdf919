//! F-strings and t-strings: their text, and the replacement fields in it (PEP 701).

use super::format_mode::{FormatString, Mode};
use super::state::Lexer;
use super::token::{Token, TokenKind};
use crate::error::SourceErrorKind;

/// What ends a stretch of text.
enum Stop {
    OpenBrace,
    CloseBrace,
    Quote,
    Error,
}

impl Lexer<'_> {
    /// The token that ends the text of the innermost f-string; `None` for an error.
    pub(super) fn format_text(&mut self) -> Option<Token> {
        let mode = *self.modes.last().expect("only called inside an f-string");
        let string = mode.string();
        let is_specification = matches!(mode, Mode::Specification(_));
        let stop = self.skip_format_text(string, is_specification);
        let start = self.at;
        let kind = match stop {
            Stop::OpenBrace => {
                self.at += 1;
                let kind = self.open(b'{', start)?;
                self.modes.push(Mode::Field { string, depth: self.brackets.len() });
                kind
            }
            Stop::CloseBrace if is_specification => {
                self.modes.pop();
                self.at += 1;
                self.close(b'}', start)?
            }
            Stop::Quote if !is_specification => {
                self.modes.pop();
                self.at += if string.is_triple { 3 } else { 1 };
                TokenKind::FormatEnd
            }
            Stop::CloseBrace | Stop::Quote => {
                self.keep(start, start + 1, SourceErrorKind::InvalidFormatString);
                return None;
            }
            Stop::Error => {
                self.keep(string.start, string.start + 1, SourceErrorKind::UnterminatedString);
                return None;
            }
        };
        Some(self.token(kind, start))
    }

    fn skip_format_text(&mut self, string: FormatString, is_specification: bool) -> Stop {
        loop {
            let Some(&byte) = self.text.get(self.at) else { return Stop::Error };
            match byte {
                b'{' if self.peek(1) == b'{' && !is_specification => self.at += 2,
                b'{' => return Stop::OpenBrace,
                b'}' if self.peek(1) == b'}' && !is_specification => self.at += 2,
                b'}' => return Stop::CloseBrace,
                b'\\' => self.skip_escape(string),
                b'\n' | b'\r' if !string.is_triple => return Stop::Error,
                _ if byte == string.quote && self.closes(string) => return Stop::Quote,
                _ => self.at += 1,
            }
        }
    }

    fn closes(&self, string: FormatString) -> bool {
        !string.is_triple || (self.peek(1) == string.quote && self.peek(2) == string.quote)
    }

    /// A backslash does not hide a brace; `\N{...}` is one character.
    fn skip_escape(&mut self, string: FormatString) {
        match self.peek(1) {
            b'{' | b'}' => self.at += 1,
            b'N' if !string.is_raw && self.peek(2) == b'{' => {
                let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_');
                let rest = &self.text[self.at + 3..];
                let length = rest.iter().take_while(is_part).count();
                self.at += 3 + length + usize::from(rest.get(length) == Some(&b'}'));
            }
            b'\r' if self.peek(2) == b'\n' => self.at += 3,
            _ => self.at = (self.at + 2).min(self.text.len()),
        }
    }

    /// Whether a colon that was read starts a format specification; then the lexer is in it.
    pub(super) fn starts_specification(&mut self) -> bool {
        match self.modes.last() {
            Some(Mode::Field { string, depth }) if *depth == self.brackets.len() => {
                self.modes.push(Mode::Specification(*string));
                true
            }
            _ => false,
        }
    }

    /// Leaves a replacement field whose brace was just closed.
    pub(super) fn leave_field(&mut self) {
        if let Some(Mode::Field { depth, .. }) = self.modes.last()
            && *depth == self.brackets.len() + 1
        {
            self.modes.pop();
        }
    }
}
