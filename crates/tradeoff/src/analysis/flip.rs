//! The smallest single changes that hand the lead to another alternative.

use super::lever::{Flip, Lever};
use super::rule_flips::rule_flips;
use super::sweep::Sweep;
use crate::model::{Fact, Nominal, Problem, Quantity};
use crate::numeric::{Interval, additive, sort_by, without};

/// For every lever, the nearest change after which the rule takes each rival: all flips, those of facts that are open first, then those of
/// other facts, then those of weights and powers, each smallest first.
pub(crate) fn flips(problem: &Problem, nominal: &Nominal, eligible: &[usize], leader: usize) -> Vec<Flip> {
    let today = problem.status_quo().filter(|today| eligible.contains(today));
    let mut found = match (today, problem.draft().rule.status_quo) {
        (Some(today), Some(asks)) => rule_flips(problem, nominal, eligible, (today, leader), asks),
        _ => lead_flips(problem, nominal, eligible, leader),
    };
    sort_by(&mut found, |a, b| {
        order(problem, a).cmp(&order(problem, b)).then(a.distance.total_cmp(&b.distance))
    });
    found
}

/// What can be found out comes before what would have to be wanted.
fn order(problem: &Problem, flip: &Flip) -> u8 {
    match &flip.lever {
        Lever::Fact { fact, .. } => {
            let is_settled = |other: &Fact| other.id == *fact && matches!(other.quantity, Quantity::Point(_));
            u8::from(problem.draft().facts.iter().any(is_settled))
        }
        Lever::Weight { .. } | Lever::Power { .. } => 2,
    }
}

/// The flips where what has the highest value leads.
fn lead_flips(problem: &Problem, nominal: &Nominal, eligible: &[usize], leader: usize) -> Vec<Flip> {
    let rivals: Vec<usize> = eligible.iter().copied().filter(|&at| at != leader).collect();
    let mut found = Vec::new();
    weight_flips(problem, nominal, eligible, &rivals, &mut found);
    power_flips(problem, nominal, eligible, &rivals, &mut found);
    fact_flips(problem, nominal, eligible, &rivals, &mut found);
    found
}

/// The shares `x` in `[0, 1]` at which `x * alone + (1 - x) * rest >= 0` for every pair; none if there are none.
fn share_where_ahead(leads: impl Iterator<Item = (f64, f64)>) -> Option<Interval> {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for (alone, rest) in leads {
        if alone < 0.0 && rest < 0.0 {
            return None;
        }
        if alone < 0.0 {
            high = high.min(rest / (rest - alone));
        } else if rest < 0.0 {
            low = low.max(rest / (rest - alone));
        }
    }
    Interval::new(low, high).ok()
}

fn name(problem: &Problem, alternative: usize) -> String {
    problem.draft().alternatives[alternative].id.clone()
}

fn weight_flips(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    rivals: &[usize],
    found: &mut Vec<Flip>,
) {
    let leaf_ids = problem.leaf_ids();
    if leaf_ids.len() < 2 {
        return;
    }
    for (at, stakeholder) in problem.draft().stakeholders.iter().enumerate() {
        let (power, own) = (problem.powers()[at], &nominal.weights[at]);
        for (leaf, criterion) in leaf_ids.iter().enumerate() {
            let rest = without(own, leaf);
            // The group's value of an alternative with all of the stakeholder's weight here, and with none.
            let ends = |alternative: usize| {
                let row = &nominal.table[alternative];
                let others = nominal.values[alternative] - power * additive(own, row);
                (others + power * row[leaf], others + power * additive(&rest, row))
            };
            for &rival in rivals {
                let mine = ends(rival);
                let leads = eligible.iter().filter(|&&other| other != rival).map(|&other| {
                    let theirs = ends(other);
                    (mine.0 - theirs.0, mine.1 - theirs.1)
                });
                let Some(range) = share_where_ahead(leads) else { continue };
                let lever =
                    Lever::Weight { stakeholder: stakeholder.id.clone(), criterion: criterion.clone() };
                let to = range.clamp(own[leaf]);
                let distance = (to - own[leaf]).abs();
                found.push(Flip { lever, from: own[leaf], to, distance, winner: name(problem, rival) });
            }
        }
    }
}

fn power_flips(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    rivals: &[usize],
    found: &mut Vec<Flip>,
) {
    if nominal.weights.len() < 2 {
        return;
    }
    for (at, stakeholder) in problem.draft().stakeholders.iter().enumerate() {
        let from = problem.powers()[at];
        let rest = without(problem.powers(), at);
        let ends = |alternative: usize| {
            let utilities: Vec<f64> =
                (0..nominal.weights.len()).map(|party| nominal.utility(party, alternative)).collect();
            (utilities[at], additive(&rest, &utilities))
        };
        for &rival in rivals {
            let mine = ends(rival);
            let leads = eligible.iter().filter(|&&other| other != rival).map(|&other| {
                let theirs = ends(other);
                (mine.0 - theirs.0, mine.1 - theirs.1)
            });
            let Some(range) = share_where_ahead(leads) else { continue };
            let to = range.clamp(from);
            let lever = Lever::Power { stakeholder: stakeholder.id.clone() };
            found.push(Flip { lever, from, to, distance: (to - from).abs(), winner: name(problem, rival) });
        }
    }
}

fn fact_flips(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    rivals: &[usize],
    found: &mut Vec<Flip>,
) {
    for (at, fact) in problem.draft().facts.iter().enumerate() {
        let Some(sweep) = Sweep::new(problem, nominal, at) else { continue };
        let from = sweep.nominal();
        for &rival in rivals {
            let Some(to) = sweep.nearest(&nominal.group, eligible, rival) else { continue };
            let distance = (to - from).abs() / fact.range.width();
            let lever = Lever::Fact { fact: fact.id.clone(), unit: fact.unit.clone() };
            found.push(Flip { lever, from, to, distance, winner: name(problem, rival) });
        }
    }
}
