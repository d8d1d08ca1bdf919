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
