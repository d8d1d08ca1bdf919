//! How far comparisons of criteria go together.

use crate::methods::RandomIndex;

/// How far a stakeholder's comparisons of criteria go together.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Consistency {
    /// Of comparisons in pairs.
    Comparisons {
        /// The consistency ratio, 0 where they go together entirely; up to 0.1 is usually accepted. None beyond 15 criteria, of
        /// which the tables say nothing.
        ratio: Option<f64>,
        /// The table that it is taken against.
        random_index: RandomIndex,
    },
    /// Of comparisons with the best and the worst.
    BestWorst {
        /// The largest deviation at the weights: 0 where the comparisons go together entirely.
        deviation: f64,
        /// The input-based consistency ratio.
        ratio: f64,
    },
}

impl Consistency {
    /// The ratio, where there is one.
    pub fn ratio(self) -> Option<f64> {
        match self {
            Self::Comparisons { ratio, .. } => ratio,
            Self::BestWorst { ratio, .. } => Some(ratio),
        }
    }
}
