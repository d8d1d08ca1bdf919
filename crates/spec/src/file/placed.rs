//! A text of a file with its place.

use crate::Span;

/// A text of a file with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlacedText {
    /// The text; escapes of a string are replaced.
    pub text: String,
    /// Where it is, without quotes.
    pub span: Span,
}
