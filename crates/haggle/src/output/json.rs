//! Data for programs.

use std::fmt::Write as _;

use haggle_spec::is_hidden;
use serde::Serialize;

use super::failure::Failure;

/// The value as JSON over several lines, with the last one ended. What JSON may hold as it is and a terminal obeys (DEL, C1, what sets
/// the direction of text) is escaped.
pub fn text(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("the result does not serialise: {error}")))?;
    Ok(escaped(&text) + "\n")
}

/// Outside of its strings, JSON has no hidden characters but ends of lines.
fn escaped(text: &str) -> String {
    let is_escaped = |character: char| character != '\n' && is_hidden(character);
    if !text.contains(is_escaped) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_escaped(character) {
            // None of them is beyond U+FFFF.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_read_back() {
        let value = serde_json::json!({"a\u{9b}": ["\u{1b}[1m\u{202e}\u{7f}\n\u{2028}", "é"], "b": {}});
        let text = text(&value).unwrap();
        assert!(!text.contains(|character| character != '\n' && is_hidden(character)), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        assert!(text.contains("\\u001b[1m\\u202e\\u007f\\n\\u2028") && text.contains('é'), "{text}");
    }
}
