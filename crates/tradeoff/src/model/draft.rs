//! The draft of a problem: plain data, as it is written down.

use super::criterion::{Alternative, Criterion};
use super::fact::Fact;
use super::measure::Cell;
use super::stakeholder::Stakeholder;
use super::veto::Veto;

/// A decision problem as it is written down: plain data in which everything is referred to by id.
///
/// [`Problem::new`](crate::Problem::new) checks it. With the feature `serde` it can be read and written.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Draft {
    /// What is to be decided.
    pub title: String,
    /// What is known.
    pub facts: Vec<Fact>,
    /// The criteria tree; parents may come after their children.
    pub criteria: Vec<Criterion>,
    /// What can be done. On equal values the earlier is first in listings; order matters nowhere else.
    pub alternatives: Vec<Alternative>,
    /// How each alternative does on each leaf criterion.
    pub cells: Vec<Cell>,
    /// What rules alternatives out.
    #[cfg_attr(feature = "serde", serde(default))]
    pub vetoes: Vec<Veto>,
    /// The parties.
    pub stakeholders: Vec<Stakeholder>,
    /// What happens if they do not agree, which bargains start from; the status quo where nothing is said.
    #[cfg_attr(feature = "serde", serde(default))]
    pub disagreement: Option<Disagreement>,
    /// When a lead counts as a lead.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rule: GroupRule,
    /// Whether the stakeholders' values were made up for illustration; every report then says so.
    #[cfg_attr(feature = "serde", serde(default))]
    pub illustrative: bool,
}

impl Draft {
    /// A draft that has nothing yet but what is to be decided.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            facts: Vec::new(),
            criteria: Vec::new(),
            alternatives: Vec::new(),
            cells: Vec::new(),
            vetoes: Vec::new(),
            stakeholders: Vec::new(),
            disagreement: None,
            rule: GroupRule::default(),
            illustrative: false,
        }
    }
}

/// What happens if the parties do not agree.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Disagreement {
    /// This alternative, vetoed or not: each party has what it is worth to it.
    Alternative(String),
    /// Something that is not an alternative, such as leaving: each stakeholder by id with what it is worth to it, on the scale of
    /// utilities, where 0 is the worst end of every criterion and 1 the best.
    Utilities(Vec<(String, f64)>),
}

/// When the best alternative is recommended, and when it is left to people.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GroupRule {
    /// A lead of at most this much (on the group's value between 0 and 1) does not count as a lead.
    pub tolerance: f64,
    /// A leader that comes first in less than this share of the samples is not stable.
    pub stability: f64,
    /// How the status quo is treated; as any other alternative where nothing is said.
    #[cfg_attr(feature = "serde", serde(default))]
    pub status_quo: Option<StatusQuoRule>,
}

/// That the status quo stays unless a change leads it clearly: by more than the tolerance, stably against it, and by what is asked here.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StatusQuoRule {
    /// The lead on the weight of the criteria on which the two differ, 0 to 1.
    pub margin: f64,
    /// The most that a stakeholder may lose by the change, on its own scale of 0 to 1.
    pub most_lost: f64,
}

impl Default for GroupRule {
    /// A tolerance of 0.02 and a stability of 0.8; the status quo is like any other alternative.
    fn default() -> Self {
        Self { tolerance: 0.02, stability: 0.8, status_quo: None }
    }
}
