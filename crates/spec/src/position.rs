//! Lines and columns: where people look for a byte of a text.

use core::fmt;
use core::ops::Range;

/// A place in a text as editors show it.
///
/// A line ends behind its line feed, and a column counts characters (code points): both start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TextPosition {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl TextPosition {
    /// Where a byte of a text is, in one pass over what is before it: for one byte what [`LineIndex`] is for many.
    ///
    /// ```
    /// use haggle_spec::TextPosition;
    ///
    /// assert_eq!(TextPosition::of("six\npbr", 5), TextPosition { line: 2, column: 2 });
    /// ```
    pub fn of(text: &str, at: usize) -> Self {
        let before = before(text, at);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        TextPosition { line, column: before[start..].chars().count() + 1 }
    }
}

impl fmt::Display for TextPosition {
    /// `line:column`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The lines of a text, to find the position of many bytes.
///
/// Building takes one pass over the text. A position takes the logarithm of the number of lines, however long its line is.
///
/// ```
/// use haggle_spec::{LineIndex, Span};
///
/// let text = "six>=1\nété>=\n";
/// let span = Span::new(text.find('>').unwrap(), 8);
/// let lines = LineIndex::new(text);
/// assert_eq!(lines.position(span.start).to_string(), "1:4");
/// assert_eq!(lines.position(text.rfind('>').unwrap()).to_string(), "2:4");
/// ```
#[derive(Debug, Clone)]
pub struct LineIndex<'text> {
    text: &'text str,
    /// The first byte of each line but the first.
    starts: Vec<usize>,
    /// How many characters start before each block of [`BLOCK`] bytes; nothing in a text that is ASCII.
    counts: Vec<usize>,
}

/// So many bytes are counted at most for a column.
const BLOCK: usize = 256;

/// How many characters start in bytes of a text.
fn n_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

impl<'text> LineIndex<'text> {
    /// The lines of a text.
    pub fn new(text: &'text str) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let counts = if text.is_ascii() {
            Vec::new()
        } else {
            let blocks = text
                .as_bytes()
                .chunks(BLOCK)
                .scan(0, |total, block| Some(core::mem::replace(total, *total + n_characters(block))));
            blocks.collect()
        };
        LineIndex { text, starts, counts }
    }

    /// Where a byte is. A byte behind the text has the position of the end; one inside a character has that of the
    /// character.
    pub fn position(&self, at: usize) -> TextPosition {
        let before = before(self.text, at);
        let line = self.line(before.len());
        let start = self.range(line).start;
        TextPosition { line, column: self.n_before(before.len()) - self.n_before(start) + 1 }
    }

    /// How many characters start before a byte of the text.
    fn n_before(&self, at: usize) -> usize {
        match self.counts.get(at / BLOCK) {
            Some(count) => count + n_characters(&self.text.as_bytes()[at / BLOCK * BLOCK..at]),
            None if self.counts.is_empty() => at,
            // The end of a text that ends with a block.
            None => self.counts.last().unwrap_or(&0) + n_characters(&self.text.as_bytes()[at - BLOCK..at]),
        }
    }

    /// The number of the line that a byte is on, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at) + 1
    }

    /// Where a line is, its line feed included: an empty range at the end for a number beyond the last line's.
    pub fn range(&self, line: usize) -> Range<usize> {
        let start = |line: usize| match line {
            0 | 1 => 0,
            _ => self.starts.get(line - 2).copied().unwrap_or(self.text.len()),
        };
        start(line)..start(line + 1)
    }
}

/// The characters that end at a byte of a text, or before it.
fn before(text: &str, at: usize) -> &str {
    let end = (0..=at.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, at: usize, line: usize, column: usize) {
        let expected = TextPosition { line, column };
        assert_eq!(LineIndex::new(text).position(at), expected, "{at} of {text:?}");
        assert_eq!(TextPosition::of(text, at), expected, "{at} of {text:?}");
    }

    #[test]
    fn a_line_ends_behind_its_line_feed() {
        check("", 0, 1, 1);
        check("ab\ncd", 0, 1, 1);
        check("ab\ncd", 2, 1, 3);
        check("ab\ncd", 3, 2, 1);
        check("ab\r\ncd", 3, 1, 4);
        check("ab\n", 3, 2, 1);
        check("\n\n\n", 2, 3, 1);
    }

    #[test]
    fn a_column_counts_characters() {
        check("\u{e9}b\n", 2, 1, 2);
        check("a\n\u{1F600}b", 6, 2, 2);
        check("a\n\u{1F600}b", 4, 2, 1);
    }

    #[test]
    fn columns_of_a_long_line_are_counted_from_its_start() {
        for length in [254, 255, 256, 257, 511, 512, 1030] {
            let text = format!("\u{e9}a\n{}", "\u{e9}b\u{1F600}".repeat(length / 7 + 1));
            let lines = LineIndex::new(&text);
            for at in 0..=text.len() + 1 {
                assert_eq!(lines.position(at), TextPosition::of(&text, at), "{at} of {length}");
            }
        }
        let block = "\u{e9}".repeat(BLOCK / 2);
        assert_eq!(LineIndex::new(&block).position(BLOCK), TextPosition { line: 1, column: BLOCK / 2 + 1 });
    }

    #[test]
    fn the_lines_tile_the_text() {
        for text in ["", "a", "a\n", "a\n\nb", "\n\n"] {
            let lines = LineIndex::new(text);
            let last = lines.line(text.len());
            let joined: String = (1..=last).map(|line| &text[lines.range(line)]).collect();
            assert_eq!(joined, text);
            assert_eq!(lines.range(last + 1), text.len()..text.len());
        }
    }

    #[test]
    fn a_byte_behind_the_text_is_at_its_end() {
        check("a\nb", 99, 2, 2);
        check("a\u{e9}", 99, 1, 3);
    }
}
