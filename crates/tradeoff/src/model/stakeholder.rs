//! Stakeholders and what they say of the importance of criteria.

use crate::methods::RandomIndex;
use crate::numeric::Interval;

/// A party to the decision: its power and its weights. Facts are never the stakeholder's; values always are.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Stakeholder {
    /// A short name, unique among the stakeholders of a problem.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The stakeholder's say, zero or more; only the proportions matter.
    pub power: f64,
    /// What the stakeholder says of the criteria.
    pub weights: Elicitation,
}

impl Stakeholder {
    /// A stakeholder with as much say as every other one.
    pub fn new(id: impl Into<String>, name: impl Into<String>, weights: Elicitation) -> Self {
        Self { id: id.into(), name: name.into(), power: 1.0, weights }
    }
}

/// What a stakeholder says of the importance of criteria.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Elicitation {
    /// Swing points for every criterion, each relative to its siblings: how much the swing from the worst to the best end
    /// of its scale matters (for a group, of all its scales together). Points are divided by their sum among siblings;
    /// the weight of a leaf is the product on the way to it.
    Swing(Vec<SwingWeight>),
    /// The leaf criteria from the most important swing to the least; nothing is said of how much more important. The
    /// weights are anywhere in that cone, and the rank-order centroid is taken for them.
    Ranking(Vec<String>),
    /// Every pair of leaf criteria compared (AHP). The principal eigenvector is taken for the comparisons, and nothing is left open: how
    /// far they contradict each other is reported as their consistency ratio, not drawn.
    Comparisons {
        /// The leaf criteria, each once, in the order of the rows.
        criteria: Vec<String>,
        /// `[i][j]`: how much more the swing of `i` matters than that of `j`, with the reciprocal at `[j][i]`.
        rows: Vec<Vec<f64>>,
        /// The table of random indices that the consistency ratio is taken against.
        random_index: RandomIndex,
    },
    /// Every leaf criterion compared with the most and with the least important one (best-worst method). The weights of the least
    /// largest deviation are taken for the comparisons, and nothing is left open.
    BestWorst {
        /// The leaf criteria, each once, in the order of the comparisons.
        criteria: Vec<String>,
        /// How much more the best matters than each, from 1 up.
        best_to_others: Vec<f64>,
        /// How much more each matters than the worst, from 1 up.
        others_to_worst: Vec<f64>,
    },
    /// Nothing was said: the weights of the leaves are anywhere on the simplex, and equal weights are taken for them.
    Unstated,
}

/// The swing points of one criterion.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SwingWeight {
    /// The criterion.
    pub criterion: String,
    /// Its points, zero or more: an interval, as narrow as the stakeholder is sure.
    pub points: Interval,
}

impl SwingWeight {
    /// The criterion with its points.
    pub fn new(criterion: impl Into<String>, points: Interval) -> Self {
        Self { criterion: criterion.into(), points }
    }
}
