//! The way from a problem to a decision.

use super::outcome::{DecisionOutcome, apply_rule, keep_or_change};
use super::parts::{alternatives, points, stakeholders, weight_ranges, what_if, why_not};
use super::report::Decision;
use crate::analysis::{
    Haggle, Screening, StatusQuoChange, changes, cross_checks, eligible_indices, flips, group_report, haggle,
    lints, objective_weights, screen,
};
use crate::model::{Nominal, Problem};
#[cfg(feature = "instructions")]
use crate::uncertainty::robustness_on;
use crate::uncertainty::{Options, Robustness, any_weights, exactly, fact_effects, pair_changes, robustness};

/// What the rule says and how it holds, without what would change it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Recommendation {
    /// What the rule says.
    pub outcome: DecisionOutcome,
    /// What was ruled out, and why; `eligible` names the rows of `robustness`.
    pub screening: Screening,
    /// The group's nominal value of each alternative that is left, in the order of `screening.eligible`.
    pub values: Vec<f64>,
    /// How it holds within what facts and weights leave open.
    pub robustness: Robustness,
    /// Each change against the status quo, where the rule treats that as such.
    pub changes: Vec<StatusQuoChange>,
}

/// Screens, scores and applies the rule: the part of [`decide`] that many problems in a row can afford.
///
/// Cost: `O(samples * (facts + leaves * alternatives))`.
pub fn recommend(problem: &Problem, options: &Options) -> Recommendation {
    let screening = screen(problem);
    let eligible = eligible_indices(problem, &screening);
    recommendation(problem, screening, &eligible, &Nominal::new(problem), options)
}

/// The sampled part of a decision alone: draws facts and weights, and counts ranks and wins of what no veto strikes out.
///
/// `O(samples * (facts + leaves * alternatives + alternatives^2))`.
pub fn sample_robustness(problem: &Problem, options: &Options) -> Robustness {
    let screening = screen(problem);
    robustness(problem, &eligible_indices(problem, &screening), options)
}

/// [`sample_robustness`] by a choice of instructions, which changes no bit of it.
#[cfg(feature = "instructions")]
pub fn sample_robustness_with(
    problem: &Problem,
    options: &Options,
    instructions: crate::robust::Instructions,
) -> Robustness {
    let screening = screen(problem);
    robustness_on(problem, &eligible_indices(problem, &screening), options, instructions.0)
}

fn recommendation(
    problem: &Problem,
    screening: Screening,
    eligible: &[usize],
    nominal: &Nominal,
    options: &Options,
) -> Recommendation {
    let mut robustness = robustness(problem, eligible, options);
    exactly(problem, nominal, eligible, &mut robustness);
    let values: Vec<f64> = eligible.iter().map(|&at| nominal.values[at]).collect();
    let (names, rule) = (&screening.eligible, problem.draft().rule);
    let changes = changes(problem, nominal, eligible, &robustness);
    let today = problem.status_quo().and_then(|at| eligible.iter().position(|other| *other == at));
    let outcome = if let Some(today) = today.filter(|_| rule.status_quo.is_some()) {
        keep_or_change(names, today, &changes, (&values, &robustness), rule)
    } else {
        let first_shares: Vec<f64> = robustness.rank_acceptability.iter().map(|row| row[0]).collect();
        apply_rule(names, &values, &first_shares, rule)
    };
    Recommendation { outcome, screening, values, robustness, changes }
}

/// Decides: screens, scores, applies the rule and says how the result holds and what would change it.
///
/// The same problem and options give the same decision, bit for bit, on any platform.
///
/// Cost: `O(samples * (facts + leaves * alternatives))`, and the search for flips,
/// `O(facts * leaves * alternatives)` with a constant of some hundreds.
pub fn decide(problem: &Problem, options: &Options) -> Decision {
    let screening = screen(problem);
    let eligible = eligible_indices(problem, &screening);
    let nominal = Nominal::new(problem);
    let found = recommendation(problem, screening, &eligible, &nominal, options);
    Decision {
        any_weights: any_weights(&nominal, &eligible, options),
        pair_changes: pair_changes(problem, &nominal, &eligible),
        fact_effects: fact_effects(problem, &nominal, &eligible, options.seed),
        group: group_report(problem, &nominal, &eligible),
        haggle: haggle(problem, &nominal, &eligible),
        cross_checks: cross_checks(problem, &nominal, &eligible),
        objective_weights: objective_weights(problem, &nominal, &eligible),
        lints: lints(problem, &nominal),
        ..with_flips(problem, &nominal, &eligible, found)
    }
}

/// [`decide`] without what no outcome rests on: what voting, bargaining and other methods say, what each fact is worth, and what looks
/// wrong with the model are empty. For a page that decides again at every movement of a slider; what it has is [`decide`]'s, bit for bit.
///
/// Cost: as of [`decide`], at about half of the time.
pub fn decide_again(problem: &Problem, options: &Options) -> Decision {
    let screening = screen(problem);
    let eligible = eligible_indices(problem, &screening);
    let nominal = Nominal::new(problem);
    let found = recommendation(problem, screening, &eligible, &nominal, options);
    with_flips(problem, &nominal, &eligible, found)
}

/// The outcome, the scores behind it, and what would change it.
fn with_flips(problem: &Problem, nominal: &Nominal, eligible: &[usize], found: Recommendation) -> Decision {
    let draft = problem.draft();
    let Recommendation { outcome, screening, robustness, changes, .. } = found;
    let leader = outcome.leader().and_then(|id| draft.alternatives.iter().position(|one| one.id == id));
    let flips = leader.map_or_else(Vec::new, |leader| flips(problem, nominal, eligible, leader));
    Decision {
        title: draft.title.clone(),
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        illustrative: draft.illustrative,
        outcome,
        criteria: problem.leaf_ids(),
        alternatives: alternatives(problem, nominal, eligible),
        stakeholders: stakeholders(problem, nominal, eligible),
        robustness,
        changes,
        any_weights: None,
        pair_changes: Vec::new(),
        weight_ranges: weight_ranges(problem, nominal, eligible, &flips),
        fact_effects: Vec::new(),
        group: None,
        haggle: Haggle::default(),
        cross_checks: Vec::new(),
        objective_weights: Vec::new(),
        why_not: why_not(problem, nominal, leader, &screening, &flips),
        lints: Vec::new(),
        flips,
        what_if: what_if(problem, nominal),
        points: points(problem, nominal),
        screening,
    }
}
