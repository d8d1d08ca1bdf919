//! Whether more or less of something is better.

/// Whether more of a measure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Direction {
    /// More is better.
    Max,
    /// Less is better.
    Min,
}

/// The difference as an advantage: as it is where more is better, negated where less is.
pub(crate) fn signed(direction: Direction, difference: f64) -> f64 {
    match direction {
        Direction::Max => difference,
        Direction::Min => -difference,
    }
}
