//! The draft of a problem, and the problem that was checked.

mod check;
mod weigh;

use crate::criterion::{Alternative, Criterion, Scale};
use crate::error::ProblemError;
use crate::fact::Fact;
use crate::measure::{Cell, Measure};
use crate::stakeholder::Stakeholder;
use crate::veto::Veto;

pub use weigh::Consistency;
pub(crate) use weigh::Weigher;

/// A decision problem as it is written down: plain data in which everything is referred to by id.
///
/// [`Problem::new`] checks it. With the feature `serde` it can be read and written.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Draft {
    /// What is to be decided.
    pub title: String,
    /// What is known.
    pub facts: Vec<Fact>,
    /// The criteria tree; parents may come after their children.
    pub criteria: Vec<Criterion>,
    /// What can be done. On equal values the earlier stands first in listings, and nowhere else does order matter.
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

/// What happens if the parties do not agree.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Disagreement {
    /// This alternative, struck out or not: each party has what it is worth to it.
    Alternative(String),
    /// Something that is no alternative, such as leaving: each stakeholder by id with what it is worth to it, on the scale of
    /// utilities, where 0 is the worst end of every criterion and 1 the best.
    Utilities(Vec<(String, f64)>),
}

/// When the best alternative is recommended, and when it is left to people.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GroupRule {
    /// A lead of at most this much (on the group's value between 0 and 1) is no lead.
    pub tolerance: f64,
    /// A leader that comes first in less than this share of the samples is not stable.
    pub stability: f64,
}

impl Default for GroupRule {
    /// A tolerance of 0.02 and a stability of 0.8.
    fn default() -> Self {
        Self { tolerance: 0.02, stability: 0.8 }
    }
}

/// A decision problem that was checked: every id is known, every cell is there, every number is finite.
///
/// Laws: `Problem::new(problem.draft().clone()) == Ok(problem)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    draft: Draft,
    leaves: Vec<Leaf>,
    weighers: Vec<Weigher>,
    powers: Vec<f64>,
    status_quo: Option<usize>,
    disagreement: Option<DisagreementPoint>,
}

/// A disagreement point with indices in place of ids.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DisagreementPoint {
    /// An alternative.
    Alternative(usize),
    /// The utility of each stakeholder.
    Utilities(Vec<f64>),
}

/// A leaf criterion with what each alternative does on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leaf {
    /// The index in the draft's criteria.
    pub(crate) criterion: usize,
    pub(crate) scale: Scale,
    /// One measure for each alternative, with facts as indices.
    pub(crate) measures: Vec<Measure<usize>>,
}

impl Problem {
    /// Checks a draft.
    ///
    /// # Errors
    /// The first fault found; see [`ProblemError`].
    pub fn new(draft: Draft) -> Result<Self, ProblemError> {
        check::check_ids(&draft)?;
        check::check_numbers(&draft)?;
        check::check_vetoes(&draft)?;
        let leaves = check::leaves(&draft)?;
        let weighers = weigh::weighers(&draft, &leaves)?;
        let powers = check::powers(&draft)?;
        let status_quo = check::status_quo(&draft)?;
        let disagreement = check::disagreement(&draft)?;
        Ok(Self { draft, leaves, weighers, powers, status_quo, disagreement })
    }

    /// What the problem was made from.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The ids of the alternatives, in order.
    pub fn alternative_ids(&self) -> Vec<String> {
        self.draft.alternatives.iter().map(|alternative| alternative.id.clone()).collect()
    }

    /// The ids of the leaf criteria, in the order of the draft: the order of every weight vector.
    pub fn leaf_ids(&self) -> Vec<String> {
        self.leaves.iter().map(|leaf| self.draft.criteria[leaf.criterion].id.clone()).collect()
    }

    /// The index of the alternative that is how things stand today.
    pub fn status_quo(&self) -> Option<usize> {
        self.status_quo
    }

    /// What bargains start from: what the draft says, else the status quo; none where there is neither.
    pub(crate) fn disagreement(&self) -> Option<DisagreementPoint> {
        self.disagreement.clone().or(self.status_quo.map(DisagreementPoint::Alternative))
    }

    pub(crate) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    pub(crate) fn weighers(&self) -> &[Weigher] {
        &self.weighers
    }

    /// The powers of the stakeholders, with the sum 1.
    pub(crate) fn powers(&self) -> &[f64] {
        &self.powers
    }

    pub(crate) fn n_alternatives(&self) -> usize {
        self.draft.alternatives.len()
    }

    /// Whether a measure uses the fact.
    pub(crate) fn uses_fact(&self, fact: usize) -> bool {
        self.leaves.iter().flat_map(|leaf| &leaf.measures).any(|measure| measure.facts().contains(&&fact))
    }

    /// The nominal values of the facts.
    pub(crate) fn nominal_facts(&self) -> Vec<f64> {
        self.draft.facts.iter().map(Fact::nominal).collect()
    }

    /// `values[alternative][leaf]`, at these values of the facts.
    pub(crate) fn value_table(&self, facts: &[f64]) -> Vec<Vec<f64>> {
        let row = |_| Vec::with_capacity(self.leaves.len());
        let mut table: Vec<Vec<f64>> = (0..self.n_alternatives()).map(row).collect();
        for leaf in &self.leaves {
            for (row, measure) in table.iter_mut().zip(&leaf.measures) {
                row.push(leaf.scale.value_of(measure.at(facts)));
            }
        }
        table
    }

    /// The value of one alternative at these weights of the leaves and values of the facts: what [`additive`] gives of its row.
    pub(crate) fn value_of(&self, alternative: usize, weights: &[f64], facts: &[f64]) -> f64 {
        let cells = self.leaves.iter().zip(weights);
        cells.map(|(leaf, weight)| weight * leaf.scale.value_of(leaf.measures[alternative].at(facts))).sum()
    }

    /// The group's nominal weight of each leaf: the mean of the stakeholders' weights by power.
    pub(crate) fn group_weights(&self, by_stakeholder: &[Vec<f64>]) -> Vec<f64> {
        let mut group = vec![0.0; self.leaves.len()];
        for (power, weights) in self.powers.iter().zip(by_stakeholder) {
            for (sum, weight) in group.iter_mut().zip(weights) {
                *sum += power * weight;
            }
        }
        group
    }
}

/// The additive value: `sum of weight * value`, in order.
pub(crate) fn additive(weights: &[f64], values: &[f64]) -> f64 {
    weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
}
