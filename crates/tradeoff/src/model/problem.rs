//! The problem that was checked.

use super::check;
use super::draft::Draft;
use super::drawing::Drawing;
use super::error::ProblemError;
use super::fact::Fact;
use super::leaf::{DisagreementPoint, Leaf};
use super::weigher::Weigher;
use super::weighers::weighers;
use crate::numeric::Stream;

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
    /// For each fact that is a posterior, what it is drawn from.
    drawings: Vec<Drawing>,
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
        let weighers = weighers(&draft, &leaves)?;
        let powers = check::powers(&draft)?;
        let status_quo = check::status_quo(&draft)?;
        let disagreement = check::disagreement(&draft)?;
        let drawings = draft.facts.iter().map(Drawing::of).collect();
        Ok(Self { draft, leaves, weighers, powers, status_quo, disagreement, drawings })
    }

    /// What the problem was made from.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The ids of the leaf criteria, in the order of the draft: the order of every weight vector.
    pub fn leaf_ids(&self) -> Vec<String> {
        self.leaves.iter().map(|leaf| self.draft.criteria[leaf.criterion].id.clone()).collect()
    }

    /// The index of the alternative that is how things are today.
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

    /// How each fact is drawn.
    pub(crate) fn drawings(&self) -> &[Drawing] {
        &self.drawings
    }

    /// Draws a value of every fact, from the streams of its purposes.
    pub(crate) fn draw_facts(&self, stream: impl Fn(u64) -> Stream) -> impl Iterator<Item = f64> {
        self.drawings.iter().zip(0..).map(move |(drawing, number)| drawing.draw(number, &stream))
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

    /// The value of one alternative at these weights of the leaves and values of the facts: what [`additive`](crate::numeric::additive) gives of its row.
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
