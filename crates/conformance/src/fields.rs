//! Fields that a runner reads. One that none reads is a row that is not understood, and so a failure.

use serde_json::Value;

/// An error that names the fields of an object that are not known; anything but an object has none.
pub fn only(value: &Value, what: &str, known: &[&str]) -> Result<(), String> {
    let unknown: Vec<&str> = value
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys())
        .map(String::as_str)
        .filter(|field| !known.contains(field))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("no runner reads {what}: {}", unknown.join(", "))) }
}
