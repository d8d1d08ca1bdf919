//! Where one alternative is ahead of another.

/// A criterion on which two alternatives differ, and by how much of the group's value.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CriterionDifference {
    /// The leaf criterion.
    pub criterion: String,
    /// The group's weight times the difference of the two values: positive, at most 1.
    pub by: f64,
}

impl CriterionDifference {
    pub(crate) fn new((criterion, by): (String, f64)) -> Self {
        Self { criterion, by }
    }
}
