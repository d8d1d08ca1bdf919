//! Names at the start of a text, found and normalised in one step, all bytes side by side.

use super::half::half;
use super::{PackageName, is_in_names, name_length};
use crate::grammar::as_text;
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
    let found = match (input.first_chunk(), input.get(..INLINE).unwrap_or(input).last_chunk()) {
        (Some(low), Some(high)) => scan_halves(input, low, high, &mut place),
        _ => scan_half(input, &mut place),
    };
    if found.is_some() { found } else { scan_any_name(input, &mut place) }
}

/// As much of a short text as is looked at side by side.
const HALF: usize = 16;

/// A name in an input of 16 bytes or more: in its first 16 and in the last 16 of those that a short text keeps, which overlap.
///
/// No byte is moved to where it could be looked at, and what is behind the name goes into the text as well: its length tells
/// where it ends.
#[inline]
fn scan_halves(
    input: &[u8],
    low: &[u8; HALF],
    high: &[u8; HALF],
    place: &mut NamePlace<'_>,
) -> Option<usize> {
    let (first, last) = (half(*low), half(*high));
    let start = input.len().min(INLINE) - HALF;
    let length = length(
        input,
        first.alphanumeric | last.alphanumeric << start,
        first.separators | last.separators << start,
    )?;
    let bytes = place.name.0.fill_with(length);
    bytes[..HALF].copy_from_slice(&first.normalised);
    bytes[start..start + HALF].copy_from_slice(&last.normalised);
    let bytes = ShortText::fill_some(place.written, length);
    bytes[..HALF].copy_from_slice(low);
    bytes[start..start + HALF].copy_from_slice(high);
    Some(usize::from(length))
}

/// A name in an input of less than 16 bytes.
#[inline]
fn scan_half(input: &[u8], place: &mut NamePlace<'_>) -> Option<usize> {
    let written = half_window(input).to_le_bytes();
    let half = half(written);
    let length = length(input, half.alphanumeric, half.separators)?;
    place.name.0.fill_with(length)[..HALF].copy_from_slice(&half.normalised);
    ShortText::fill_some(place.written, length)[..HALF].copy_from_slice(&written);
    Some(usize::from(length))
}

/// How long the name is that an input starts with, if a short text keeps it and it has no odd places: a separator with another behind
/// it, or at the end.
#[inline]
fn length(input: &[u8], alphanumeric: u32, separators: u32) -> Option<u8> {
    let inside = alphanumeric | separators & alphanumeric >> 1;
    let length = u8::try_from(inside.trailing_ones()).ok()?;
    let stop = input.get(usize::from(length)).copied().unwrap_or_default();
    // What follows 30 bytes may be more of the name.
    let ends = stop.is_ascii()
        && !is_separator(stop)
        && !(usize::from(length) == INLINE && stop.is_ascii_alphanumeric());
    (alphanumeric & 1 != 0 && ends).then_some(length)
}

#[inline]
fn is_separator(byte: u8) -> bool {
    byte == b'-' || byte == b'.' || byte == b'_'
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
