//! Names at the start of a text, found and normalised in one step, eight bytes at a time.

use super::{PackageName, is_in_names, name_length};
use crate::grammar::as_text;
use crate::short_text::{INLINE, ShortText};

/// A name at the start of some text, as a grammar finds it.
pub(crate) struct ScannedName {
    /// The normalised name.
    pub(crate) name: PackageName,
    /// The name as written, where that is another text.
    pub(crate) written: Option<ShortText>,
    /// How long it is.
    pub(crate) length: usize,
}

/// The name that `input` starts with; `None` where it starts with none. A name ends where a word does or starts, as the
/// regular expression of the reference has it; so it may end in `_`.
#[inline]
pub(crate) fn scan_name(input: &[u8]) -> Option<ScannedName> {
    // As many bytes as a short text keeps, and what shows that the name ends there.
    match scan_window::<24>(input) {
        Some(found) => Some(found),
        None => scan_long_name(input),
    }
}

#[inline(never)]
fn scan_long_name(input: &[u8]) -> Option<ScannedName> {
    scan_window::<64>(input).or_else(|| scan_any_name(input))
}

#[inline]
fn scan_window<const BYTES: usize>(input: &[u8]) -> Option<ScannedName> {
    let Windowed { written, normalised, length, is_respelled } = windowed::<BYTES>(input)?;
    let name = PackageName(short(&normalised, length)?);
    let written = if is_respelled { Some(short(&written, length)?) } else { None };
    Some(ScannedName { name, written, length })
}

/// As [`scan_name`], with the texts put behind each other in `texts`, the normalised one first: how long the name is as
/// written, and whether its text as written follows.
#[inline]
pub(crate) fn append_name(input: &[u8], texts: &mut Vec<u8>) -> Option<AppendedName> {
    match append_windowed::<24>(input, texts) {
        Some(found) => Some(found),
        None => append_long_name(input, texts),
    }
}

/// What [`append_name`] has put behind.
pub(crate) struct AppendedName {
    /// How long the name is as written.
    pub(crate) length: usize,
    /// Where the normalised name ends.
    pub(crate) normalised_end: usize,
}

#[inline]
fn append_windowed<const BYTES: usize>(input: &[u8], texts: &mut Vec<u8>) -> Option<AppendedName> {
    let Windowed { written, normalised, length, is_respelled } = windowed::<BYTES>(input)?;
    // A copy of fixed size is a few instructions, where one of any size is a call.
    let normalised_end = texts.len() + length;
    texts.extend_from_slice(&normalised);
    texts.truncate(normalised_end);
    if is_respelled {
        texts.extend_from_slice(&written);
        texts.truncate(normalised_end + length);
    }
    Some(AppendedName { length, normalised_end })
}

#[inline(never)]
fn append_long_name(input: &[u8], texts: &mut Vec<u8>) -> Option<AppendedName> {
    if let Some(found) = append_windowed::<64>(input, texts) {
        return Some(found);
    }
    let ScannedName { name, written, length } = scan_any_name(input)?;
    texts.extend_from_slice(name.as_bytes());
    let normalised_end = texts.len();
    if let Some(written) = written {
        texts.extend_from_slice(written.as_bytes());
    }
    Some(AppendedName { length, normalised_end })
}

/// A name within a window of bytes; what is behind its length is of no account.
struct Windowed<const BYTES: usize> {
    written: [u8; BYTES],
    normalised: [u8; BYTES],
    length: usize,
    is_respelled: bool,
}

/// The name that `input` starts with, if it ends within this many bytes and has no odd places.
#[inline]
fn windowed<const BYTES: usize>(input: &[u8]) -> Option<Windowed<BYTES>> {
    let window = input.first_chunk::<BYTES>().copied().unwrap_or_else(|| padded(input));
    let mut normalised = [0; BYTES];
    let mut length = 0;
    let mut respelled = 0;
    let mut previous_separator = 0;
    for (eight, kept) in window.as_chunks::<8>().0.iter().zip(normalised.as_chunks_mut::<8>().0) {
        let word = Word::new(u64::from_le_bytes(*eight));
        *kept = word.normalised().to_le_bytes();
        let bits = word.name_bits();
        let inside = mask_below(bits);
        respelled |= (word.upper | word.dotted) & inside;
        // Two separators in a row, or one at the start or at the end, are for the general way.
        let separators = word.separators() & inside;
        if separators & (separators << 8 | previous_separator) != 0 {
            return None;
        }
        length += bits as usize / 8;
        if bits < 64 {
            let before = if bits == 0 { previous_separator << 56 } else { separators << (64 - bits) };
            if before >> 63 != 0 {
                return None;
            }
            break;
        }
        previous_separator = separators >> 56;
    }
    let starts_well = window[0].is_ascii_alphanumeric();
    let ends_well = window.get(length).is_some_and(u8::is_ascii);
    (starts_well && ends_well).then_some(Windowed {
        written: window,
        normalised,
        length,
        is_respelled: respelled != 0,
    })
}

/// The first bytes of an input that is shorter than the window, and noughts.
#[inline]
fn padded<const BYTES: usize>(input: &[u8]) -> [u8; BYTES] {
    let mut window = [0; BYTES];
    let length = input.len().min(BYTES);
    window[..length].copy_from_slice(&input[..length]);
    window
}

/// The first bytes of a window; `None` for a long text of a short window.
#[inline]
fn short<const BYTES: usize>(window: &[u8; BYTES], length: usize) -> Option<ShortText> {
    match (u8::try_from(length), window.first_chunk::<INLINE>()) {
        // What lies behind the name does no harm, and a copy of fixed size is a few instructions.
        (Ok(short), Some(bytes)) if length <= INLINE => Some(ShortText::from_ascii(*bytes, short)),
        _ if BYTES > 24 => Some(ShortText::new(as_text(&window[..length]))),
        _ => None,
    }
}

/// All bits below this many.
#[inline]
fn mask_below(bits: u32) -> u64 {
    u64::MAX.checked_shl(bits).map_or(u64::MAX, |above| !above)
}

/// Eight bytes, the first one lowest. The highest bit of a byte in each field says whether the byte is of its kind.
struct Word {
    bytes: u64,
    plain: u64,
    upper: u64,
    hyphen: u64,
    /// `.` and `_`.
    dotted: u64,
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// The same byte eight times.
const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

impl Word {
    #[inline]
    fn new(bytes: u64) -> Word {
        // Without their highest bits, no sum of bytes reaches the next byte.
        let low = bytes & !HIGH;
        let ascii = !bytes & HIGH;
        let between = |first: u8, last: u8| (low + every(0x80 - first)) & !(low + every(0x7f - last)) & ascii;
        Word {
            bytes,
            plain: between(b'a', b'z') | between(b'0', b'9'),
            upper: between(b'A', b'Z'),
            hyphen: between(b'-', b'-'),
            dotted: between(b'.', b'.') | between(b'_', b'_'),
        }
    }

    #[inline]
    fn separators(&self) -> u64 {
        self.hyphen | self.dotted
    }

    /// How many bits the bytes take that a name can be made of, from the first one on.
    #[inline]
    fn name_bits(&self) -> u32 {
        let others = HIGH & !(self.plain | self.upper | self.hyphen | self.dotted);
        others.trailing_zeros() & !7
    }

    /// The bytes in lowercase, with `-` for every separator.
    #[inline]
    fn normalised(&self) -> u64 {
        let lowered = self.bytes | self.upper >> 2;
        let dotted = (self.dotted >> 7) * 0xff;
        lowered & !dotted | every(b'-') & dotted
    }
}

/// Names of any length and shape.
#[inline(never)]
fn scan_any_name(input: &[u8]) -> Option<ScannedName> {
    let length = name_length(input);
    if length == 0 {
        return None;
    }
    debug_assert!(input[..length].iter().all(|&byte| is_in_names(byte)));
    let written = as_text(&input[..length]);
    let name = PackageName::from_scanned(written);
    let written = (name.as_str() != written).then(|| ShortText::new(written));
    Some(ScannedName { name, written, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fast way against the general one.
    #[track_caller]
    fn check(text: &str) {
        let found = |scanned: Option<ScannedName>| {
            scanned.map(|found| {
                let written = found.written.map(|written| written.as_str().to_owned());
                (found.name.as_str().to_owned(), written, found.length)
            })
        };
        assert_eq!(found(scan_name(text.as_bytes())), found(scan_any_name(text.as_bytes())), "{text:?}");
    }

    #[test]
    fn every_length_and_every_place_of_every_byte() {
        let stem = "abcdefgh0jklmnopqrstuvwxyzabcdefgh0jklmnopqrstuvwxyzabcdefgh0jklmnopqrstuvwxyz";
        for length in 0..stem.len() {
            check(&stem[..length]);
            for place in 0..=length {
                for inserted in [
                    "-", "_", ".", "--", "-.", "Q", "@", "[", "`", "{", "/", ":", " ", "\0", "\u{7f}", "é",
                    ">=1",
                ] {
                    check(&format!("{}{inserted}{}", &stem[..place], &stem[place..length]));
                    check(&format!("{}{inserted}{}; and more behind", &stem[..place], &stem[place..length]));
                }
            }
        }
    }
}
