//! Edits that several formats share: adding a line.

use super::logical::{is_line_start, line_break};
use super::source::SourceText;
use crate::Edit;

/// The line ending of a file: the first that it has, `\n` if it has none.
pub(super) fn line_ending(text: &str) -> &'static str {
    let bytes = text.as_bytes();
    match bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        Some(at) if bytes[at] == b'\n' => "\n",
        Some(at) if line_break(&bytes[at..]) == 2 => "\r\n",
        Some(_) => "\r",
        None => "\n",
    }
}

/// The edit that adds a line at the end. A file whose last line has no line ending keeps it so.
pub(super) fn append_line(source: &SourceText, line: &str) -> Edit {
    insert_line(source, source.text().len(), line)
}

/// The edit that puts a line before the one that starts at `position` of the text.
pub(super) fn insert_line(source: &SourceText, position: usize, line: &str) -> Edit {
    let text = source.text();
    let ending = line_ending(text);
    let replacement =
        if is_line_start(&text[..position]) { format!("{line}{ending}") } else { format!("{ending}{line}") };
    Edit::new(source.span(position..position), replacement)
}
