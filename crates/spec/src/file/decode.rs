//! Bytes to text, with a map of where each character outside ASCII is.

use std::ops::Range;

use super::encoding::{CodePage, Encoding};
#[cfg(feature = "encodings")]
use super::encoding::{Meaning, MultiByte, Stateful, Unit};
use crate::Span;

/// The text of a file that is not all UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Decoded {
    pub(super) text: String,
    checkpoints: Vec<Checkpoint>,
    /// What is not valid in the encoding.
    pub(super) invalid: Vec<Span>,
    /// Bytes that a character has between two checkpoints.
    unit: usize,
    n_bytes: usize,
}

/// From here to the next checkpoint every character is ASCII and takes as many bytes as that does, or there is one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Checkpoint {
    text: usize,
    byte: usize,
}

impl Decoded {
    /// The text of bytes behind their byte order mark.
    pub(super) fn new(bytes: &[u8], encoding: Encoding, mark: usize) -> Self {
        let mut decoder = Decoder {
            text: String::with_capacity(bytes.len()),
            checkpoints: Vec::new(),
            invalid: Vec::new(),
        };
        decoder.checkpoints.push(Checkpoint { text: 0, byte: mark });
        match encoding {
            Encoding::Utf8 => decoder.utf8(bytes, mark),
            Encoding::Latin1 => decoder.latin1(bytes),
            Encoding::SingleByte(page) => decoder.single_byte(bytes, page),
            #[cfg(feature = "encodings")]
            Encoding::MultiByte(encoding) => decoder.multi_byte(bytes, encoding),
            #[cfg(feature = "encodings")]
            Encoding::Stateful(encoding) => decoder.stateful(bytes, encoding),
            Encoding::Utf16LittleEndian => decoder.utf16(bytes, mark, u16::from_le_bytes),
            Encoding::Utf16BigEndian => decoder.utf16(bytes, mark, u16::from_be_bytes),
            Encoding::Utf32LittleEndian => decoder.utf32(bytes, mark, u32::from_le_bytes),
            Encoding::Utf32BigEndian => decoder.utf32(bytes, mark, u32::from_be_bytes),
        }
        let Decoder { text, checkpoints, invalid } = decoder;
        Self { text, checkpoints, invalid, unit: encoding.unit(), n_bytes: bytes.len() }
    }

    /// Where a place of the text is in the bytes.
    pub(super) fn byte_at(&self, position: usize) -> usize {
        let after = self.checkpoints.partition_point(|checkpoint| checkpoint.text <= position);
        let from = self.checkpoints[after.saturating_sub(1)];
        let limit = self.checkpoints.get(after).map_or(self.n_bytes, |next| next.byte);
        (from.byte + (position - from.text) * self.unit).min(limit)
    }

    /// Where a place of the bytes is in the text.
    pub(super) fn text_at(&self, byte: usize) -> usize {
        let after = self.checkpoints.partition_point(|checkpoint| checkpoint.byte <= byte);
        let Some(from) = after.checked_sub(1).map(|at| self.checkpoints[at]) else { return 0 };
        let limit = self.checkpoints.get(after).map_or(self.text.len(), |next| next.text);
        (from.text + (byte - from.byte) / self.unit).min(limit)
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
        } else {
            self.push_mapped(character, bytes);
        }
    }

    /// Adds a character that is not where others of its kind would be.
    fn push_mapped(&mut self, character: char, bytes: Range<usize>) {
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

    /// What chooses the meaning of other bytes goes to the character before it if ASCII follows, else to the one behind it.
    #[cfg(feature = "encodings")]
    fn stateful(&mut self, bytes: &[u8], encoding: Stateful) {
        let mut open = None;
        encoding.read(bytes, &mut |unit: Unit| {
            let range = open.unwrap_or(unit.bytes.start)..unit.bytes.end;
            let last = self.checkpoints.last_mut();
            match (unit.meaning, last) {
                (Meaning::Character(character), _) => {
                    open = None;
                    if character.is_ascii() && range.len() == 1 {
                        self.text.push(character);
                    } else {
                        self.push_mapped(character, range);
                    }
                }
                (Meaning::Invalid, _) => {
                    open = None;
                    self.push_invalid(range);
                }
                (Meaning::Choice, Some(last))
                    if last.text == self.text.len()
                        && last.text > 0
                        && (unit.is_ascii_next || range.end == bytes.len()) =>
                {
                    open = None;
                    last.byte = range.end;
                }
                (Meaning::Choice, _) => open = Some(range.start),
            }
        });
        if open.is_some() {
            self.checkpoints.push(Checkpoint { text: self.text.len(), byte: bytes.len() });
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
