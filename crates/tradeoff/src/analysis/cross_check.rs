//! What other methods say of the same values and weights: where they disagree with the decision, and why.

use super::checked_methods::{METHODS, Method};
use super::difference::CriterionDifference;
use crate::methods::{Performances, Weights, critic_weights, entropy_weights};
use crate::model::{Nominal, Problem};
use crate::numeric::{Direction, additive};

/// What one method says of the alternatives that are left, from their nominal values (0 to 1) and the group's weights.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CrossCheck {
    /// The method, with its settings.
    pub method: String,
    /// The alternatives that it puts first; empty where it has no answer, such as a cycle of outranking.
    pub winners: Vec<String>,
    /// Whether the alternative of highest value is one of them.
    pub agrees: bool,
    /// What the rule counts against it, where it does not agree.
    pub difference: Option<MethodDifference>,
    /// Alternatives whose removal, though the method does not put them first, changes what it puts first: its order of two
    /// alternatives hangs on a third, which the rule's never does.
    pub reversals: Vec<Reversal>,
    /// What it does differently from the rule, in words.
    pub because: String,
}

/// How the first of a method's winners compares with the alternative of highest value under the rule.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MethodDifference {
    /// The winner of the method.
    pub winner: String,
    /// How far its value is behind under the rule.
    pub behind: f64,
    /// The criterion on which it gains most against the alternative of highest value; none if it gains nowhere.
    pub largest_gain: Option<CriterionDifference>,
    /// The criterion on which it loses most: what the rule counts and the method makes less of.
    pub largest_loss: Option<CriterionDifference>,
}

/// A rank reversal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Reversal {
    /// The alternative that is taken out, which the method does not put first.
    pub dropped: String,
    /// What the method then puts first.
    pub winners: Vec<String>,
}

/// Weights that follow from the spread of the values at hand, which is nobody's preference.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ObjectiveWeights {
    /// `entropy` or `CRITIC`.
    pub method: String,
    /// The weights of the leaf criteria.
    pub weights: Vec<f64>,
    /// The alternative of highest value at these weights.
    pub leader: String,
}

/// Nothing where fewer than two alternatives are left.
pub(crate) fn cross_checks(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Vec<CrossCheck> {
    let (Some(leader), true) = (nominal.leader(eligible), eligible.len() > 1) else { return Vec::new() };
    let (Some(table), Ok(weights)) = (table(nominal, eligible), Weights::new(&nominal.group)) else {
        return Vec::new();
    };
    let name = |row: usize| problem.draft().alternatives[eligible[row]].id.clone();
    let names = |rows: &[usize]| rows.iter().map(|&row| name(row)).collect::<Vec<_>>();
    let check = |method: &Method| {
        let winners = (method.first)(&table, &weights)?;
        let reversal = |dropped: usize| {
            let rest = table.without(dropped).ok()?;
            let back = |row: usize| if row >= dropped { row + 1 } else { row };
            let after: Vec<usize> = (method.first)(&rest, &weights)?.into_iter().map(back).collect();
            let reversed = !winners.contains(&dropped) && after != winners;
            reversed.then(|| Reversal { dropped: name(dropped), winners: names(&after) })
        };
        let agrees = winners.iter().any(|&row| eligible[row] == leader);
        let other = winners.first().filter(|_| !agrees).map(|&row| eligible[row]);
        Some(CrossCheck {
            method: method.name.to_owned(),
            agrees,
            difference: other.map(|other| difference(problem, nominal, leader, other)),
            reversals: (0..eligible.len()).filter_map(reversal).collect(),
            winners: names(&winners),
            because: method.because.to_owned(),
        })
    };
    METHODS.iter().filter_map(check).collect()
}

/// Entropy and CRITIC weights; none of a method that sees no difference between alternatives.
pub(crate) fn objective_weights(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
) -> Vec<ObjectiveWeights> {
    let Some(table) = table(nominal, eligible).filter(|table| table.rows().len() > 1) else {
        return Vec::new();
    };
    let found = [("entropy", entropy_weights(&table)), ("CRITIC", critic_weights(&table))];
    let report = |(method, weights): (&str, Result<Vec<f64>, _>)| {
        let weights = weights.ok()?;
        let value = |at: usize| additive(&weights, &nominal.table[at]);
        let leader = eligible.iter().copied().reduce(|a, b| if value(b) > value(a) { b } else { a })?;
        let leader = problem.draft().alternatives[leader].id.clone();
        Some(ObjectiveWeights { method: method.to_owned(), weights, leader })
    };
    found.into_iter().filter_map(report).collect()
}

fn table(nominal: &Nominal, eligible: &[usize]) -> Option<Performances> {
    let rows: Vec<Vec<f64>> = eligible.iter().map(|&at| nominal.table[at].clone()).collect();
    let directions = vec![Direction::Max; nominal.group.len()];
    Performances::new(rows, directions).ok()
}

fn difference(problem: &Problem, nominal: &Nominal, leader: usize, other: usize) -> MethodDifference {
    let gains = || {
        let leaves = problem.leaf_ids().into_iter().enumerate();
        leaves.map(|(leaf, id)| {
            (id, nominal.group[leaf] * (nominal.table[other][leaf] - nominal.table[leader][leaf]))
        })
    };
    let gain = gains().filter(|(_, gain)| *gain > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
    let loss = gains().filter(|(_, gain)| *gain < 0.0).min_by(|a, b| a.1.total_cmp(&b.1));
    MethodDifference {
        winner: problem.draft().alternatives[other].id.clone(),
        behind: nominal.values[leader] - nominal.values[other],
        largest_gain: gain.map(CriterionDifference::new),
        largest_loss: loss.map(|(criterion, loss)| CriterionDifference::new((criterion, -loss))),
    }
}
