//! The name of an encoding in a `coding:` comment (PEP 263).

use std::ops::Range;

use super::code_page::is_known_to_python;

/// What is wrong with the name of the encoding that a file declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::file) enum NameFault {
    /// Python has no such encoding.
    Unknown,
    /// It has, and it is not read here.
    NotRead,
}

/// Where a comment names an encoding: `coding[:=]\s*([-\w.]+)`.
pub(in crate::file) fn declared_name(line: &[u8]) -> Option<Range<usize>> {
    if line.first() != Some(&b'#') {
        return None;
    }
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let places = line
        .windows(7)
        .enumerate()
        .filter(|(_, window)| window.starts_with(b"coding") && matches!(window[6], b':' | b'='));
    let names = places.map(|(at, _)| {
        let start = at + 7 + line[at + 7..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        start..start + line[start..].iter().take_while(|byte| is_name(**byte)).count()
    });
    names.into_iter().find(|name| !name.is_empty())
}

/// A name as Python looks it up: small letters, and one underscore for whatever else there is.
pub(in crate::file) fn normalised(name: &[u8]) -> String {
    let mut normal = String::with_capacity(name.len());
    for byte in name {
        match byte {
            _ if byte.is_ascii_alphanumeric() || *byte == b'.' => {
                normal.push(char::from(byte.to_ascii_lowercase()));
            }
            _ if normal.ends_with('_') || normal.is_empty() => {}
            _ => normal.push('_'),
        }
    }
    normal.trim_end_matches('_').replace('.', "_")
}

/// What is wrong with a name, in its normalised form, that none of the encodings read here has.
pub(in crate::file) fn name_fault(name: &str) -> Option<NameFault> {
    match name {
        "utf_8" | "utf8" | "utf" | "u8" | "utf8_ucs2" | "utf8_ucs4" | "cp65001" | "utf_8_sig" => None,
        name if is_known_to_python(name) => Some(NameFault::NotRead),
        _ => Some(NameFault::Unknown),
    }
}
