//! A string that keeps up to 30 bytes in place: most names and versions' spellings never touch the heap.

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::grammar::{as_text, fill};

/// How many bytes fit without an allocation.
pub(crate) const INLINE: usize = 30;

/// An immutable string of 32 bytes.
#[derive(Clone)]
pub(crate) enum ShortText {
    Inline { length: u8, bytes: [u8; INLINE] },
    Heap(Box<str>),
}

impl ShortText {
    pub(crate) fn new(text: &str) -> Self {
        ShortText::in_place(text.as_bytes()).unwrap_or_else(|| ShortText::Heap(text.into()))
    }

    /// The text of these ASCII bytes, of which there are `length` at most 30.
    #[inline]
    pub(crate) fn from_ascii(bytes: [u8; INLINE], length: u8) -> Self {
        debug_assert!(bytes[..usize::from(length)].is_ascii());
        ShortText::Inline { length, bytes }
    }

    /// The place for the ASCII bytes of a text of this length, at most 30. What was here has nothing to drop.
    #[inline]
    pub(crate) fn fill_with(&mut self, length: u8) -> &mut [u8; INLINE] {
        fill(self, ShortText::Inline { length, bytes: [0; INLINE] });
        match self {
            ShortText::Inline { bytes, .. } => bytes,
            ShortText::Heap(_) => unreachable!("it was just put in place"),
        }
    }

    /// The same, for a text that may be absent.
    #[inline]
    pub(crate) fn fill_some(place: &mut Option<Self>, length: u8) -> &mut [u8; INLINE] {
        fill(place, Some(ShortText::Inline { length, bytes: [0; INLINE] }));
        match place {
            Some(ShortText::Inline { bytes, .. }) => bytes,
            _ => unreachable!("it was just put in place"),
        }
    }

    /// The text of these ASCII bytes: others are for [`ShortText::new`].
    pub(crate) fn from_ascii_slice(source: &[u8]) -> Self {
        debug_assert!(source.is_ascii());
        ShortText::in_place(source).unwrap_or_else(|| ShortText::Heap(as_text(source).into()))
    }

    /// The text of bytes that are a whole string, if it fits.
    fn in_place(source: &[u8]) -> Option<Self> {
        let mut bytes = [0; INLINE];
        bytes.get_mut(..source.len())?.copy_from_slice(source);
        Some(ShortText::Inline { length: u8::try_from(source.len()).ok()?, bytes })
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            ShortText::Inline { length, bytes } => &bytes[..usize::from(*length).min(INLINE)],
            ShortText::Heap(text) => text.as_bytes(),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            ShortText::Inline { .. } => {
                core::str::from_utf8(self.as_bytes()).expect("only whole strings are stored")
            }
            ShortText::Heap(text) => text,
        }
    }
}

impl From<String> for ShortText {
    fn from(text: String) -> Self {
        if text.len() <= INLINE { ShortText::new(&text) } else { ShortText::Heap(text.into_boxed_str()) }
    }
}

impl PartialEq for ShortText {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for ShortText {}

impl PartialOrd for ShortText {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ShortText {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for ShortText {
    /// Hashes as `str` does, so that maps can be asked by `&str`.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_32_bytes_and_keeps_every_length() {
        assert_eq!(size_of::<ShortText>(), 32);
        for length in 0..60 {
            let text = "ab".repeat(length);
            assert_eq!(ShortText::new(&text).as_str(), text);
        }
    }
}
