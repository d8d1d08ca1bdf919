//! Physical lines: where a text breaks, and what each line has in it.

use std::ops::Range;

/// A line break of `str.splitlines`, or the first byte of one.
const BREAK: u8 = 1;
/// `#`.
pub(super) const HASH: u8 = 1 << 1;
/// `:`, `/` or a backslash: without one of them a line holds no URL and hardly a path.
pub(in crate::file) const LOCATION: u8 = 1 << 2;
/// `-`: without one a line holds no option.
pub(in crate::file) const DASH: u8 = 1 << 3;
/// `$`: without one a line holds no variable.
pub(in crate::file) const DOLLAR: u8 = 1 << 4;
/// `;` or `[`: without one of them a path is all there is on a line.
pub(in crate::file) const PART: u8 = 1 << 6;
/// A blank: without one a line that does not start with an option holds none.
pub(super) const BLANK: u8 = 1 << 7;
/// The first byte of a character that may be a line break (U+0085, U+2028, U+2029).
pub(super) const LEAD: u8 = 1 << 5;

/// The flags of each byte.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    class[b'\n' as usize] = BREAK;
    class[b'\r' as usize] = BREAK;
    class[0x0B] = BREAK;
    class[0x0C] = BREAK;
    class[0x1C] = BREAK;
    class[0x1D] = BREAK;
    class[0x1E] = BREAK;
    class[b'#' as usize] = HASH;
    class[b':' as usize] = LOCATION;
    class[b'/' as usize] = LOCATION;
    class[b'\\' as usize] = LOCATION;
    class[b'-' as usize] = DASH;
    class[b'$' as usize] = DOLLAR;
    class[b' ' as usize] = BLANK;
    class[b';' as usize] = PART;
    class[b'[' as usize] = PART;
    class[0xC2] = LEAD;
    class[0xE2] = LEAD;
    class
};

/// What Python's `str.isspace` and `\s` take for white space.
pub(in crate::file) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\x1C'..='\x1F')
}

/// Trims Python's white space and says how much went at the front.
pub(in crate::file) fn trim(text: &str) -> (usize, &str) {
    let front = text.trim_start_matches(is_space);
    (text.len() - front.len(), front.trim_end_matches(is_space))
}

/// Length of the line break that a text starts with, 0 if it does not start with one.
pub(in crate::file) fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
        [b'\n' | b'\r' | 0x0B | 0x0C | 0x1C..=0x1E, ..] => 1,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        _ => 0,
    }
}

/// Whether a line starts at the end of a text: it is empty or ends with a line break.
pub(in crate::file) fn is_line_start(text: &str) -> bool {
    text.chars().next_back().is_none_or(|last| line_break(last.encode_utf8(&mut [0; 4]).as_bytes()) > 0)
}

/// The physical lines of a text: the range of each, line break included, and where its text ends.
pub(in crate::file) fn physical_lines(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let line = (at < text.len()).then(|| PhysicalLine::scan(text, at))?;
        at = line.next;
        Some((line.start..line.next, line.end))
    })
}

/// A physical line.
#[derive(Debug, Clone, Copy)]
pub(super) struct PhysicalLine {
    pub(super) start: usize,
    /// Where its text ends and its line break starts.
    pub(super) end: usize,
    /// Where the next line starts.
    pub(super) next: usize,
    /// Where its comment starts: a `#` at the line's start or after white space.
    pub(super) comment: Option<usize>,
    /// What it has in it: a set of the flags above. May have more, never fewer.
    pub(super) seen: u8,
}

/// What is looked at while a line is read.
const STOP: u8 = BREAK | HASH | LEAD;

impl PhysicalLine {
    #[inline]
    pub(super) fn scan(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let mut seen = 0;
        let mut comment = None;
        let mut from = start;
        loop {
            let (at, flags) = next_stop(bytes, from);
            seen |= flags;
            if at == bytes.len() {
                return Self { start, end: at, next: at, comment, seen };
            }
            let length = line_break(&bytes[at..]);
            if length > 0 {
                return Self { start, end: at, next: at + length, comment, seen };
            }
            if bytes[at] == b'#' && comment.is_none() && (at == start || ends_in_space(&text[start..at])) {
                comment = Some(at);
            }
            from = at + 1;
        }
    }

    /// Whether the line is joined with the next: it ends in a backslash and is not a comment line.
    pub(super) fn continues(&self, text: &str) -> bool {
        self.seen & LOCATION != 0
            && text.as_bytes()[self.start..self.end].ends_with(b"\\")
            && !self.is_comment(text)
    }

    pub(super) fn is_comment(&self, text: &str) -> bool {
        self.comment.is_some_and(|at| text[self.start..at].chars().all(is_space))
    }
}

pub(super) fn ends_in_space(text: &str) -> bool {
    match text.as_bytes().last() {
        Some(b' ' | b'\t' | 0x1F) => true,
        Some(byte) if byte.is_ascii() => false,
        _ => text.chars().next_back().is_some_and(is_space),
    }
}

/// The next byte to look at, or the end, and the flags of all bytes up to there.
#[inline]
fn next_stop(bytes: &[u8], from: usize) -> (usize, u8) {
    let mut at = from;
    let mut seen = 0;
    // Eight at a time while there is nothing to look at.
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let flags = eight.iter().fold(0, |flags, byte| flags | CLASS[usize::from(*byte)]);
        if flags & STOP != 0 {
            break;
        }
        seen |= flags;
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        let flags = CLASS[usize::from(*byte)];
        seen |= flags;
        if flags & STOP != 0 {
            break;
        }
        at += 1;
    }
    (at, seen)
}
