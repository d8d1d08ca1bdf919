//! What `resolve` prints: pins the way uv prints them, the same as JSON, and why there is no solution.

mod document;
mod pins;
mod words;

pub use document::{explanation_value, json, json_explanation, via_document};
pub use pins::{TextOptions, annotate, begun, say_omitted, say_unknown, text, via};
pub use words::{explanation, unknown_reason, warning};
