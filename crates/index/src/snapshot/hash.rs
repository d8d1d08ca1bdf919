//! The hash of a snapshot, which is a line of it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// What the line of the hash begins with.
const LINE: &str = "\"sha256\": \"";

/// The line that says the hash of the other lines.
pub(super) fn line(others: [&str; 2]) -> String {
    let mut hasher = Sha256::new();
    for part in others {
        hasher.update(part.as_bytes());
    }
    let mut line = LINE.to_owned();
    for byte in hasher.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(line, "{byte:02x}");
    }
    line + "\",\n"
}

/// Whether a text with the line of a hash has that hash.
pub(super) fn is_right(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let Some(start) = text.find(LINE) else { return false };
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length + 1);
    text[start..end] == line([&text[..start], &text[end..]])
}
