//! The group beside the rule: what voting would say, who agrees, who is worst off.

use super::group_comparisons::{GroupComparisons, group_comparisons};
use crate::group::{Ballot, PreferenceProfile, gini, kemeny, kendall_tau, kendall_w, schulze, spearman};
use crate::model::{Nominal, Problem};

/// What the stakeholders' orders say. Vectors follow [`Screening::eligible`](crate::Screening::eligible). Each stakeholder's
/// ballot orders the alternatives by value and counts with the stakeholder's power.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct GroupReport {
    /// The Borda count of each alternative, between 0 and the number of the others.
    pub borda: Vec<f64>,
    /// Copeland's points.
    pub copeland: Vec<f64>,
    /// The alternative that beats each other one in pairs, if there is one.
    pub condorcet_winner: Option<String>,
    /// The ranks of the Schulze method.
    pub schulze_ranks: Vec<usize>,
    /// The orders that agree best with the stakeholders' (at most 24 of them).
    pub kemeny_rankings: Vec<Vec<String>>,
    /// Kendall's W of the stakeholders' orders, from 0 to 1; none for one stakeholder or one alternative.
    pub concordance: Option<f64>,
    /// `[a][b]`: Spearman's correlation of the stakeholders' orders, in the order of the draft; none where one ties everything.
    pub rank_correlations: Vec<Vec<Option<f64>>>,
    /// `[a][b]`: Kendall's tau-b of the stakeholders' orders.
    pub rank_agreements: Vec<Vec<Option<f64>>>,
    /// What the stakeholders who compared criteria in pairs come to together; none for fewer than two.
    pub comparisons: Option<GroupComparisons>,
    /// The Gini coefficient of the stakeholders' utilities under each alternative.
    pub inequality: Vec<Option<f64>>,
    /// Who has the least value under each alternative, and how much.
    pub worst_off: Vec<WorstOff>,
    /// The voting rules whose winners do not include the alternative of highest value, by name.
    pub dissenting_rules: Vec<String>,
}

/// Who is worst off under an alternative.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WorstOff {
    /// The alternative.
    pub alternative: String,
    /// The stakeholder of least value; the earlier of equals.
    pub stakeholder: String,
    /// The value.
    pub utility: f64,
}

/// None where nothing is left.
pub(crate) fn group_report(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Option<GroupReport> {
    let utilities = nominal.utilities(eligible);
    let ballots: Vec<Ballot> = utilities
        .iter()
        .zip(problem.powers())
        .filter(|(_, power)| **power > 0.0)
        .map(|(row, power)| PreferenceProfile::ballot_of_values(row, *power))
        .collect();
    let profile = PreferenceProfile::new(ballots).ok()?;
    let names: Vec<String> = eligible.iter().map(|&at| problem.draft().alternatives[at].id.clone()).collect();
    let schulze = schulze(&profile);
    let orders = kemeny(&profile, 24);
    let mid_ranks: Vec<Vec<f64>> = utilities.iter().map(|row| mid_ranks(row)).collect();
    let worst_off = (0..eligible.len()).filter_map(|at| {
        let worst =
            (0..utilities.len()).reduce(|a, b| if utilities[b][at] < utilities[a][at] { b } else { a })?;
        let stakeholder = problem.draft().stakeholders[worst].id.clone();
        Some(WorstOff { alternative: names[at].clone(), stakeholder, utility: utilities[worst][at] })
    });
    let column = |at: usize| utilities.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let leader = nominal.leader(eligible).and_then(|leader| eligible.iter().position(|&at| at == leader))?;
    let best = |points: &[f64]| points.iter().all(|other| points[leader] >= other - 1e-12);
    let (borda, copeland) = (profile.borda(), profile.copeland());
    let condorcet = profile.condorcet_winner();
    let orders = orders.map_or_else(Vec::new, |found| found.rankings);
    let dissenting_rules = [
        ("Borda", best(&borda)),
        ("Copeland", best(&copeland)),
        ("Condorcet", condorcet.is_none_or(|winner| winner == leader)),
        ("Schulze", schulze.winners.contains(&leader)),
        ("Kemeny", orders.is_empty() || orders.iter().any(|order| order.first() == Some(&leader))),
    ];
    Some(GroupReport {
        condorcet_winner: condorcet.map(|at| names[at].clone()),
        schulze_ranks: schulze.ranks,
        kemeny_rankings: orders
            .into_iter()
            .map(|order| order.into_iter().map(|at| names[at].clone()).collect())
            .collect(),
        concordance: kendall_w(&mid_ranks).map(|found| found.w),
        rank_correlations: matrix(&mid_ranks, spearman),
        rank_agreements: matrix(&mid_ranks, kendall_tau),
        comparisons: group_comparisons(problem, nominal, eligible),
        inequality: (0..eligible.len()).map(|at| gini(&column(at))).collect(),
        worst_off: worst_off.collect(),
        dissenting_rules: dissenting_rules
            .into_iter()
            .filter(|(_, agrees)| !agrees)
            .map(|(rule, _)| rule.to_owned())
            .collect(),
        borda,
        copeland,
    })
}

fn matrix(ranks: &[Vec<f64>], of: fn(&[f64], &[f64]) -> Option<f64>) -> Vec<Vec<Option<f64>>> {
    ranks.iter().map(|a| ranks.iter().map(|b| of(a, b)).collect()).collect()
}

/// Ranks in which equals share the mean of theirs, 1 the best.
fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let count = |holds: &dyn Fn(&f64) -> bool| {
        crate::numeric::index_to_f64(values.iter().filter(|other| holds(other)).count())
    };
    let rank = |value: &f64| {
        let (above, equal) = (count(&|other| other > value), count(&|other| other == value));
        above + f64::midpoint(1.0, equal)
    };
    values.iter().map(rank).collect()
}
