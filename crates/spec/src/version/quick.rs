//! Common versions in one pass over the bytes, straight into their key.

#![allow(clippy::inline_always, reason = "measured: a call for each number costs as much as reading it")]

use super::key::{self, Key, Kind};

/// A number, and what is behind it.
struct Digits {
    value: u32,
    /// The byte behind it; zero at the end of the input.
    end: u8,
    at: usize,
}

/// Fits no place of a key.
const UNFIT: u32 = u32::MAX;

/// A version of a common shape in the normalised spelling, and its length. `None` where the general grammar has to
/// look; never another answer than that grammar's (a test in `version::parse` compares both).
#[inline(always)]
pub(super) fn small_version(input: &[u8]) -> Option<(Key, usize)> {
    let first = digits(input, 0)?;
    if first.value < key::FIRST_WIDE { behind::<false>(input, first) } else { behind_wide(input, first) }
}

#[inline(never)]
fn behind_wide(input: &[u8], first: Digits) -> Option<(Key, usize)> {
    behind::<true>(input, first)
}

/// The version that all of `input` is, if that is a release with a first number below 256.
#[inline]
pub(super) fn small_release(input: &[u8]) -> Option<Key> {
    let release = release::<false>(input, digits(input, 0)?)?;
    (release.last.at == input.len()).then(|| Key::new(release.bits, key::FINAL, release.count))
}

/// The version that starts with this number; `WIDE` says which layout its key has.
#[inline(always)]
fn behind<const WIDE: bool>(input: &[u8], first: Digits) -> Option<(Key, usize)> {
    let Release { bits, count, last } = release::<WIDE>(input, first)?;
    if last.end == 0 || ends_version(last.end) {
        return Some((Key::new(bits, key::FINAL, count), last.at));
    }
    let (suffix, at) = suffix(input, last.at)?;
    Some((Key::new(bits, suffix, count), at))
}

/// The numbers of a release in their places, and how many these are.
struct Release {
    bits: u64,
    count: u64,
    last: Digits,
}

/// The release that starts with this number; `None` where a number does not fit, or there are too many.
#[inline(always)]
fn release<const WIDE: bool>(input: &[u8], first: Digits) -> Option<Release> {
    let [first_field, second, third, fourth] = key::layout(WIDE);
    let bits = first_field.put(first.value)? | key::layout_bit(WIDE);
    let Some(found) = next_digits(input, &first) else {
        return Some(Release { bits, count: 1, last: first });
    };
    let (bits, last) = (bits | second.put(found.value)?, found);
    let Some(found) = next_digits(input, &last) else { return Some(Release { bits, count: 2, last }) };
    let (bits, last) = (bits | third.put(found.value)?, found);
    let Some(found) = next_digits(input, &last) else { return Some(Release { bits, count: 3, last }) };
    let (bits, last) = (bits | fourth.put(found.value)?, found);
    match next_digits(input, &last) {
        Some(_) => None,
        None => Some(Release { bits, count: 4, last }),
    }
}

/// Bytes that can follow a version and never continue one.
#[inline]
fn ends_version(byte: u8) -> bool {
    matches!(byte, b',' | b';' | b')' | b' ' | b'\t' | b'\n' | b'\r')
}

#[inline(always)]
fn byte(input: &[u8], at: usize) -> u8 {
    input.get(at).copied().unwrap_or(0)
}

#[inline(always)]
fn next_digits(input: &[u8], last: &Digits) -> Option<Digits> {
    if last.end == b'.' { digits(input, last.at + 1) } else { None }
}

/// The number at `start`, if there is one. One with needless noughts, or of more than six digits, is [`UNFIT`].
#[inline(always)]
fn digits(input: &[u8], start: usize) -> Option<Digits> {
    let first = byte(input, start).wrapping_sub(b'0');
    if first > 9 {
        return None;
    }
    // Most numbers have one digit or two.
    let end = byte(input, start + 1);
    let second = end.wrapping_sub(b'0');
    if second > 9 {
        return Some(Digits { value: u32::from(first), end, at: start + 1 });
    }
    let two = u32::from(first) * 10 + u32::from(second);
    let mut value = if first == 0 { UNFIT } else { two };
    let mut at = start + 2;
    loop {
        let end = byte(input, at);
        let digit = end.wrapping_sub(b'0');
        if digit > 9 {
            return Some(Digits { value, end, at });
        }
        let goes_on = value.wrapping_sub(1) < 99_999;
        value = if goes_on { value * 10 + u32::from(digit) } else { UNFIT };
        at += 1;
    }
}

/// `a1`, `b1`, `rc1`, `.post1`, `.dev1`, or nothing before `.*`; in the normalised spelling only.
#[inline(never)]
fn suffix(input: &[u8], at: usize) -> Option<(u64, usize)> {
    let (kind, start) = match input.get(at..)? {
        [b'a', ..] => (Kind::Alpha, at + 1),
        [b'b', ..] => (Kind::Beta, at + 1),
        [b'r', b'c', ..] => (Kind::Candidate, at + 2),
        [b'.', b'p', b'o', b's', b't', ..] => (Kind::Post, at + 5),
        [b'.', b'd', b'e', b'v', ..] => (Kind::Dev, at + 4),
        [b'.', b'*', ..] => return Some((key::FINAL, at)),
        _ => return None,
    };
    let number = digits(input, start)?;
    if number.end != 0 && !ends_version(number.end) {
        return None;
    }
    Some((key::suffix(kind, number.value)?, number.at))
}
