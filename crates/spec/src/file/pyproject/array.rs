//! Strings and arrays as they are written: quotes, commas, comments.

use std::ops::Range;

/// What is between the quotes of a string as written; a line break right after `"""` does not belong to it.
pub(super) fn content_range(written: &str) -> Range<usize> {
    for quote in ["\"\"\"", "'''"] {
        if written.len() >= 6 && written.starts_with(quote) && written.ends_with(quote) {
            let inner = &written[3..written.len() - 3];
            let skipped = if inner.starts_with("\r\n") { 2 } else { usize::from(inner.starts_with('\n')) };
            return 3 + skipped..written.len() - 3;
        }
    }
    // A string that is not closed, which a parse that recovers may give, goes on to its end.
    let start = usize::from(written.starts_with(['"', '\'']));
    let end = written.len() - usize::from(written.len() > 1 && written.ends_with(['"', '\'']));
    start..end.max(start)
}

/// A text as a string: between double quotes if it can be there as it is, else between single quotes if it can, else
/// with escapes.
pub(super) fn quote(text: &str) -> String {
    let is_plain = |character: char| !character.is_control();
    if text.chars().all(|character| is_plain(character) && !matches!(character, '"' | '\\')) {
        return format!("\"{text}\"");
    }
    if text.chars().all(|character| is_plain(character) && character != '\'') {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted += "\\n",
            '\r' => quoted += "\\r",
            '\t' => quoted += "\\t",
            control if control.is_control() => {
                let code = u32::from(control);
                quoted.extend(["\\u", &format!("{code:04X}")]);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text can be between the quotes of a string as written, as it is.
pub(super) fn fits(written: &str, text: &str) -> bool {
    let is_basic = written.starts_with('"');
    let quote = if is_basic { '"' } else { '\'' };
    !text
        .chars()
        .any(|character| character.is_control() || character == quote || (is_basic && character == '\\'))
}

/// The comma in a stretch between two items of an array: blanks, comments and at most one comma.
pub(super) fn comma(text: &str, range: Range<usize>) -> Option<usize> {
    let mut at = range.start;
    while at < range.end {
        match text.as_bytes()[at] {
            b',' => return Some(at),
            b'#' => at = line_end(text, at).min(range.end),
            _ => at += 1,
        }
    }
    None
}

/// Where what an array or an inline table holds ends: before its closing bracket, which a parse that recovers may not have
/// found.
pub(super) fn inner_end(text: &str, range: &Range<usize>) -> usize {
    range.end - usize::from(text[range.clone()].ends_with([']', '}']))
}

/// Where the line that a place is in ends, line ending excluded.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| {
        let end = at + length;
        if text[..end].ends_with('\r') { end - 1 } else { end }
    })
}

/// Where the line that a place is in starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_chosen_so_that_the_text_stays_as_it_is() {
        assert_eq!(quote("six>=1"), "\"six>=1\"");
        assert_eq!(quote("six; os_name == 'nt'"), "\"six; os_name == 'nt'\"");
        assert_eq!(quote("six; os_name == \"nt\""), "'six; os_name == \"nt\"'");
        assert_eq!(quote("a\"'\\\n\u{1}"), "\"a\\\"'\\\\\\n\\u0001\"");
    }

    #[test]
    fn the_content_is_what_is_between_the_quotes() {
        let content = |written: &str| written[content_range(written)].to_owned();
        assert_eq!(content("\"a\""), "a");
        assert_eq!(content("''"), "");
        assert_eq!(content("\"\"\"\r\na\"\"\""), "a");
        assert_eq!(content("''''a'''"), "'a");
    }

    #[test]
    fn a_comma_in_a_comment_does_not_count() {
        let text = " # a, b\n ,";
        assert_eq!(comma(text, 0..text.len()), Some(9));
        assert_eq!(comma(text, 0..8), None);
    }
}
