//! What comes up if nothing is known of the weights, exactly where that is in reach; and the least changes between each pair.

use super::options::Options;
use super::robustness::{Robustness, RobustnessBasis};
use crate::model::{Nominal, Problem, Weigher};
use crate::numeric::sort_by;
use crate::robust::{
    ExactAcceptability, WeightChange, WeightSpace, exact_within, least_weight_change, sampled_acceptability,
};

/// The most steps that exact acceptability may take inside a decision: some 50 ms, as for four alternatives and eleven criteria.
const EXACT_STEPS: f64 = 1e7;

/// How often each order comes up over all weights, uniform on the simplex, at the nominal facts.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct AnyWeights {
    /// Whether the shares were computed exactly or counted in a sample, as they are where there are too many alternatives and
    /// criteria to cut the simplex in some 50 ms (four alternatives and eleven criteria are not, five and nine are).
    pub basis: RobustnessBasis,
    /// `[alternative][rank]`, best first.
    pub rank_acceptability: Vec<Vec<f64>>,
    /// The standard errors of the rank acceptabilities: `sqrt(p (1 - p) / n)`, and 0 where they are exact.
    pub standard_errors: Vec<Vec<f64>>,
    /// `[a][b]`: the share of the weights at which `a` has the strictly higher value.
    pub pairwise_winning: Vec<Vec<f64>>,
}

/// The least change of the group's weights, in the sum of absolute changes, that brings one alternative level with another.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PairChange {
    /// The alternative that is ahead, or the earlier of equals.
    pub ahead: String,
    /// The other.
    pub behind: String,
    /// The change; none where no weights bring them level.
    pub change: Option<WeightChange>,
}

/// None where nothing is left, or there are more alternatives or criteria than can be sampled together (64).
pub(crate) fn any_weights(nominal: &Nominal, eligible: &[usize], options: &Options) -> Option<AnyWeights> {
    let rows: Vec<Vec<f64>> = eligible.iter().map(|&at| nominal.table[at].clone()).collect();
    if let Some(exact) = exact_within(&rows, WeightSpace::Simplex, EXACT_STEPS) {
        let ExactAcceptability { rank_acceptability, pairwise_winning } = exact;
        let standard_errors = vec![vec![0.0; eligible.len()]; eligible.len()];
        let basis = RobustnessBasis::Exact { space: WeightSpace::Simplex };
        return Some(AnyWeights { basis, rank_acceptability, standard_errors, pairwise_winning });
    }
    let samples = options.samples.max(1);
    let counted = sampled_acceptability(&rows, samples.into(), options.seed, 1)?;
    let share = |count: &u64| crate::numeric::to_f64(*count) / f64::from(samples);
    let shares = |rows: &[Vec<u64>]| -> Vec<Vec<f64>> {
        rows.iter().map(|row| row.iter().map(share).collect()).collect()
    };
    let rank_acceptability = shares(&counted.rank_counts);
    let error = |share: &f64| (share * (1.0 - share) / f64::from(samples)).sqrt();
    Some(AnyWeights {
        basis: RobustnessBasis::Sampled { samples, seed: options.seed },
        standard_errors: rank_acceptability.iter().map(|row| row.iter().map(error).collect()).collect(),
        rank_acceptability,
        pairwise_winning: shares(&counted.win_counts),
    })
}

/// Replaces sampled shares by exact ones where facts leave nothing open and all power lies with one stakeholder, whose weights
/// are anywhere on the simplex or in the cone of a ranking. Central weights stay those of the sample.
pub(crate) fn exactly(problem: &Problem, nominal: &Nominal, eligible: &[usize], robustness: &mut Robustness) {
    let mut deciding = problem
        .weighers()
        .iter()
        .zip(problem.powers())
        .filter(|(_, power)| **power > 0.0)
        .map(|(own, _)| own);
    let (Some(weigher), None) = (deciding.next(), deciding.next()) else { return };
    if weigher.is_certain() || !problem.draft().facts.iter().all(crate::model::Fact::is_certain) {
        return;
    }
    let row = |&at: &usize| nominal.table[at].clone();
    let (space, rows): (WeightSpace, Vec<Vec<f64>>) = match weigher {
        Weigher::Unstated(_) => (WeightSpace::Simplex, eligible.iter().map(row).collect()),
        Weigher::Ranking(order) => {
            let ranked = |&at: &usize| order.iter().map(|&leaf| nominal.table[at][leaf]).collect();
            (WeightSpace::Ordinal, eligible.iter().map(ranked).collect())
        }
        Weigher::Swing { .. } | Weigher::Compared(..) => return,
    };
    let Some(exact) = exact_within(&rows, space, EXACT_STEPS) else { return };
    robustness.basis = RobustnessBasis::Exact { space };
    robustness.rank_acceptability = exact.rank_acceptability;
    robustness.standard_errors = vec![vec![0.0; eligible.len()]; eligible.len()];
    robustness.pairwise_winning = exact.pairwise_winning;
    // The nominal weights are the mean of the simplex or of the cone, and values are linear in them.
    robustness.expected_values = eligible.iter().map(|&at| nominal.values[at]).collect();
}

/// Every pair of what is left, the smallest change first and those that no weights bring level last.
pub(crate) fn pair_changes(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Vec<PairChange> {
    let name = |at: usize| problem.draft().alternatives[at].id.clone();
    let mut found = Vec::new();
    for (position, &first) in eligible.iter().enumerate() {
        for &second in &eligible[position + 1..] {
            let swap = nominal.values[second] > nominal.values[first];
            let (ahead, behind) = if swap { (second, first) } else { (first, second) };
            let change = least_weight_change(&nominal.table, &nominal.group, ahead, behind);
            found.push(PairChange { ahead: name(ahead), behind: name(behind), change });
        }
    }
    let size = |pair: &PairChange| pair.change.as_ref().map_or(f64::INFINITY, |change| change.total);
    sort_by(&mut found, |a, b| size(a).total_cmp(&size(b)));
    found
}
