//! Requirements in arrays.

use crate::{Requirement, Span};

/// An array of requirements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequirementArray {
    /// The array with its brackets.
    pub span: Span,
    /// Its items in order.
    pub items: Vec<ArrayItem>,
}

/// One string of an array.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ArrayItem {
    /// The string with its quotes.
    pub span: Span,
    /// The string without its quotes.
    pub content: Span,
    /// The string's value.
    pub text: String,
    /// The requirement; nothing if the text is none, and then a diagnostic says why.
    pub(super) requirement: Option<Requirement>,
}

impl ArrayItem {
    /// The requirement; nothing if the text is none.
    pub fn requirement(&self) -> Option<&Requirement> {
        self.requirement.as_ref()
    }
}
