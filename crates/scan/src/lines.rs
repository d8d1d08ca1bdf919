//! Lines as Python counts them: a line feed, a carriage return, or both together end one.

use haggle_spec::TextPosition;

/// The lines of a text that positions are asked of.
pub(crate) struct Lines<'text> {
    text: &'text [u8],
    has_carriage_returns: bool,
}

impl<'text> Lines<'text> {
    pub(crate) fn new(text: &'text [u8]) -> Self {
        Lines { text, has_carriage_returns: memchr::memchr(b'\r', text).is_some() }
    }

    /// A cursor before the first byte.
    pub(crate) fn cursor(&self) -> LineCursor<'_, 'text> {
        LineCursor { lines: self, at: 0, position: TextPosition { line: 1, column: 1 } }
    }
}

/// Finds the positions of bytes in rising order, in one pass over the text.
pub(crate) struct LineCursor<'lines, 'text> {
    lines: &'lines Lines<'text>,
    at: usize,
    position: TextPosition,
}

impl LineCursor<'_, '_> {
    /// Where a byte is, which is not before the last one that was asked for.
    pub(crate) fn position(&mut self, at: usize) -> TextPosition {
        let text = self.lines.text;
        let passed = &text[self.at..at];
        let mut line_start = None;
        let mut end_line = |end: usize| {
            self.position.line += 1;
            line_start = Some(end);
        };
        if self.lines.has_carriage_returns {
            for found in memchr::memchr2_iter(b'\n', b'\r', passed) {
                let place = self.at + found;
                if text[place] == b'\n' || text.get(place + 1) != Some(&b'\n') {
                    end_line(place + 1);
                }
            }
        } else {
            for found in memchr::memchr_iter(b'\n', passed) {
                end_line(self.at + found + 1);
            }
        }
        let is_character_start = |byte: &&u8| (**byte & 0xc0) != 0x80;
        let n_characters = |from: usize| text[from..at].iter().filter(is_character_start).count();
        self.position.column = match line_start {
            Some(start) => n_characters(start) + 1,
            None => self.position.column + n_characters(self.at),
        };
        self.at = at;
        self.position
    }
}
