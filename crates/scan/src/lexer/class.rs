//! What a byte starts: one table for every byte, so that the lexer branches once for each token.

/// The token that a byte starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum ByteClass {
    /// Blank, tab and form feed.
    Blank,
    /// A line feed or a carriage return.
    LineEnd,
    /// A letter, `_` or a byte above 127.
    Letter,
    Digit,
    Quote,
    Hash,
    Open,
    Close,
    Comma,
    Colon,
    Semicolon,
    Dot,
    Equal,
    /// The first byte of another operator.
    Operator,
    Backslash,
    /// No token starts with it.
    Other,
}

/// The class of each byte.
pub(super) static CLASSES: [ByteClass; 256] = {
    let mut table = [ByteClass::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let class = class_of(byte as u8);
        table[byte] = class;
        byte += 1;
    }
    table
};

const fn class_of(byte: u8) -> ByteClass {
    match byte {
        b' ' | b'\t' | b'\x0c' => ByteClass::Blank,
        b'\n' | b'\r' => ByteClass::LineEnd,
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => ByteClass::Letter,
        b'0'..=b'9' => ByteClass::Digit,
        b'"' | b'\'' => ByteClass::Quote,
        b'#' => ByteClass::Hash,
        b'(' | b'[' | b'{' => ByteClass::Open,
        b')' | b']' | b'}' => ByteClass::Close,
        b',' => ByteClass::Comma,
        b':' => ByteClass::Colon,
        b';' => ByteClass::Semicolon,
        b'.' => ByteClass::Dot,
        b'=' => ByteClass::Equal,
        b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'<' | b'>' | b'&' | b'|' | b'^' | b'~' | b'!' => {
            ByteClass::Operator
        }
        b'\\' => ByteClass::Backslash,
        _ => ByteClass::Other,
    }
}

/// Whether a byte goes on with a name that has started.
#[inline]
pub(super) fn is_name_byte(byte: u8) -> bool {
    matches!(CLASSES[byte as usize], ByteClass::Letter | ByteClass::Digit)
}

/// Whether a word of at most two letters, before a quote, belongs to the string.
pub(super) fn is_string_prefix(word: &[u8]) -> bool {
    match *word {
        [one] => matches!(one | 0x20, b'r' | b'u' | b'b' | b'f' | b't'),
        [one, two] => {
            let pair = [one | 0x20, two | 0x20];
            matches!(&pair, b"rb" | b"br" | b"rf" | b"fr" | b"rt" | b"tr")
        }
        _ => false,
    }
}
