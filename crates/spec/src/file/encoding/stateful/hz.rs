//! `hz` (RFC 1843): `~{` chooses GB 2312, `~}` ASCII; `~~` is a tilde, and a tilde at the end of a line joins it with the next.

use super::table::Table;
use super::{Meaning, Unit};

pub(super) fn read(bytes: &[u8], take: &mut dyn FnMut(Unit)) {
    let mut is_ascii = true;
    let mut at = 0;
    while at < bytes.len() {
        let second = bytes.get(at + 1).copied();
        let (meaning, length) = match (bytes[at], second, is_ascii) {
            (b'~', Some(b'~'), true) => (Meaning::Character('~'), 2),
            (b'~', Some(b'\n'), true) => (Meaning::Choice, 2),
            (b'~', Some(b'{'), true) | (b'~', Some(b'}'), false) => {
                is_ascii = !is_ascii;
                (Meaning::Choice, 2)
            }
            (b'~', _, _) => (Meaning::Invalid, 1),
            (byte, _, true) if byte.is_ascii() => (Meaning::Character(char::from(byte)), 1),
            (byte, Some(second), false) => match Table::Gb2312.character([byte, second]) {
                Some(character) => (Meaning::Character(character), 2),
                None => (Meaning::Invalid, 1),
            },
            _ => (Meaning::Invalid, 1),
        };
        take(Unit { meaning, bytes: at..at + length, is_ascii_next: is_ascii });
        at += length;
    }
}

pub(super) fn encode(text: &str) -> Result<Vec<u8>, char> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut is_ascii = true;
    for character in text.chars() {
        if character.is_ascii() != is_ascii {
            bytes.extend(if is_ascii { b"~{" } else { b"~}" });
            is_ascii = !is_ascii;
        }
        match u8::try_from(character).ok().filter(u8::is_ascii) {
            Some(b'~') => bytes.extend(b"~~"),
            Some(byte) => bytes.push(byte),
            None => bytes.extend(Table::Gb2312.pair(character).ok_or(character)?),
        }
    }
    if !is_ascii {
        bytes.extend(b"~}");
    }
    Ok(bytes)
}
