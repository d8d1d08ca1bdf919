//! The encoding of a source file (PEP 263), as far as finding imports needs it.

use crate::error::{SourceError, SourceErrorKind};

/// The mark that some editors put before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Where the text of a file starts, behind a byte order mark, and what is wrong with its encoding.
///
/// In UTF-8, in every encoding of one byte per character that Python knows and in the EUC family, a byte below 128 is
/// always an ASCII character. So tokens are found without decoding; only bytes above are not told apart there.
pub(crate) fn start(bytes: &[u8]) -> (usize, Option<SourceError>) {
    let has_mark = bytes.starts_with(BYTE_ORDER_MARK);
    let start = if has_mark { BYTE_ORDER_MARK.len() } else { 0 };
    match declared(bytes, start) {
        Some((from, to)) => match Family::of(&bytes[from..to]) {
            // With the mark CPython knows UTF-8 under one name only.
            _ if has_mark && !is_utf8_with_hyphen(&bytes[from..to]) => {
                (start, Some(SourceError::new(from, to, SourceErrorKind::UnknownEncoding)))
            }
            Family::Utf8 => (start, utf8_error(bytes)),
            Family::AsciiBased => (start, None),
            Family::Ascii => (start, ascii_error(bytes)),
            Family::Other => (start, Some(SourceError::new(from, to, SourceErrorKind::UnknownEncoding))),
        },
        None => (start, utf8_error(bytes)),
    }
}

fn utf8_error(bytes: &[u8]) -> Option<SourceError> {
    let error = core::str::from_utf8(bytes).err()?;
    let at = error.valid_up_to();
    let end = error.error_len().map_or(bytes.len(), |length| at + length);
    Some(SourceError::new(at, end, SourceErrorKind::InvalidUtf8))
}

fn ascii_error(bytes: &[u8]) -> Option<SourceError> {
    let at = bytes.iter().position(|byte| !byte.is_ascii())?;
    Some(SourceError::new(at, at + 1, SourceErrorKind::InvalidUtf8))
}

/// The range of the encoding's name in the first two lines: `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`. The second
/// line counts only where the first is blank or a comment.
fn declared(bytes: &[u8], start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    for _ in 0..2 {
        let line = &bytes[at..];
        let end = memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len());
        let line = &line[..end];
        let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        match line.get(blanks) {
            Some(b'#') => {
                if let Some((from, to)) = in_comment(&line[blanks..]) {
                    return Some((at + blanks + from, at + blanks + to));
                }
            }
            None => {}
            Some(_) => return None,
        }
        at += end;
        at += match bytes.get(at..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => return None,
        };
    }
    None
}

fn in_comment(comment: &[u8]) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        from += memchr::memmem::find(&comment[from..], b"coding")? + b"coding".len();
        if !matches!(comment.get(from), Some(b':' | b'=')) {
            continue;
        }
        let blanks = comment[from + 1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let start = from + 1 + blanks;
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let length = comment[start..].iter().take_while(is_part).count();
        if length > 0 {
            return Some((start, start + length));
        }
    }
}

fn is_utf8_with_hyphen(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase().replace('_', "-");
    name == "utf-8" || name.starts_with("utf-8-")
}

/// What an encoding does to ASCII bytes.
enum Family {
    Utf8,
    Ascii,
    /// A byte below 128 is an ASCII character wherever it is.
    AsciiBased,
    /// Not known, or a byte below 128 may be part of another character.
    Other,
}

impl Family {
    /// By the name, as `codecs.lookup` normalises it.
    fn of(name: &[u8]) -> Self {
        let name: String = name
            .iter()
            .map(|byte| if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() as char } else { '_' })
            .collect();
        match name.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "utf8_ucs2" | "utf8_ucs4" | "cp65001" | "utf_8_sig" => {
                Self::Utf8
            }
            _ if name.starts_with("utf_8_") => Self::Utf8,
            "ascii" | "us_ascii" | "646" => Self::Ascii,
            "latin_1" | "latin1" | "latin" | "l1" | "8859" | "cp819" | "hp_roman8" | "ptcp154" | "kz1048"
            | "euc_jp" | "eucjp" | "ujis" | "euc_kr" | "euckr" | "korean" | "euc_cn" | "gb2312"
            | "chinese" => Self::AsciiBased,
            _ if is_single_byte(&name) => Self::AsciiBased,
            _ => Self::Other,
        }
    }
}

/// The families of ISO 8859, Windows, DOS, KOI8 and Mac OS.
fn is_single_byte(name: &str) -> bool {
    const DOS: &[&str] = &[
        "437", "720", "737", "775", "850", "852", "855", "856", "857", "858", "860", "861", "862", "863",
        "864", "865", "866", "869", "874", "1125", "1250", "1251", "1252", "1253", "1254", "1255", "1256",
        "1257", "1258",
    ];
    let number = |prefix: &str| name.strip_prefix(prefix).map(|rest| rest.trim_start_matches('_'));
    let is_page = |rest: &str| DOS.contains(&rest);
    let is_iso = |rest: &str| rest.parse::<u8>().is_ok_and(|part| (1..=16).contains(&part) && part != 12);
    number("iso8859").or_else(|| number("iso_8859")).is_some_and(|rest| rest.is_empty() || is_iso(rest))
        || number("cp").or_else(|| number("windows")).or_else(|| number("ibm")).is_some_and(is_page)
        || matches!(name, "koi8_r" | "koi8_u" | "koi8_t" | "tis_620" | "tis620" | "iso_latin_1" | "latin9")
        || name
            .strip_prefix("latin")
            .is_some_and(|rest| rest.trim_start_matches('_').parse::<u8>().is_ok_and(|part| part <= 10))
        || name.strip_prefix("mac_").is_some_and(|rest| {
            matches!(rest, "cyrillic" | "greek" | "iceland" | "latin2" | "roman" | "turkish")
        })
}
