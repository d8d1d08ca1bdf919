//! Bytes ⇄ text: which encoding a file has, and where a place of its text is in its bytes.
//!
//! Parsers work on text; what they report are spans of bytes, and what is written back are bytes. [`SourceText`] keeps
//! both. A UTF-8 file costs one validation; any other is decoded once, with a map that holds an entry for each
//! character outside ASCII.

use std::ops::Range;

use super::code_page::{CodePage, is_known_to_python};
#[cfg(feature = "encodings")]
use super::multi_byte::MultiByte;
use crate::{LineIndex, Span, TextPosition};

/// How the bytes of a file stand for text.
///
/// Found the way pip finds it: a byte order mark, else a `coding:` comment (PEP 263) in the first two lines, else UTF-8.
/// pip falls back to the locale's encoding; a library has no locale, and every locale of today is UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// ISO 8859-1: each byte is the code point of the same number.
    Latin1,
    /// Another encoding of one byte for a character.
    SingleByte(CodePage),
    /// An encoding of several bytes for a character.
    #[cfg(feature = "encodings")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encodings")))]
    MultiByte(MultiByte),
    /// UTF-16, least significant byte first.
    Utf16LittleEndian,
    /// UTF-16, most significant byte first.
    Utf16BigEndian,
    /// UTF-32, least significant byte first.
    Utf32LittleEndian,
    /// UTF-32, most significant byte first.
    Utf32BigEndian,
}

impl Encoding {
    /// The encoding of a file and the length of its byte order mark.
    ///
    /// ```
    /// use haggle_spec::file::Encoding;
    ///
    /// assert_eq!(Encoding::detect(b"six\n"), (Encoding::Utf8, 0));
    /// assert_eq!(Encoding::detect(b"\xEF\xBB\xBFsix\n"), (Encoding::Utf8, 3));
    /// assert_eq!(Encoding::detect(b"\xFF\xFEs\0"), (Encoding::Utf16LittleEndian, 2));
    /// assert_eq!(Encoding::detect(b"# -*- coding: latin-1 -*-\n"), (Encoding::Latin1, 0));
    /// ```
    pub fn detect(bytes: &[u8]) -> (Self, usize) {
        const MARKS: [(&[u8], Encoding); 5] = [
            (b"\xEF\xBB\xBF", Encoding::Utf8),
            // Before UTF-16, whose mark it starts with: no requirement file starts with a NUL character.
            (b"\xFF\xFE\0\0", Encoding::Utf32LittleEndian),
            (b"\0\0\xFE\xFF", Encoding::Utf32BigEndian),
            (b"\xFF\xFE", Encoding::Utf16LittleEndian),
            (b"\xFE\xFF", Encoding::Utf16BigEndian),
        ];
        for (mark, encoding) in MARKS {
            if bytes.starts_with(mark) {
                return (encoding, mark.len());
            }
        }
        let declared = bytes.split(|byte| *byte == b'\n').take(2).find_map(declared_encoding);
        (declared.unwrap_or(Self::Utf8), 0)
    }

    /// Bytes that an ASCII character takes.
    pub(crate) fn unit(self) -> usize {
        match self {
            Self::Utf8 | Self::Latin1 | Self::SingleByte(_) => 1,
            #[cfg(feature = "encodings")]
            Self::MultiByte(_) => 1,
            Self::Utf16LittleEndian | Self::Utf16BigEndian => 2,
            Self::Utf32LittleEndian | Self::Utf32BigEndian => 4,
        }
    }

    /// The bytes of a text, or the first character that has none in this encoding.
    pub(crate) fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        let mut bytes = Vec::with_capacity(text.len() * self.unit());
        match self {
            Self::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Self::Latin1 => {
                for character in text.chars() {
                    bytes.push(u8::try_from(character).map_err(|_| character)?);
                }
            }
            Self::SingleByte(page) => {
                let half = page.upper_half();
                for character in text.chars() {
                    let byte = match u8::try_from(character).ok().filter(u8::is_ascii) {
                        Some(byte) => Some(byte),
                        None => half
                            .iter()
                            .position(|known| *known == Some(character))
                            .and_then(|at| u8::try_from(at + 0x80).ok()),
                    };
                    bytes.push(byte.ok_or(character)?);
                }
            }
            #[cfg(feature = "encodings")]
            Self::MultiByte(encoding) => {
                for character in text.chars() {
                    bytes.extend(encoding.bytes(character).ok_or(character)?);
                }
            }
            Self::Utf16LittleEndian => text.encode_utf16().for_each(|unit| bytes.extend(unit.to_le_bytes())),
            Self::Utf16BigEndian => text.encode_utf16().for_each(|unit| bytes.extend(unit.to_be_bytes())),
            Self::Utf32LittleEndian => {
                text.chars().for_each(|unit| bytes.extend(u32::from(unit).to_le_bytes()));
            }
            Self::Utf32BigEndian => text.chars().for_each(|unit| bytes.extend(u32::from(unit).to_be_bytes())),
        }
        Ok(bytes)
    }
}

/// What a `coding:` comment declares; an encoding that is not known here counts as UTF-8, and what is not UTF-8 in such a
/// file is reported.
fn declared_encoding(line: &[u8]) -> Option<Encoding> {
    let name = &line[declared_name(line)?];
    Some(match normalised(name).as_str() {
        "latin_1" | "latin1" | "latin" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859" | "l1" | "cp819" => {
            Encoding::Latin1
        }
        name => CodePage::of(name)
            .map(Encoding::SingleByte)
            .or_else(|| multi_byte(name))
            .unwrap_or(Encoding::Utf8),
    })
}

/// The encoding of several bytes that a name is of, in a build that reads such.
#[cfg(feature = "encodings")]
fn multi_byte(name: &str) -> Option<Encoding> {
    MultiByte::of(name).map(Encoding::MultiByte)
}

/// The encoding of several bytes that a name is of: none in this build.
#[cfg(not(feature = "encodings"))]
fn multi_byte(_name: &str) -> Option<Encoding> {
    None
}

/// Where a comment names an encoding (PEP 263): `coding[:=]\s*([-\w.]+)`.
fn declared_name(line: &[u8]) -> Option<Range<usize>> {
    if line.first() != Some(&b'#') {
        return None;
    }
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let places = line
        .windows(7)
        .enumerate()
        .filter(|(_, window)| window.starts_with(b"coding") && matches!(window[6], b':' | b'='));
    let names = places.map(|(at, _)| {
        let start = at + 7 + line[at + 7..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        start..start + line[start..].iter().take_while(|byte| is_name(**byte)).count()
    });
    names.into_iter().find(|name| !name.is_empty())
}

/// A name as Python looks it up: small letters, and one underscore for whatever else there is.
fn normalised(name: &[u8]) -> String {
    let mut normal = String::with_capacity(name.len());
    for byte in name {
        match byte {
            _ if byte.is_ascii_alphanumeric() || *byte == b'.' => {
                normal.push(char::from(byte.to_ascii_lowercase()));
            }
            _ if normal.ends_with('_') || normal.is_empty() => {}
            _ => normal.push('_'),
        }
    }
    normal.trim_end_matches('_').replace('.', "_")
}

/// What is wrong with the name of the encoding that a file declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameFault {
    /// Python has no such encoding.
    Unknown,
    /// It has, and it is not read here.
    NotRead,
}

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
    Decoded { bytes: Vec<u8>, text: String, checkpoints: Vec<Checkpoint>, invalid: Vec<Span> },
}

/// From here to the next checkpoint every character is ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Checkpoint {
    text: usize,
    byte: usize,
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
        let mut decoder = Decoder {
            text: String::with_capacity(bytes.len()),
            checkpoints: Vec::new(),
            invalid: Vec::new(),
        };
        decoder.checkpoints.push(Checkpoint { text: 0, byte: mark });
        match encoding {
            Encoding::Utf8 => decoder.utf8(&bytes, mark),
            Encoding::Latin1 => decoder.latin1(&bytes),
            Encoding::SingleByte(page) => decoder.single_byte(&bytes, page),
            #[cfg(feature = "encodings")]
            Encoding::MultiByte(encoding) => decoder.multi_byte(&bytes, encoding),
            Encoding::Utf16LittleEndian => decoder.utf16(&bytes, mark, u16::from_le_bytes),
            Encoding::Utf16BigEndian => decoder.utf16(&bytes, mark, u16::from_be_bytes),
            Encoding::Utf32LittleEndian => decoder.utf32(&bytes, mark, u32::from_le_bytes),
            Encoding::Utf32BigEndian => decoder.utf32(&bytes, mark, u32::from_be_bytes),
        }
        let Decoder { text, checkpoints, invalid } = decoder;
        Self { encoding, mark, content: Content::Decoded { bytes, text, checkpoints, invalid } }
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
            Content::Decoded { text, .. } => text,
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
                let name = normalised(&line[place.clone()]);
                let is_utf8 = matches!(
                    name.as_str(),
                    "utf_8" | "utf8" | "utf" | "u8" | "utf8_ucs2" | "utf8_ucs4" | "cp65001" | "utf_8_sig"
                );
                let fault = match declared_encoding(line) {
                    Some(Encoding::Utf8) if !is_utf8 && is_known_to_python(&name) => NameFault::NotRead,
                    Some(Encoding::Utf8) if !is_utf8 => NameFault::Unknown,
                    _ => return None,
                };
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
            Content::Decoded { invalid, .. } => invalid,
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
            Content::Decoded { checkpoints, bytes, .. } => {
                let after = checkpoints.partition_point(|checkpoint| checkpoint.text <= position);
                let from = checkpoints[after.saturating_sub(1)];
                let limit = checkpoints.get(after).map_or(bytes.len(), |next| next.byte);
                (from.byte + (position - from.text) * self.encoding.unit()).min(limit)
            }
        }
    }

    fn text_at(&self, byte: usize) -> usize {
        match &self.content {
            Content::Same(_) => byte.saturating_sub(self.mark),
            Content::Decoded { checkpoints, text, .. } => {
                let after = checkpoints.partition_point(|checkpoint| checkpoint.byte <= byte);
                let Some(from) = after.checked_sub(1).map(|at| checkpoints[at]) else { return 0 };
                let limit = checkpoints.get(after).map_or(text.len(), |next| next.text);
                (from.text + (byte - from.byte) / self.encoding.unit()).min(limit)
            }
        }
    }
}

/// Builds the text and its map.
struct Decoder {
    text: String,
    checkpoints: Vec<Checkpoint>,
    invalid: Vec<Span>,
}

impl Decoder {
    /// Adds the character of some bytes.
    fn push(&mut self, character: char, bytes: Range<usize>) {
        if character.is_ascii() {
            self.text.push(character);
            return;
        }
        let last = self.checkpoints.last().copied();
        let here = Checkpoint { text: self.text.len(), byte: bytes.start };
        if last != Some(here) {
            self.checkpoints.push(here);
        }
        self.text.push(character);
        self.checkpoints.push(Checkpoint { text: self.text.len(), byte: bytes.end });
    }

    fn push_invalid(&mut self, bytes: Range<usize>) {
        self.push(char::REPLACEMENT_CHARACTER, bytes.clone());
        match self.invalid.last_mut() {
            Some(last) if last.end == bytes.start => last.end = bytes.end,
            _ => self.invalid.push(Span { start: bytes.start, end: bytes.end }),
        }
    }

    fn utf8(&mut self, bytes: &[u8], start: usize) {
        let mut at = start;
        for chunk in bytes[start..].utf8_chunks() {
            for character in chunk.valid().chars() {
                let end = at + character.len_utf8();
                self.push(character, at..end);
                at = end;
            }
            let end = at + chunk.invalid().len();
            if end > at {
                self.push_invalid(at..end);
                at = end;
            }
        }
    }

    fn latin1(&mut self, bytes: &[u8]) {
        for (at, byte) in bytes.iter().enumerate() {
            self.push(char::from(*byte), at..at + 1);
        }
    }

    fn single_byte(&mut self, bytes: &[u8], page: CodePage) {
        let half = page.upper_half();
        for (at, byte) in bytes.iter().enumerate() {
            let character = match byte.checked_sub(0x80) {
                None => Some(char::from(*byte)),
                Some(upper) => half[usize::from(upper)],
            };
            match character {
                Some(character) => self.push(character, at..at + 1),
                None => self.push_invalid(at..at + 1),
            }
        }
    }

    #[cfg(feature = "encodings")]
    fn multi_byte(&mut self, bytes: &[u8], encoding: MultiByte) {
        let mut at = 0;
        while at < bytes.len() {
            let (character, length) = encoding.first(&bytes[at..]);
            match character {
                Some(character) => self.push(character, at..at + length),
                None => self.push_invalid(at..at + length),
            }
            at += length;
        }
    }

    fn utf16(&mut self, bytes: &[u8], start: usize, unit: fn([u8; 2]) -> u16) {
        let (pairs, rest) = bytes[start..].as_chunks::<2>();
        let mut at = start;
        for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
            let end = at + decoded.as_ref().map_or(2, |character| character.len_utf16() * 2);
            match decoded {
                Ok(character) => self.push(character, at..end),
                Err(_) => self.push_invalid(at..end),
            }
            at = end;
        }
        if !rest.is_empty() {
            self.push_invalid(at..bytes.len());
        }
    }

    fn utf32(&mut self, bytes: &[u8], start: usize, unit: fn([u8; 4]) -> u32) {
        let (quads, rest) = bytes[start..].as_chunks::<4>();
        let mut at = start;
        for quad in quads {
            match char::from_u32(unit(*quad)) {
                Some(character) => self.push(character, at..at + 4),
                None => self.push_invalid(at..at + 4),
            }
            at += 4;
        }
        if !rest.is_empty() {
            self.push_invalid(at..bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
