//! The criteria tree, and the alternatives that it judges.

use super::scale::Scale;

/// One of the things that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Alternative {
    /// A short name, unique among the alternatives of a problem: `core`, `extra`.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Whether this is how things are today. At most one alternative is.
    #[cfg_attr(feature = "serde", serde(default))]
    pub status_quo: bool,
}

impl Alternative {
    /// An alternative that is not how things are today.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), status_quo: false }
    }
}

/// A node of the criteria tree: a group, or a leaf that is measured.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Criterion {
    /// A short name, unique among the criteria of a problem.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The group that this belongs to; none at the top.
    #[cfg_attr(feature = "serde", serde(default))]
    pub parent: Option<String>,
    /// A group, or a leaf with its scale.
    pub kind: CriterionKind,
}

/// Whether a criterion groups others or is measured itself.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum CriterionKind {
    /// A group of at least one criterion.
    Group,
    /// A measured criterion.
    Leaf(Scale),
}

impl Criterion {
    /// A criterion at the top of the tree that is measured on a scale.
    pub fn leaf(id: impl Into<String>, label: impl Into<String>, scale: Scale) -> Self {
        Self { id: id.into(), label: label.into(), parent: None, kind: CriterionKind::Leaf(scale) }
    }
}
