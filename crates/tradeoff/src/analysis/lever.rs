//! What a flip is.

/// A change of one weight, one power or one fact that makes another alternative the one of highest value; where the status quo stays unless
/// a change leads it clearly, one after which the rule takes another.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Flip {
    /// What changes.
    pub lever: Lever,
    /// Its value now.
    pub from: f64,
    /// The value at which the winner draws level with the best of the others; beyond, it leads.
    pub to: f64,
    /// The size of the change as a share of what is possible: of 1 for weights and powers, of the range for a fact.
    pub distance: f64,
    /// The alternative that takes the lead.
    pub winner: String,
}

/// What a flip changes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Lever {
    /// A stakeholder's weight of a leaf criterion; the stakeholder's other weights keep their proportions.
    Weight {
        /// The stakeholder.
        stakeholder: String,
        /// The leaf criterion.
        criterion: String,
    },
    /// A stakeholder's share of the power; the others keep their proportions.
    Power {
        /// The stakeholder.
        stakeholder: String,
    },
    /// A fact, within its range.
    Fact {
        /// The fact.
        fact: String,
        /// The unit of `from` and `to`.
        unit: String,
    },
}
