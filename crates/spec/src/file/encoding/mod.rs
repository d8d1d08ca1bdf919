//! Which encoding a file has, and text in it.

mod code_page;
#[cfg(feature = "encodings")]
mod multi_byte;
mod name;
#[cfg(feature = "encodings")]
mod stateful;

pub use code_page::CodePage;
#[cfg(feature = "encodings")]
pub use multi_byte::MultiByte;
pub(super) use name::{NameFault, declared_name, name_fault, normalised};
#[cfg(feature = "encodings")]
pub use stateful::Stateful;
#[cfg(feature = "encodings")]
pub(super) use stateful::{Meaning, Unit};

use crate::Span;

/// How the bytes of a file are read as text.
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
    /// An encoding whose bytes mean what those before them have chosen.
    #[cfg(feature = "encodings")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encodings")))]
    Stateful(Stateful),
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
            Self::MultiByte(_) | Self::Stateful(_) => 1,
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
            #[cfg(feature = "encodings")]
            Self::Stateful(encoding) => bytes = encoding.encode(text)?,
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

/// The stretches between whose ends no edit may start or end, in order: characters of several bytes, and what lies between two
/// places where ASCII is chosen. Only for the encodings that have to be read from their start for that.
#[cfg(feature = "encodings")]
pub(super) fn closed_stretches(encoding: Encoding, bytes: &[u8]) -> Vec<Span> {
    let mut closed = Vec::new();
    match encoding {
        Encoding::MultiByte(encoding) => {
            let mut at = 0;
            while at < bytes.len() {
                let length = encoding.first(&bytes[at..]).1;
                if length > 1 {
                    closed.push(Span::new(at, at + length));
                }
                at += length;
            }
        }
        Encoding::Stateful(encoding) => {
            let mut start = None;
            encoding.read(bytes, &mut |unit: Unit| {
                let from = start.take().unwrap_or(unit.bytes.start);
                if !unit.is_ascii_next && unit.bytes.end < bytes.len() {
                    start = Some(from);
                } else if unit.bytes.end - from > 1 {
                    closed.push(Span::new(from, unit.bytes.end));
                }
            });
        }
        _ => {}
    }
    closed
}

/// No encoding of this build has to be read from its start.
#[cfg(not(feature = "encodings"))]
pub(super) fn closed_stretches(_encoding: Encoding, _bytes: &[u8]) -> Vec<Span> {
    Vec::new()
}

/// What a `coding:` comment declares; an encoding that is not known here counts as UTF-8, and what is not UTF-8 in such a
/// file is reported.
pub(super) fn declared_encoding(line: &[u8]) -> Option<Encoding> {
    let name = &line[declared_name(line)?];
    Some(match normalised(name).as_str() {
        "latin_1" | "latin1" | "latin" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859" | "l1" | "cp819" => {
            Encoding::Latin1
        }
        name => {
            CodePage::of(name).map(Encoding::SingleByte).or_else(|| of_tables(name)).unwrap_or(Encoding::Utf8)
        }
    })
}

/// The encoding of several bytes or with states that a name is of, in a build that reads such.
#[cfg(feature = "encodings")]
fn of_tables(name: &str) -> Option<Encoding> {
    let with_states = || Stateful::of(name).map(Encoding::Stateful);
    MultiByte::of(name).map(Encoding::MultiByte).or_else(with_states)
}

/// The encoding of several bytes or with states that a name is of: none in this build.
#[cfg(not(feature = "encodings"))]
fn of_tables(_name: &str) -> Option<Encoding> {
    None
}
