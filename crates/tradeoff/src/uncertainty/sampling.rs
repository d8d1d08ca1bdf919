//! How the result holds within what facts and weights leave open, by sampling them.

use super::columns::Plan;
use super::options::Options;
use super::robustness::{Robustness, RobustnessBasis};
use super::tally::Sampling;
use crate::model::Problem;
use crate::vector::Path;

/// Whether facts and weights leave nothing open.
pub(crate) fn is_certain(problem: &Problem) -> bool {
    problem.draft().facts.iter().all(crate::model::Fact::is_certain)
        && problem.weighers().iter().all(crate::model::Weigher::is_certain)
}

pub(crate) fn robustness(problem: &Problem, eligible: &[usize], options: &Options) -> Robustness {
    robustness_on(problem, eligible, options, Path::detect())
}

/// With the instructions of this path, which change no bit of it.
pub(crate) fn robustness_on(
    problem: &Problem,
    eligible: &[usize],
    options: &Options,
    path: Path,
) -> Robustness {
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
    let tally = path.run(work);
    let basis = if certain {
        RobustnessBasis::Certain
    } else {
        RobustnessBasis::Sampled { samples, seed: options.seed }
    };
    tally.finish(basis, samples.into())
}
