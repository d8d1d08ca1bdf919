//! Numbers of things, in words.

/// A number of things whose name takes an `s`: `1 line`, `2 lines`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
