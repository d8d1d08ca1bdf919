//! The parts of a decision that are read off the nominal values.

use super::report::{
    AlternativeReport, FactUse, Point, StakeholderPoint, StakeholderReport, VetoChange, WeightRange, WhatIf,
    WhyNotBest,
};
use crate::analysis::{CriterionDifference, Flip, Lever, Screening};
use crate::model::{Nominal, Problem, VetoVerdict};
use crate::numeric::{Interval, additive};
use crate::robust::least_weight_change;

pub(super) fn alternatives(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
) -> Vec<AlternativeReport> {
    let report = |(at, alternative): (usize, &crate::model::Alternative)| {
        let left = eligible.contains(&at);
        let better = eligible.iter().filter(|&&other| nominal.values[other] > nominal.values[at]).count();
        AlternativeReport {
            id: alternative.id.clone(),
            label: alternative.label.clone(),
            status_quo: alternative.status_quo,
            struck_out: !left,
            value: nominal.values[at],
            rank: left.then_some(better + 1),
        }
    };
    problem.draft().alternatives.iter().enumerate().map(report).collect()
}

pub(super) fn stakeholders(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
) -> Vec<StakeholderReport> {
    let report = |(at, stakeholder): (usize, &crate::model::Stakeholder)| {
        let weights = nominal.weights[at].clone();
        let utilities: Vec<f64> = nominal.table.iter().map(|row| additive(&weights, row)).collect();
        let of_all: Vec<usize> = (0..utilities.len()).collect();
        let best_of = |among: &[usize]| -> Vec<String> {
            let best = among.iter().map(|&at| utilities[at]).fold(f64::NEG_INFINITY, f64::max);
            let is_best = |at: &&usize| utilities[**at] >= best;
            among.iter().filter(is_best).map(|&at| problem.draft().alternatives[at].id.clone()).collect()
        };
        let (favourites, favourites_left) = (best_of(&of_all), best_of(eligible));
        StakeholderReport {
            id: stakeholder.id.clone(),
            name: stakeholder.name.clone(),
            power: problem.powers()[at],
            weights,
            consistency: problem.weighers()[at].consistency(),
            utilities,
            favourites,
            favourites_left,
        }
    };
    problem.draft().stakeholders.iter().enumerate().map(report).collect()
}

pub(super) fn points(problem: &Problem, nominal: &Nominal) -> Vec<Point> {
    let draft = problem.draft();
    let mut points = Vec::with_capacity(draft.cells.len());
    for (at, alternative) in draft.alternatives.iter().enumerate() {
        for (number, leaf) in problem.leaves().iter().enumerate() {
            let measure = &leaf.measures[at];
            let value = nominal.table[at][number];
            let by_stakeholder = draft.stakeholders.iter().zip(problem.powers()).zip(&nominal.weights).map(
                |((stakeholder, power), weights)| StakeholderPoint {
                    stakeholder: stakeholder.id.clone(),
                    weight: weights[number],
                    contribution: power * weights[number] * value,
                },
            );
            let because = match measure {
                crate::model::Measure::Fixed { because, .. } => Some(because.clone()),
                _ => None,
            };
            points.push(Point {
                alternative: alternative.id.clone(),
                criterion: draft.criteria[leaf.criterion].id.clone(),
                measure: measure.at(&nominal.facts),
                unit: leaf.scale.unit.clone(),
                value,
                weight: nominal.group[number],
                contribution: nominal.group[number] * value,
                facts: measure.facts().into_iter().map(|&fact| fact_use(problem, nominal, fact)).collect(),
                because,
                by_stakeholder: by_stakeholder.collect(),
            });
        }
    }
    points
}

fn fact_use(problem: &Problem, nominal: &Nominal, at: usize) -> FactUse {
    let fact = &problem.draft().facts[at];
    FactUse {
        id: fact.id.clone(),
        label: fact.label.clone(),
        value: nominal.facts[at],
        bounds: fact.bounds(),
        unit: fact.unit.clone(),
        source: fact.source.clone(),
        date: fact.date.clone(),
    }
}

/// What would lead if one failed veto that somebody may waive was waived, or one unknown veto failed.
pub(super) fn what_if(problem: &Problem, nominal: &Nominal) -> Vec<WhatIf> {
    let draft = problem.draft();
    let mut found = Vec::new();
    for (changed, veto) in draft.vetoes.iter().enumerate() {
        let change = match (veto.verdict, &veto.waivable_by) {
            (VetoVerdict::Fail, Some(by)) if veto.waiver.is_none() => VetoChange::Waived { by: by.clone() },
            (VetoVerdict::Unknown, _) => VetoChange::Failed,
            _ => continue,
        };
        let strikes = |(at, other): (usize, &crate::model::Veto)| {
            if at == changed { change == VetoChange::Failed } else { other.strikes_out() }
        };
        let left: Vec<usize> = (0..draft.alternatives.len())
            .filter(|&at| {
                let struck = |(number, other): (usize, &crate::model::Veto)| {
                    strikes((number, other)) && other.strikes.contains(&draft.alternatives[at].id)
                };
                !draft.vetoes.iter().enumerate().any(struck)
            })
            .collect();
        let leader = nominal.leader(&left).map(|at| draft.alternatives[at].id.clone());
        found.push(WhatIf { veto: veto.id.clone(), change, leader });
    }
    found
}

/// The range of a weight ends where the nearest flips below and above it are.
pub(super) fn weight_ranges(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    flips: &[Flip],
) -> Vec<WeightRange> {
    let mut ranges = Vec::new();
    if eligible.is_empty() {
        return ranges;
    }
    for (at, stakeholder) in problem.draft().stakeholders.iter().enumerate() {
        for (leaf, criterion) in problem.leaf_ids().into_iter().enumerate() {
            let weight = nominal.weights[at][leaf];
            let lever = Lever::Weight { stakeholder: stakeholder.id.clone(), criterion: criterion.clone() };
            let ends = || flips.iter().filter(|flip| flip.lever == lever).map(|flip| flip.to);
            let low = ends().filter(|to| *to <= weight).fold(0.0, f64::max);
            let high = ends().filter(|to| *to >= weight).fold(1.0, f64::min);
            let Ok(range) = Interval::new(low, high) else { continue };
            ranges.push(WeightRange { stakeholder: stakeholder.id.clone(), criterion, weight, range });
        }
    }
    ranges
}

/// What it would take for each alternative but the leader.
pub(super) fn why_not(
    problem: &Problem,
    nominal: &Nominal,
    leader: Option<usize>,
    screening: &Screening,
    flips: &[Flip],
) -> Vec<WhyNotBest> {
    let Some(leader) = leader else { return Vec::new() };
    let draft = problem.draft();
    let leaf_ids = problem.leaf_ids();
    let others = (0..draft.alternatives.len()).filter(|&at| at != leader);
    others
        .map(|at| {
            let id = &draft.alternatives[at].id;
            let struck = screening.struck_out.iter().find(|struck| struck.alternative == *id);
            let losses = (0..leaf_ids.len()).map(|leaf| {
                (leaf, nominal.group[leaf] * (nominal.table[leader][leaf] - nominal.table[at][leaf]))
            });
            let largest = losses.filter(|(_, loss)| *loss > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
            WhyNotBest {
                alternative: id.clone(),
                struck_out_by: struck.map_or_else(Vec::new, |struck| struck.vetoes.clone()),
                behind: nominal.values[leader] - nominal.values[at],
                largest_loss: largest
                    .map(|(leaf, loss)| CriterionDifference::new((leaf_ids[leaf].clone(), loss))),
                smallest_change: flips.iter().find(|flip| flip.winner == *id).cloned(),
                weight_change: least_weight_change(&nominal.table, &nominal.group, leader, at)
                    .filter(|change| change.total > 0.0),
            }
        })
        .collect()
}
