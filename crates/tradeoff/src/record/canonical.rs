//! JSON in one way only.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use super::error::RecordError;
use crate::words::is_hidden;

/// The JSON value of plain data.
pub(super) fn value(data: &impl serde::Serialize) -> Value {
    serde_json::to_value(data).expect("records hold text keys and finite numbers only")
}

pub(super) fn read(bytes: &[u8]) -> Result<Value, RecordError> {
    serde_json::from_slice(bytes).map_err(|error| RecordError::malformed(&error))
}

/// Keys in ascending order, two spaces, a line feed at the end. Lists of plain numbers and texts stay on one line. Controls are
/// escaped, also those that JSON may hold as they are, so that a terminal may show the file.
pub(super) fn to_bytes(value: &Value) -> Vec<u8> {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    let is_escaped = |character: char| character != '\n' && is_hidden(character);
    if !text.contains(is_escaped) {
        return text.into_bytes();
    }
    // Outside of strings, only ends of lines are hidden.
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_escaped(character) {
            // Writing to a string cannot fail, and none of them is beyond U+FFFF.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped.into_bytes()
}

fn write(value: &Value, depth: usize, text: &mut String) {
    let line = |depth: usize, text: &mut String| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push('{');
            // The map may keep the order of insertion, by a feature that another crate turns on.
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            for (at, (key, value)) in sorted.into_iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                line(depth + 1, text);
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                write(value, depth + 1, text);
            }
            line(depth, text);
            text.push('}');
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                line(depth + 1, text);
                write(item, depth + 1, text);
            }
            line(depth, text);
            text.push(']');
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            text.push('[');
            text.push_str(&items.join(", "));
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}
