//! Numbers and texts in a record.

use std::collections::HashMap;

/// A 64-bit digest of a record's bytes, against accidents of disks and processes; who may write to the cache needs no forgery.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut lanes = [MULTIPLIER, !MULTIPLIER, 1, 2];
    let (words, rest) = bytes.as_chunks::<8>();
    let (blocks, words) = words.as_chunks::<4>();
    for block in blocks {
        lanes = [
            mixed(lanes[0], u64::from_le_bytes(block[0])),
            mixed(lanes[1], u64::from_le_bytes(block[1])),
            mixed(lanes[2], u64::from_le_bytes(block[2])),
            mixed(lanes[3], u64::from_le_bytes(block[3])),
        ];
    }
    for word in words {
        lanes[0] = mixed(lanes[0], u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        let mut word = [0; 8];
        word[..rest.len()].copy_from_slice(rest);
        lanes[0] = mixed(lanes[0], u64::from_le_bytes(word));
    }
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    lanes.into_iter().fold(length, mixed)
}

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The state of a lane after a word.
fn mixed(state: u64, word: u64) -> u64 {
    (state ^ word).wrapping_mul(MULTIPLIER).rotate_left(29)
}

/// Writes a record.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub(super) fn u64(&mut self, value: u64) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// A count or a position; none where it is too large for the format.
    pub(super) fn count(&mut self, value: usize) -> Option<()> {
        self.u32(u32::try_from(value).ok()?);
        Some(())
    }

    pub(super) fn text(&mut self, text: &str) -> Option<()> {
        self.count(text.len())?;
        self.bytes.extend(text.as_bytes());
        Some(())
    }

    pub(super) fn optional(&mut self, text: Option<&str>) -> Option<()> {
        self.bytes.push(u8::from(text.is_some()));
        text.map_or(Some(()), |text| self.text(text))
    }
}

/// Reads a record from its front. Every method gives `None` at its end, and where what is there is not what was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    pub(super) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    pub(super) fn optional(&mut self) -> Result<Option<&'a str>, NotARecord> {
        match self.u8() {
            Some(0) => Ok(None),
            Some(1) => self.text().map(Some).ok_or(NotARecord),
            _ => Err(NotARecord),
        }
    }
}

/// What is there is not what a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotARecord;

/// The number at a position of little-endian 32-bit numbers.
pub(super) fn number_at(bytes: &[u8], position: usize) -> Option<u32> {
    let start = position.checked_mul(4)?;
    bytes.get(start..start.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// Texts that are stored once each, by number.
#[derive(Debug, Default)]
pub(super) struct TextPool<'a> {
    numbers: HashMap<&'a str, u32>,
    texts: Vec<&'a str>,
}

impl<'a> TextPool<'a> {
    pub(super) fn number(&mut self, text: &'a str) -> Option<u32> {
        if let Some(known) = self.numbers.get(text) {
            return Some(*known);
        }
        let number = u32::try_from(self.texts.len()).ok()?;
        self.texts.push(text);
        self.numbers.insert(text, number);
        Some(number)
    }

    /// One more than the number; zero for no text.
    pub(super) fn optional(&mut self, text: Option<&'a str>) -> Option<u32> {
        text.map_or(Some(0), |text| self.number(text)?.checked_add(1))
    }

    pub(super) fn texts(&self) -> &[&'a str] {
        &self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_bit_and_every_cut_changes_the_checksum() {
        let bytes: Vec<u8> = (0..100).collect();
        let whole = checksum(&bytes);
        for length in 0..bytes.len() {
            assert_ne!(checksum(&bytes[..length]), whole, "cut at {length}");
        }
        for position in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[position] ^= 1 << bit;
                assert_ne!(checksum(&changed), whole, "bit {bit} of byte {position}");
            }
        }
    }
}
