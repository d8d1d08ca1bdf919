//! ISO 2022: escapes choose which table the bytes below 0x80 are of.

use encoding_rs::ISO_8859_7;

use super::table::Table;
use super::{Meaning, Unit};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Variant {
    Jp,
    Jp1,
    Jp2,
    JpExt,
    Kr,
}

/// What bytes can be characters of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    /// ASCII with a yen sign and an overline.
    JisRoman,
    Katakana,
    Pairs(Table),
    /// Nothing was chosen yet.
    Unset,
    /// The upper half of ISO 8859-1 and 8859-7.
    Latin1,
    Greek,
}

const ESCAPE: u8 = 0x1B;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;

/// Where a set goes: the sets for bytes as they are, for those between the two shifts, and for one byte behind an escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Plain,
    Shifted,
    Single,
}

impl Variant {
    /// What the escape of this end designates, if the variant has it.
    fn set(self, is_pairs: bool, end: u8) -> Option<Set> {
        let is_jp = self != Self::Kr;
        let set = match (is_pairs, end) {
            (false, b'B') => return Some(Set::Ascii),
            (false, b'J') if is_jp => Set::JisRoman,
            (false, b'I') if self == Self::JpExt => Set::Katakana,
            (false, b'A') if self == Self::Jp2 => Set::Latin1,
            (false, b'F') if self == Self::Jp2 => Set::Greek,
            (true, b'@' | b'B') if is_jp => Set::Pairs(Table::Jis0208),
            (true, b'D') if is_jp && self != Self::Jp => Set::Pairs(Table::Jis0212),
            (true, b'A') if self == Self::Jp2 => Set::Pairs(Table::Gb2312),
            (true, b'C') if matches!(self, Self::Jp2 | Self::Kr) => Set::Pairs(Table::Ksx1001),
            _ => return None,
        };
        Some(set)
    }

    /// The escape that input starts with, if the variant has it: its length, the set, and where that goes.
    fn escape(self, input: &[u8]) -> Option<(usize, Set, Slot)> {
        let slot = |byte: u8| match byte {
            b'(' => Some(Slot::Plain),
            b')' => Some(Slot::Shifted),
            b'.' => Some(Slot::Single),
            _ => None,
        };
        match *input {
            // Only the table of the variant can be shifted to: else what is put into a file could change what follows.
            [_, b')', ..] => None,
            // The second edition of JIS X 0208.
            [_, b'&', b'@', ESCAPE, b'$', b'B', ..] => Some((6, self.set(true, b'B')?, Slot::Plain)),
            [_, b'$', end @ (b'@' | b'A'..=b'Z'), ..] => Some((3, self.set(true, end)?, Slot::Plain)),
            [_, b'$', place @ (b'(' | b')'), end, ..] => Some((4, self.set(true, end)?, slot(place)?)),
            [_, place, end, ..] => Some((3, self.set(false, end)?, slot(place)?)),
            _ => None,
        }
    }
}

impl Set {
    /// The first character of bytes below 0x80, and its length.
    fn first(self, input: &[u8]) -> Option<(char, usize)> {
        let byte = *input.first().filter(|byte| byte.is_ascii())?;
        let one = |character: char| Some((character, 1));
        match self {
            Self::JisRoman if byte == b'\\' => one('\u{a5}'),
            Self::JisRoman if byte == b'~' => one('\u{203e}'),
            Self::Ascii | Self::JisRoman => one(char::from(byte)),
            Self::Katakana if (0x21..0x60).contains(&byte) => {
                one(char::from_u32(0xFF40 + u32::from(byte)).unwrap_or_default())
            }
            Self::Pairs(table) => {
                let pair = input.first_chunk::<2>()?;
                table.character(*pair).map(|character| (character, 2))
            }
            Self::Katakana | Self::Unset | Self::Latin1 | Self::Greek => None,
        }
    }

    /// The character that a single byte is of a set for those.
    fn single(self, byte: u8) -> Option<char> {
        match self {
            Self::Ascii if byte < 0x80 => Some(char::from(byte)),
            Self::Latin1 if byte < 0x80 => Some(char::from(byte | 0x80)),
            Self::Greek if byte < 0x80 => {
                ISO_8859_7.decode_without_bom_handling_and_without_replacement(&[byte | 0x80])?.chars().next()
            }
            _ => None,
        }
    }
}

struct Reader {
    variant: Variant,
    plain: Set,
    shifted: Set,
    single: Set,
    is_shifted: bool,
}

impl Reader {
    /// What the first bytes of an input are, and how many.
    fn next(&mut self, input: &[u8]) -> (Meaning, usize) {
        match input[0] {
            ESCAPE if input.get(1) == Some(&b'N') && self.variant == Variant::Jp2 => {
                let character = input.get(2).and_then(|byte| self.single.single(*byte));
                character.map_or((Meaning::Invalid, 1), |character| (Meaning::Character(character), 3))
            }
            ESCAPE if matches!(input.get(1), Some(b'(' | b')' | b'$' | b'.' | b'&')) => {
                let Some((length, set, slot)) = self.variant.escape(input) else {
                    return (Meaning::Invalid, 1);
                };
                match slot {
                    Slot::Plain => self.plain = set,
                    Slot::Shifted => self.shifted = set,
                    Slot::Single => self.single = set,
                }
                (Meaning::Choice, length)
            }
            ESCAPE if input.len() == 1 => (Meaning::Invalid, 1),
            byte @ (SHIFT_OUT | SHIFT_IN) if self.variant == Variant::Kr => {
                self.is_shifted = byte == SHIFT_OUT;
                (Meaning::Choice, 1)
            }
            byte if byte < 0x20 => {
                self.is_shifted &= byte != b'\n';
                (Meaning::Character(char::from(byte)), 1)
            }
            _ => {
                let set = if self.is_shifted { self.shifted } else { self.plain };
                match set.first(input) {
                    Some((character, length)) => (Meaning::Character(character), length),
                    None => (Meaning::Invalid, 1),
                }
            }
        }
    }
}

pub(super) fn read(variant: Variant, bytes: &[u8], take: &mut dyn FnMut(Unit)) {
    let mut reader =
        Reader { variant, plain: Set::Ascii, shifted: Set::Unset, single: Set::Ascii, is_shifted: false };
    let mut at = 0;
    while at < bytes.len() {
        let (meaning, length) = reader.next(&bytes[at..]);
        let is_ascii_next = !reader.is_shifted && reader.plain == Set::Ascii;
        take(Unit { meaning, bytes: at..at + length, is_ascii_next });
        at += length;
    }
}

/// Text in ASCII and the main table of the variant.
pub(super) fn encode(variant: Variant, text: &str) -> Result<Vec<u8>, char> {
    let (table, start, end): (_, &[u8], &[u8]) = match variant {
        Variant::Kr => (Table::Ksx1001, b"\x1b$)C\x0e", b"\x0f"),
        _ => (Table::Jis0208, b"\x1b$B", b"\x1b(B"),
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut is_ascii = true;
    for character in text.chars() {
        if character.is_ascii() != is_ascii {
            bytes.extend_from_slice(if is_ascii { start } else { end });
            is_ascii = !is_ascii;
        }
        match u8::try_from(character).ok().filter(u8::is_ascii) {
            // Those would choose something.
            Some(ESCAPE | SHIFT_IN | SHIFT_OUT) => return Err(character),
            Some(byte) => bytes.push(byte),
            None => bytes.extend(table.pair(character).ok_or(character)?),
        }
    }
    if !is_ascii {
        bytes.extend_from_slice(end);
    }
    Ok(bytes)
}
