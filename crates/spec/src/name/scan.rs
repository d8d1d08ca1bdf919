//! Names at the start of a text, found and normalised in one step, all bytes side by side.

use super::{PackageName, is_in_names, name_length};
use crate::grammar::{as_text, fill};
use crate::short_text::{INLINE, ShortText};

/// A name of a grammar's, still blank.
pub(crate) struct NamePlace<'p> {
    pub(crate) name: &'p mut PackageName,
    /// The name as written, where that may be another text.
    pub(crate) written: &'p mut Option<ShortText>,
}

/// The name that `input` starts with goes to its place; how long it is, and `None` where there is none. A name ends where
/// a word does or starts, as the regular expression of the reference has it; so it may end in `_`.
#[inline]
pub(crate) fn scan_name(input: &[u8], mut place: NamePlace<'_>) -> Option<usize> {
    let window = window(input);
    let Some(Windowed { normalised, length }) = windowed(&window, input) else {
        return scan_any_name(input, &mut place);
    };
    // What lies behind the name does no harm, and a copy of fixed size is a few instructions. So is keeping what was
    // written, where finding out whether that is another text would take more.
    fill(place.name, PackageName(short(&normalised, length)));
    fill(place.written, Some(short(&window, length)));
    Some(usize::from(length))
}

/// As many bytes as a short text keeps, and what shows that the name ends there.
const WINDOW: usize = 32;

/// A name within a window; what is behind its length is of no account.
struct Windowed {
    normalised: [u8; WINDOW],
    /// At most as many as a short text keeps.
    length: u8,
}

/// The name that the window of an input starts with, if a short text keeps it and it has no odd places.
///
/// The loop has no branches and runs over arrays of fixed size: it compiles to a few vector instructions. What is behind the
/// name is looked up in the input, so that the window need not be where a place of it can be found.
#[allow(clippy::needless_range_loop, reason = "one place of several arrays")]
#[inline]
fn windowed(window: &[u8; WINDOW], input: &[u8]) -> Option<Windowed> {
    // A letter differs from the one of the other case in this bit, which digits have.
    const LOWER: u8 = 0x20;
    let mut alphanumeric = [0; WINDOW + 8];
    let mut separator = [0; WINDOW];
    let mut normalised = [0; WINDOW];
    for at in 0..WINDOW {
        let lower = window[at] | LOWER;
        let is_letter = lower.wrapping_sub(b'a') < 26;
        let is_digit = window[at].wrapping_sub(b'0') < 10;
        alphanumeric[at] = all_bits_if(is_letter | is_digit);
        separator[at] = all_bits_if(is_separator(window[at]));
        normalised[at] = if is_separator(window[at]) { b'-' } else { lower };
    }
    let length = inside_length(&alphanumeric, &separator);
    let stop = input.get(length).copied().unwrap_or_default();
    let ends_well = stop.is_ascii() && !is_separator(stop);
    let length = u8::try_from(length).ok().filter(|length| usize::from(*length) <= INLINE)?;
    (alphanumeric[0] != 0 && ends_well).then_some(Windowed { normalised, length })
}

/// How many bytes there are before the first that is neither alphanumeric nor a separator with an alphanumeric byte
/// behind it. Each byte has all bits set, or none.
#[inline]
fn inside_length(alphanumeric: &[u8; WINDOW + 8], separator: &[u8; WINDOW]) -> usize {
    let mut length = 0;
    let words = alphanumeric.as_chunks().0;
    for ((word, next), separator) in words.iter().zip(&words[1..]).zip(separator.as_chunks().0) {
        let (word, separator) = (u64::from_le_bytes(*word), u64::from_le_bytes(*separator));
        let behind = word >> 8 | u64::from_le_bytes(*next) << 56;
        let bits = (!(word | separator & behind)).trailing_zeros() as usize;
        length += bits / 8;
        if bits < 64 {
            break;
        }
    }
    length
}

#[inline]
fn all_bits_if(condition: bool) -> u8 {
    if condition { u8::MAX } else { 0 }
}

#[inline]
fn is_separator(byte: u8) -> bool {
    byte == b'-' || byte == b'.' || byte == b'_'
}

/// The first bytes of an input, and noughts behind its end. A copy of any size would be a call.
#[inline]
fn window(input: &[u8]) -> [u8; WINDOW] {
    if let Some(window) = input.first_chunk() {
        return *window;
    }
    let mut window = [0; WINDOW];
    let (low, high) = window.split_at_mut(16);
    if let (Some(first), Some(last)) = (input.first_chunk::<16>(), input.last_chunk::<16>()) {
        low.copy_from_slice(first);
        // The last bytes overlap with the first ones. There is room behind them, up to all 16 bytes of it.
        let n_behind = WINDOW - input.len();
        let behind = u128::from_le_bytes(*last) >> (8 * (n_behind - 1)) >> 8;
        high.copy_from_slice(&behind.to_le_bytes());
    } else {
        low.copy_from_slice(&half_window(input).to_le_bytes());
    }
    window
}

/// Fewer than 16 bytes, the first one lowest.
#[inline]
fn half_window(input: &[u8]) -> u128 {
    if let (Some(first), Some(last)) = (input.first_chunk::<8>(), input.last_chunk::<8>()) {
        let last = u128::from(u64::from_le_bytes(*last)) << (8 * (input.len() - 8));
        return u128::from(u64::from_le_bytes(*first)) | last;
    }
    u128::from(input.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte)))
}

/// The text of a window's first bytes, of which there are at most as many as a short text keeps.
#[inline]
fn short(window: &[u8; WINDOW], length: u8) -> ShortText {
    let mut bytes = [0; INLINE];
    bytes.copy_from_slice(&window[..INLINE]);
    ShortText::from_ascii(bytes, length)
}

/// Names of any length and shape.
#[inline(never)]
fn scan_any_name(input: &[u8], place: &mut NamePlace<'_>) -> Option<usize> {
    let length = name_length(input);
    if length == 0 {
        return None;
    }
    debug_assert!(input[..length].iter().all(|&byte| is_in_names(byte)));
    let written = as_text(&input[..length]);
    *place.name = PackageName::from_scanned(written);
    *place.written = (place.name.as_str() != written).then(|| ShortText::new(written));
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fast way against the general one.
    #[track_caller]
    fn check(text: &str) {
        let found = |scan: fn(&[u8], NamePlace<'_>) -> Option<usize>| {
            let (mut name, mut written) = (PackageName::blank(), None);
            let length = scan(text.as_bytes(), NamePlace { name: &mut name, written: &mut written })?;
            let written = written.map_or_else(|| name.to_string(), |written| written.as_str().to_owned());
            Some((name, written, length))
        };
        assert_eq!(found(scan_name), found(|input, mut place| scan_any_name(input, &mut place)), "{text:?}");
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
