//! `utf_7` (RFC 2152): `+` starts the base64 of UTF-16, `-` ends it; `+-` is a plus.

use super::{Meaning, Unit};

pub(super) fn read(bytes: &[u8], take: &mut dyn FnMut(Unit)) {
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'+' {
            at = read_run(bytes, at, take);
            continue;
        }
        let is_ascii = bytes[at].is_ascii();
        let meaning = if is_ascii { Meaning::Character(char::from(bytes[at])) } else { Meaning::Invalid };
        take(Unit { meaning, bytes: at..at + 1, is_ascii_next: true });
        at += 1;
    }
}

/// Reads from a plus on; gives the place behind what it starts.
fn read_run(bytes: &[u8], plus: usize, take: &mut dyn FnMut(Unit)) -> usize {
    let start = plus + 1;
    let length = bytes[start..].iter().take_while(|byte| sextet(**byte).is_some()).count();
    let stop = start + length;
    let has_minus = bytes.get(stop) == Some(&b'-');
    let end = stop + usize::from(has_minus);
    if length == 0 {
        let meaning = match has_minus {
            true => Meaning::Character('+'),
            // As Python has it, the end of a file is not a fault.
            false if end == bytes.len() => Meaning::Choice,
            false => Meaning::Invalid,
        };
        take(Unit { meaning, bytes: plus..end, is_ascii_next: true });
        return end;
    }
    let (mut units, mut bits, mut n_bits) = (Vec::new(), 0u32, 0);
    for byte in &bytes[start..stop] {
        bits = bits << 6 | u32::from(sextet(*byte).unwrap_or_default());
        n_bits += 6;
        if n_bits >= 16 {
            n_bits -= 16;
            units.extend(u16::try_from(bits >> n_bits & 0xFFFF));
        }
    }
    // What is left over is less than a digit of base64, and zero.
    let is_whole = n_bits < 6 && bits & ((1 << n_bits) - 1) == 0;
    let mut found: Vec<(Meaning, usize)> = Vec::new();
    let mut n_units = 0;
    for decoded in char::decode_utf16(units) {
        n_units += decoded.as_ref().map_or(1, |character| character.len_utf16());
        let meaning = decoded.map_or(Meaning::Invalid, Meaning::Character);
        // The digits up to the one with its last bit.
        found.push((meaning, start + (16 * n_units).div_ceil(6)));
    }
    if !is_whole {
        // No character is left without bytes.
        found.pop_if(|(_, to)| *to >= end);
        found.push((Meaning::Invalid, end));
    }
    let n_found = found.len();
    let mut from = plus;
    for (index, (meaning, to)) in found.into_iter().enumerate() {
        let is_last = index + 1 == n_found;
        let to = if is_last { end } else { to };
        take(Unit { meaning, bytes: from..to, is_ascii_next: is_last });
        from = to;
    }
    end
}

/// The six bits of a digit of base64.
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

pub(super) fn encode(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii() {
            bytes.extend(if first == '+' { &b"+-"[..] } else { &rest.as_bytes()[..1] });
            rest = &rest[1..];
            continue;
        }
        let length = rest.find(|character: char| character.is_ascii()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length);
        rest = after;
        bytes.push(b'+');
        let (mut bits, mut n_bits) = (0u32, 0);
        for unit in run.encode_utf16() {
            bits = bits << 16 | u32::from(unit);
            n_bits += 16;
            while n_bits >= 6 {
                n_bits -= 6;
                bytes.push(DIGITS[usize::from((bits >> n_bits & 63) as u8)]);
            }
        }
        if n_bits > 0 {
            bytes.push(DIGITS[usize::from((bits << (6 - n_bits) & 63) as u8)]);
        }
        bytes.push(b'-');
    }
    bytes
}
