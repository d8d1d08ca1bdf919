//! A problem at its nominal facts and weights: what the rule looks at.

use super::problem::Problem;
use super::weigher::Weigher;
use crate::numeric::additive;

/// Everything at the nominal facts and weights.
pub(crate) struct Nominal {
    pub(crate) facts: Vec<f64>,
    /// `[alternative][leaf]`.
    pub(crate) table: Vec<Vec<f64>>,
    /// `[stakeholder][leaf]`.
    pub(crate) weights: Vec<Vec<f64>>,
    /// The group's weights.
    pub(crate) group: Vec<f64>,
    /// The group's value of each alternative.
    pub(crate) values: Vec<f64>,
}

impl Nominal {
    pub(crate) fn new(problem: &Problem) -> Self {
        let facts = problem.nominal_facts();
        let table = problem.value_table(&facts);
        let weights: Vec<Vec<f64>> = problem.weighers().iter().map(Weigher::nominal).collect();
        let group = problem.group_weights(&weights);
        let values = table.iter().map(|row| additive(&group, row)).collect();
        Self { facts, table, weights, group, values }
    }

    /// The alternative of highest value among these; the earlier of equals.
    pub(crate) fn leader(&self, among: &[usize]) -> Option<usize> {
        among.iter().copied().reduce(|best, at| if self.values[at] > self.values[best] { at } else { best })
    }

    /// The value of an alternative to a stakeholder.
    pub(crate) fn utility(&self, stakeholder: usize, alternative: usize) -> f64 {
        additive(&self.weights[stakeholder], &self.table[alternative])
    }

    /// `[stakeholder][position in among]`.
    pub(crate) fn utilities(&self, among: &[usize]) -> Vec<Vec<f64>> {
        (0..self.weights.len())
            .map(|at| among.iter().map(|&alternative| self.utility(at, alternative)).collect())
            .collect()
    }
}
