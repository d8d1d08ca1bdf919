//! What `resolve` prints: pins the way uv prints them, the same as JSON, and why there is no solution.

mod document;
mod pins;
mod words;

pub use document::{Asked, json, json_universal, json_unsolvable};
pub use pins::{AnnotationStyle, TextOptions, shown_path, text, text_universal};
pub use words::explanation;
