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
        LineCursor { lines: self, at: 0, line: 1, line_start: 0 }
    }

    /// The line of a byte. O(n); for many bytes in order ask a cursor.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.cursor().position(at).line
    }
}

/// Finds the positions of bytes in rising order, in one pass over the text.
pub(crate) struct LineCursor<'lines, 'text> {
    lines: &'lines Lines<'text>,
    at: usize,
    line: usize,
    line_start: usize,
}

impl LineCursor<'_, '_> {
    /// Where a byte is, which is not before the last one that was asked for.
    pub(crate) fn position(&mut self, at: usize) -> TextPosition {
        let text = self.lines.text;
        let passed = &text[self.at..at];
        let mut end_line = |end: usize| {
            self.line += 1;
            self.line_start = end;
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
        self.at = at;
        let is_character_start = |byte: &&u8| (**byte & 0xc0) != 0x80;
        let column = text[self.line_start..at].iter().filter(is_character_start).count() + 1;
        TextPosition { line: self.line, column }
    }
}
