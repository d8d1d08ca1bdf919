//! How the result holds within what facts and weights leave open, by sampling them.

#![allow(
    clippy::inline_always,
    reason = "the loops must be compiled inside the function that has the vector instructions"
)]

mod columns;
mod tally;

use columns::Plan;
use tally::Sampling;

use crate::decide::Options;
use crate::problem::Problem;
use crate::stream::Stream;
use crate::vector::Path;

/// Rank acceptability and pairwise winning of the alternatives that are left, under the group's value.
///
/// Rows and columns follow [`Screening::eligible`](crate::Screening::eligible). A rank is one more than the number of
/// alternatives of strictly higher value, so that equals share the better rank.
///
/// Source: R. Lahdelma, J. Hokkanen, P. Salminen 1998, <https://doi.org/10.1016/S0377-2217(97)00163-X>.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Robustness {
    /// Where the shares come from.
    pub basis: RobustnessBasis,
    /// `[alternative][rank]`: the share of the samples in which the alternative has the rank, best first.
    pub rank_acceptability: Vec<Vec<f64>>,
    /// The standard errors of the rank acceptabilities: `sqrt(p (1 - p) / n)`.
    pub standard_errors: Vec<Vec<f64>>,
    /// `[a][b]`: the share of the samples in which `a` has the strictly higher value than `b`.
    pub pairwise_winning: Vec<Vec<f64>>,
    /// The mean value of each alternative over the samples.
    pub expected_values: Vec<f64>,
    /// The mean of the group's weights over the samples in which the alternative comes first; none if it never does.
    pub central_weights: Vec<Option<Vec<f64>>>,
}

/// Where shares come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum RobustnessBasis {
    /// Facts and weights leave nothing open: there is one case.
    Certain,
    /// Computed without sampling over all weights of a space, as facts leave nothing open. Only central weights are sampled.
    Exact {
        /// The space.
        space: crate::robust::WeightSpace,
    },
    /// So many draws of the facts and weights, with this seed.
    Sampled {
        /// The number of draws.
        samples: u32,
        /// The seed.
        seed: u64,
    },
}

/// The purposes of the streams of a sample: facts and each stakeholder's weights are drawn apart, so that a change to one
/// leaves the draws of the others as they are.
const FACTS: u64 = 0;
const WEIGHTS: u64 = 1 << 32;

/// One draw of everything that is open.
#[derive(Default)]
pub(crate) struct Draw {
    pub(crate) facts: Vec<f64>,
    pub(crate) weights: Vec<f64>,
    scratch: Vec<f64>,
}

impl Draw {
    /// Draws the facts and the group's weights of one sample. Nothing here depends on the alternatives.
    pub(crate) fn draw(&mut self, problem: &Problem, seed: u64, sample: u64) {
        let stream = Stream::new(seed, sample);
        self.facts.clear();
        let facts = problem.draft().facts.iter().zip(FACTS..);
        self.facts.extend(facts.map(|(fact, purpose)| fact.draw(&mut stream.fork(purpose))));
        self.weights.clear();
        self.weights.resize(problem.leaves().len(), 0.0);
        for ((weigher, power), purpose) in problem.weighers().iter().zip(problem.powers()).zip(WEIGHTS..) {
            weigher.add_draw(&mut stream.fork(purpose), *power, &mut self.weights, &mut self.scratch);
        }
    }
}

/// Whether facts and weights leave nothing open.
pub(crate) fn is_certain(problem: &Problem) -> bool {
    problem.draft().facts.iter().all(crate::fact::Fact::is_certain)
        && problem.weighers().iter().all(crate::problem::Weigher::is_certain)
}

/// The sampled part of a decision alone: draws facts and weights, and counts ranks and wins of what no veto strikes out.
///
/// `O(samples * (facts + leaves * alternatives + alternatives^2))`.
pub fn sample_robustness(problem: &Problem, options: &Options) -> Robustness {
    let screening = crate::screening::screen(problem);
    robustness(problem, &crate::screening::eligible_indices(problem, &screening), options)
}

pub(crate) fn robustness(problem: &Problem, eligible: &[usize], options: &Options) -> Robustness {
    let certain = is_certain(problem);
    let samples = if certain { 1 } else { options.samples.max(1) };
    let plan = Plan::new(problem, eligible);
    let work = Sampling {
        plan: &plan,
        n_alternatives: eligible.len(),
        n_leaves: problem.leaves().len(),
        seed: options.seed,
        n_samples: samples.into(),
    };
    let tally = Path::detect().run(work);
    let basis = if certain {
        RobustnessBasis::Certain
    } else {
        RobustnessBasis::Sampled { samples, seed: options.seed }
    };
    tally.finish(basis, samples.into())
}

#[cfg(test)]
mod tests;
