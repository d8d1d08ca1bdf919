//! Bytes ⇄ text: which encoding a file has, and where a place of its text is in its bytes.
//!
//! Parsers work on text; what they report are spans of bytes, and what is written back are bytes. [`SourceText`] keeps
//! both. A UTF-8 file costs one validation; any other is decoded once, with a map that holds an entry for each
//! character outside ASCII.

use std::ops::Range;

use super::decode::Decoded;
use super::encoding::{Encoding, NameFault, declared_encoding, declared_name, name_fault, normalised};
use crate::{LineIndex, Span, TextPosition};

/// A file's bytes, their text, and the way between them.
///
/// Laws: [`as_bytes`](Self::as_bytes) gives the bytes that [`new`](Self::new) was given; [`span`](Self::span) is monotone and
/// maps the whole text to all bytes after the byte order mark.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SourceText {
    encoding: Encoding,
    /// Length of the byte order mark.
    mark: usize,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Content {
    /// Valid UTF-8: the text is the bytes, mark included.
    Same(String),
    /// Anything else.
    Decoded { bytes: Vec<u8>, decoded: Decoded },
}

/// The lines of a source, found once.
#[derive(Debug, Clone)]
pub struct SourceLines<'s> {
    source: &'s SourceText,
    index: LineIndex<'s>,
}

impl SourceLines<'_> {
    /// The line and column of a byte of the file: of a span, those of its start and its end.
    pub fn position(&self, byte: usize) -> TextPosition {
        self.index.position(self.source.text_at(byte))
    }

    /// The number of the line that a byte of the file is on, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.index.line(self.source.text_at(byte))
    }
}

impl SourceText {
    /// Reads bytes as text. Never fails: a sequence that is not valid in the encoding reads as U+FFFD and is listed in
    /// [`invalid`](Self::invalid).
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let (encoding, mark) = Encoding::detect(&bytes);
        let bytes = if encoding == Encoding::Utf8 {
            match String::from_utf8(bytes) {
                Ok(text) => return Self { encoding, mark, content: Content::Same(text) },
                Err(error) => error.into_bytes(),
            }
        } else {
            bytes
        };
        let decoded = Decoded::new(&bytes, encoding, mark);
        Self { encoding, mark, content: Content::Decoded { bytes, decoded } }
    }

    /// The bytes, as they were given.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.content {
            Content::Same(text) => text.as_bytes(),
            Content::Decoded { bytes, .. } => bytes,
        }
    }

    /// The text without the byte order mark.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Same(text) => &text[self.mark..],
            Content::Decoded { decoded, .. } => &decoded.text,
        }
    }

    /// Where the file declares an encoding that cannot be used, and why.
    pub(super) fn encoding_fault(&self) -> Option<(Span, NameFault)> {
        let bytes = self.as_bytes();
        if self.mark > 0 {
            return None;
        }
        let mut start = 0;
        for line in bytes.split(|byte| *byte == b'\n').take(2) {
            if let Some(place) = declared_name(line) {
                if declared_encoding(line) != Some(Encoding::Utf8) {
                    return None;
                }
                let fault = name_fault(&normalised(&line[place.clone()]))?;
                return Some((Span::new(start + place.start, start + place.end), fault));
            }
            start += line.len() + 1;
        }
        None
    }

    /// The encoding that was found.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Length of the byte order mark, in bytes: 0, 2, 3 or 4.
    pub fn byte_order_mark(&self) -> usize {
        self.mark
    }

    /// The byte sequences that are not valid in the encoding.
    pub fn invalid(&self) -> &[Span] {
        match &self.content {
            Content::Same(_) => &[],
            Content::Decoded { decoded, .. } => &decoded.invalid,
        }
    }

    /// Where a range of the text is in the bytes.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span { start: self.byte_at(range.start), end: self.byte_at(range.end) }
    }

    /// The text of a span of bytes. A span that does not lie on the bounds of characters gives the characters inside it.
    pub fn slice(&self, span: Span) -> &str {
        let text = self.text();
        let start = self.text_at(span.start).min(text.len());
        let end = self.text_at(span.end).clamp(start, text.len());
        text.get(start..end).unwrap_or_default()
    }

    /// The range of the text that a span of bytes stands for. A bound inside a character counts as its start.
    pub fn range(&self, span: Span) -> Range<usize> {
        self.text_at(span.start)..self.text_at(span.end)
    }

    /// The line and column of a byte of the file, in one pass over the text before it.
    pub fn position(&self, byte: usize) -> TextPosition {
        TextPosition::of(self.text(), self.text_at(byte))
    }

    /// The lines of the text, for who asks for many of them.
    pub fn lines(&self) -> SourceLines<'_> {
        SourceLines { source: self, index: LineIndex::new(self.text()) }
    }

    fn byte_at(&self, position: usize) -> usize {
        match &self.content {
            Content::Same(_) => position + self.mark,
            Content::Decoded { decoded, .. } => decoded.byte_at(position),
        }
    }

    fn text_at(&self, byte: usize) -> usize {
        match &self.content {
            Content::Same(_) => byte.saturating_sub(self.mark),
            Content::Decoded { decoded, .. } => decoded.text_at(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::CodePage;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: Encoding) {
        let source = SourceText::new(bytes);
        assert_eq!(source.as_bytes(), bytes);
        assert_eq!(source.text(), text);
        assert_eq!(source.encoding(), encoding);
        let whole = source.span(0..text.len());
        assert_eq!((whole.start, whole.end), (source.byte_order_mark(), bytes.len()));
        for (at, character) in text.char_indices() {
            let span = source.span(at..at + character.len_utf8());
            assert_eq!(source.slice(span), character.to_string(), "at {at}");
            assert_eq!(source.position(span.start), TextPosition::of(text, at), "at {at}");
            assert_eq!(source.lines().position(span.start), source.position(span.start), "at {at}");
        }
    }

    fn utf16(text: &str) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend(Encoding::Utf16LittleEndian.encode(text).unwrap());
        bytes
    }

    #[test]
    fn every_character_maps_to_its_bytes_and_back() {
        check(b"six>=1\n", "six>=1\n", Encoding::Utf8);
        check("\u{FEFF}six # caf\u{e9}\n".as_bytes(), "six # caf\u{e9}\n", Encoding::Utf8);
        check(&utf16("a\u{e9}b\u{1F600}c\n"), "a\u{e9}b\u{1F600}c\n", Encoding::Utf16LittleEndian);
        check(b"\xFE\xFF\0a\0\xE9", "a\u{e9}", Encoding::Utf16BigEndian);
        check(b"\xFF\xFE\0\0a\0\0\0\xE9\0\0\0", "a\u{e9}", Encoding::Utf32LittleEndian);
        check(b"\0\0\xFE\xFF\0\0\0a", "a", Encoding::Utf32BigEndian);
        check(b"# coding: cp1251\nsix # \xCF\n", "# coding: cp1251\nsix # \u{41f}\n", {
            Encoding::SingleByte(CodePage::of("cp1251").unwrap())
        });
        check(b"# coding: latin-1\nsix # \xE9\n", "# coding: latin-1\nsix # \u{e9}\n", Encoding::Latin1);
    }

    #[test]
    fn what_is_not_valid_reads_as_the_replacement_character_and_is_listed() {
        let source = SourceText::new(*b"a\xFF\xFEb\xC3(");
        assert_eq!(source.text(), "a\u{FFFD}\u{FFFD}b\u{FFFD}(");
        assert_eq!(source.invalid(), [Span { start: 1, end: 3 }, Span { start: 4, end: 5 }]);
        assert_eq!(source.as_bytes(), b"a\xFF\xFEb\xC3(");
        let odd = SourceText::new(*b"\xFF\xFEa\0b");
        assert_eq!(odd.text(), "a\u{FFFD}");
        let lone = SourceText::new(*b"\xFE\xFF\xD8\0\0a");
        assert_eq!(lone.text(), "\u{FFFD}a");
    }

    #[test]
    fn an_encoding_declared_after_the_second_line_does_not_count() {
        assert_eq!(Encoding::detect(b"a\nb\n# coding: latin-1\n").0, Encoding::Utf8);
        assert_eq!(Encoding::detect(b"a\n# vim: set fileencoding=latin-1 :\n").0, Encoding::Latin1);
    }

    #[test]
    fn lines_are_those_of_positions() {
        let utf16: Vec<u8> = "\u{feff}a\né\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [b"six\npbr\n\nend".as_slice(), b"\xef\xbb\xbfsix\nx", utf16.as_slice(), b""] {
            let source = SourceText::new(bytes.to_vec());
            let lines = source.lines();
            for byte in 0..=bytes.len() {
                assert_eq!(lines.line(byte), source.position(byte).line, "{bytes:?} at {byte}");
            }
        }
    }
}
