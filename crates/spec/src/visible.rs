//! Text of others for a place that holds one line of text.

use std::borrow::Cow;

/// Whether a character moves the cursor, ends a line for some reader, or changes the order in which a line is read.
///
/// These are C0 except for the tab, DEL, C1 (with NEL, U+0085), the separators of lines and paragraphs (U+2028 and U+2029), and the
/// characters that set the direction of text: U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069. They include every
/// character at which Python's `str.splitlines` ends a line, which pip uses to read requirement files.
pub fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{8}'
            | '\n'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Appends a character, or a symbol for it where it is hidden: the control pictures of Unicode for C0 and DEL (`␛` for ESC), else
/// its number (`\u{9b}`).
pub fn push_visible(text: &mut String, character: char) {
    if !is_hidden(character) {
        text.push(character);
        return;
    }
    let picture = match u32::from(character) {
        control @ 0..=0x1f => char::from_u32(0x2400 + control),
        0x7f => Some('\u{2421}'),
        _ => None,
    };
    match picture {
        Some(picture) => text.push(picture),
        None => text.extend(character.escape_unicode()),
    }
}

/// The text in one line, with symbols for what is hidden in it: see [`is_hidden`] and [`push_visible`].
///
/// It is safe to print to a terminal, and as a comment of a file: it neither ends the line nor changes how the rest is shown. Linear
/// time; text without hidden characters is not copied.
///
/// ```
/// use haggle_spec::visible;
///
/// assert_eq!(visible("plain text"), "plain text");
/// assert_eq!(visible("\u{1b}[31mred\r\nnext\u{202e}"), "␛[31mred␍␊next\\u{202e}");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    text.chars().for_each(|character| push_visible(&mut shown, character));
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_break_of_python_is_hidden() {
        for character in "\n\r\u{b}\u{c}\u{1c}\u{1d}\u{1e}\u{85}\u{2028}\u{2029}".chars() {
            assert!(is_hidden(character), "{}", character.escape_unicode());
        }
    }

    #[test]
    fn visible_text_stays_as_it_is() {
        for text in ["", "a\tb", "é 漢字 🦀 \u{200d}", "\u{a0}", "\\u{9b}", "␛"] {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn nothing_hidden_is_left() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = format!("a{character}b");
            let shown = visible(&text);
            assert!(!shown.contains(is_hidden), "{}", character.escape_unicode());
            assert_eq!(shown == text, !is_hidden(character), "{}", character.escape_unicode());
        }
    }
}
