//! Common versions in one pass over the bytes, straight into their key.

use super::key::{self, Key, Kind};

/// A number, and what is behind it.
struct Digits {
    value: u32,
    /// The byte behind it; nought at the end of the input.
    end: u8,
    at: usize,
}

/// Fits no place of a key.
const UNFIT: u32 = u32::MAX;

/// A version of a common shape in the normalised spelling, and its length. `None` where the general grammar has to
/// look; never a wrong answer.
#[inline]
pub(super) fn small_version(input: &[u8]) -> Option<(Key, usize)> {
    let mut last = digits(input, 0)?;
    let ([first, second, third, fourth], mut release) = key::layout(last.value);
    release |= first.put(last.value)?;
    let mut count = 1;
    if let Some(found) = next_digits(input, &last) {
        release |= second.put(found.value)?;
        count = 2;
        last = found;
        if let Some(found) = next_digits(input, &last) {
            release |= third.put(found.value)?;
            count = 3;
            last = found;
            if let Some(found) = next_digits(input, &last) {
                release |= fourth.put(found.value)?;
                count = 4;
                last = found;
                if next_digits(input, &last).is_some() {
                    return None;
                }
            }
        }
    }
    let (suffix, at) = match last.end {
        0 => (key::FINAL, last.at),
        end if ends_version(end) => (key::FINAL, last.at),
        _ => suffix(input, last.at)?,
    };
    Some((Key::new(release, suffix, count), at))
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
    let mut value = u32::from(first);
    let mut at = start + 1;
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
