//! What is left to choose from: vetoes and dominance.

use crate::model::{Leaf, Problem, VetoVerdict};
use crate::numeric::{Direction, Interval};

/// What screening says, before anybody's values come in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Screening {
    /// The alternatives that a failed veto strikes out.
    pub struck_out: Vec<StruckOut>,
    /// The vetoes of which nobody knows whether they hold. They exclude nothing and are always shown.
    pub unknown: Vec<UnknownVeto>,
    /// The ids of the failed vetoes that were waived.
    pub waived: Vec<String>,
    /// The alternatives left that another one left beats or equals on every criterion. They stay in the table.
    pub dominated: Vec<Dominated>,
    /// The ids of the alternatives that are left, dominated ones included.
    pub eligible: Vec<String>,
}

/// An alternative that cannot be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StruckOut {
    /// The alternative.
    pub alternative: String,
    /// The failed vetoes that strike it out.
    pub vetoes: Vec<String>,
}

/// A veto of which nobody knows whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct UnknownVeto {
    /// The veto.
    pub veto: String,
    /// The alternatives that it would strike out if it failed.
    pub would_strike: Vec<String>,
}

/// An alternative that another beats or equals everywhere, and beats somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Dominated {
    /// The alternative.
    pub alternative: String,
    /// The one that dominates it.
    pub by: String,
    /// Whatever the uncertain facts turn out to be, or only at their nominal values.
    pub certainty: Certainty,
}

/// How surely one alternative dominates another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Certainty {
    /// Whatever the facts turn out to be within their support.
    Certain,
    /// At the nominal facts; other values of the uncertain facts may say otherwise.
    Possible,
}

/// `O(alternatives^2 * leaves)` beside the vetoes.
pub(crate) fn screen(problem: &Problem) -> Screening {
    let draft = problem.draft();
    let mut struck_out = Vec::new();
    let mut eligible = Vec::new();
    for alternative in &draft.alternatives {
        let vetoes: Vec<String> = draft
            .vetoes
            .iter()
            .filter(|veto| veto.strikes_out() && veto.strikes.contains(&alternative.id))
            .map(|veto| veto.id.clone())
            .collect();
        if vetoes.is_empty() {
            eligible.push(alternative.id.clone());
        } else {
            struck_out.push(StruckOut { alternative: alternative.id.clone(), vetoes });
        }
    }
    let unknown = draft
        .vetoes
        .iter()
        .filter(|veto| veto.verdict == VetoVerdict::Unknown)
        .map(|veto| UnknownVeto { veto: veto.id.clone(), would_strike: veto.strikes.clone() })
        .collect();
    let waived =
        draft.vetoes.iter().filter(|veto| veto.waiver.is_some()).map(|veto| veto.id.clone()).collect();
    let left: Vec<usize> =
        (0..draft.alternatives.len()).filter(|&at| eligible.contains(&draft.alternatives[at].id)).collect();
    Screening { struck_out, unknown, waived, dominated: dominated(problem, &left), eligible }
}

/// The indices of the alternatives that no veto strikes out.
pub(crate) fn eligible_indices(problem: &Problem, screening: &Screening) -> Vec<usize> {
    let alternatives = &problem.draft().alternatives;
    (0..alternatives.len()).filter(|&at| screening.eligible.contains(&alternatives[at].id)).collect()
}

fn dominated(problem: &Problem, left: &[usize]) -> Vec<Dominated> {
    let supports: Vec<Interval> = problem.draft().facts.iter().map(crate::model::Fact::support).collect();
    let values = problem.value_table(&problem.nominal_facts());
    let name = |at: usize| problem.draft().alternatives[at].id.clone();
    let mut found = Vec::new();
    for &loser in left {
        let rivals = || left.iter().copied().filter(|&rival| rival != loser);
        let certain = rivals().find(|&rival| dominates_certainly(problem.leaves(), rival, loser, &supports));
        let possible = || rivals().find(|&rival| dominates(&values[rival], &values[loser]));
        let (by, certainty) = match certain {
            Some(rival) => (Some(rival), Certainty::Certain),
            None => (possible(), Certainty::Possible),
        };
        if let Some(by) = by {
            found.push(Dominated { alternative: name(loser), by: name(by), certainty });
        }
    }
    found
}

/// Whether the values are nowhere below the other's and somewhere above.
pub(crate) fn dominates(winner: &[f64], loser: &[f64]) -> bool {
    winner.iter().zip(loser).all(|(a, b)| a >= b) && winner.iter().zip(loser).any(|(a, b)| a > b)
}

/// Value functions never fall with the liked direction, so that an order of the measures is an order of the values.
fn dominates_certainly(leaves: &[Leaf], winner: usize, loser: usize, supports: &[Interval]) -> bool {
    let mut strict = false;
    for leaf in leaves {
        let (better, worse) = match leaf.scale.direction {
            Direction::Max => (&leaf.measures[winner], &leaf.measures[loser]),
            Direction::Min => (&leaf.measures[loser], &leaf.measures[winner]),
        };
        if better.difference_bounds(worse, supports).0 < 0.0 {
            return false;
        }
        let ends = |measure: &crate::model::Measure<usize>| {
            let (low, high) = measure.bounds(supports);
            let (a, b) = (leaf.scale.value_of(low), leaf.scale.value_of(high));
            (a.min(b), a.max(b))
        };
        strict |= ends(&leaf.measures[winner]).0 > ends(&leaf.measures[loser]).1;
    }
    strict
}
