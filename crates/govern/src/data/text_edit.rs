//! Edits of a text that otherwise stays as it is.

use std::fmt::Write as _;
use std::ops::Range;

use haggle_spec::is_hidden;

/// The end of line that a text has.
pub(super) fn end_of_line(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A line below the one of a place.
pub(super) fn line_after(text: &str, place: usize, line: &str) -> (Range<usize>, String) {
    let end_of_line = end_of_line(text);
    match text[place..].find('\n') {
        Some(length) => {
            let at = place + length + 1;
            (at..at, format!("{line}{end_of_line}"))
        }
        None => (text.len()..text.len(), format!("{end_of_line}{line}")),
    }
}

/// The text with ranges of it replaced, which do not overlap.
pub(super) fn replaced(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut edited = text.to_owned();
    for (range, with) in edits.into_iter().rev() {
        edited.replace_range(range, &with);
    }
    edited
}

/// A basic string of TOML, in which nothing is hidden.
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\t' => quoted.push_str("\\t"),
            _ if is_hidden(character) => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
