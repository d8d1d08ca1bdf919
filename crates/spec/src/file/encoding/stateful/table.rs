//! The tables of 94 by 94 characters, by way of the encodings of eight bits that hold them. `encoding_rs` shows up here, in
//! `iso2022` and in `multi_byte`.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GBK};

/// A table of characters of two bytes, each from 0x21 to 0x7E.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Table {
    Gb2312,
    Jis0208,
    Jis0212,
    Ksx1001,
}

impl Table {
    fn euc(self) -> &'static Encoding {
        match self {
            Self::Gb2312 => GBK,
            Self::Jis0208 | Self::Jis0212 => EUC_JP,
            Self::Ksx1001 => EUC_KR,
        }
    }

    /// The character of two bytes, if there is one.
    pub(super) fn character(self, pair: [u8; 2]) -> Option<char> {
        let is_in_table = pair.iter().all(|byte| (0x21..0x7F).contains(byte));
        // The encodings fill rows that the tables leave empty.
        let is_filled = match (self, pair[0]) {
            (Self::Jis0208, row) => row > 0x74 || (0x29..0x30).contains(&row),
            (Self::Gb2312, 0x22) => pair[1] < 0x31,
            (Self::Gb2312, row) => row > 0x77 || (0x2A..0x30).contains(&row),
            _ => false,
        };
        if !is_in_table || is_filled {
            return None;
        }
        let [high, low] = pair.map(|byte| byte | 0x80);
        let bytes = [0x8F, high, low];
        let bytes = if self == Self::Jis0212 { &bytes[..] } else { &bytes[1..] };
        let text = self.euc().decode_without_bom_handling_and_without_replacement(bytes)?;
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    }

    /// The two bytes of a character, if it has some.
    pub(super) fn pair(self, character: char) -> Option<[u8; 2]> {
        let mut text = [0; 4];
        let (bytes, _, is_unmappable) = self.euc().encode(character.encode_utf8(&mut text));
        let pair = <[u8; 2]>::try_from(&*bytes).ok()?.map(|byte| byte & 0x7F);
        (!is_unmappable && self.character(pair) == Some(character)).then_some(pair)
    }
}
