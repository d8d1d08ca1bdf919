//! The smallest single change that hands the lead to another alternative.

use crate::interval::Interval;
use crate::problem::{Problem, additive};

/// A change of one weight, one power or one fact that makes another alternative the one of highest value.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Flip {
    /// What changes.
    pub lever: Lever,
    /// Its value now.
    pub from: f64,
    /// The value at which the leader is caught up with; just beyond, another leads.
    pub to: f64,
    /// The size of the change as a share of what is possible: of 1 for weights and powers, of the range for a fact.
    pub distance: f64,
    /// The alternative that takes the lead.
    pub winner: String,
}

/// What a flip changes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Lever {
    /// A stakeholder's weight of a leaf criterion; the stakeholder's other weights keep their proportions.
    Weight {
        /// The stakeholder.
        stakeholder: String,
        /// The leaf criterion.
        criterion: String,
    },
    /// A stakeholder's share of the power; the others keep their proportions.
    Power {
        /// The stakeholder.
        stakeholder: String,
    },
    /// A fact, within its range.
    Fact {
        /// The fact.
        fact: String,
        /// The unit of `from` and `to`.
        unit: String,
    },
}

/// How many equal steps of a fact's range are looked at in search of a change of the lead; thresholds and points of the
/// measures are looked at as well. A lead that changes and changes back between two of them is not seen.
const STEPS: u32 = 128;

/// All single changes that flip the lead, smallest first. `leader` is one of `eligible`.
pub(crate) fn flips(problem: &Problem, eligible: &[usize], leader: usize) -> Vec<Flip> {
    let rivals: Vec<usize> = eligible.iter().copied().filter(|&at| at != leader).collect();
    let mut flips = weight_flips(problem, &rivals, leader);
    flips.extend(power_flips(problem, &rivals, leader));
    flips.extend(fact_flips(problem, &rivals, leader));
    flips.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    flips
}

/// The nearest `x` in `[0, 1]` to `from` at which `x * alone + (1 - x) * rest` falls to 0, if it does.
pub(crate) fn crossing(alone: f64, rest: f64) -> Option<f64> {
    let slope = alone - rest;
    if slope == 0.0 {
        return None;
    }
    let x = -rest / slope;
    (0.0..=1.0).contains(&x).then_some(x)
}

/// The other shares with this one taken out, in proportion, with the sum 1; equal where nothing else has any.
pub(crate) fn without(shares: &[f64], out: usize) -> Vec<f64> {
    let sum: f64 = shares.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, share)| share).sum();
    let equal = 1.0 / crate::criterion::index_to_f64(shares.len().saturating_sub(1).max(1));
    let part = |(at, share): (usize, &f64)| match (at == out, sum > 0.0) {
        (true, _) => 0.0,
        (false, true) => share / sum,
        (false, false) => equal,
    };
    shares.iter().enumerate().map(part).collect()
}

fn weight_flips(problem: &Problem, rivals: &[usize], leader: usize) -> Vec<Flip> {
    let table = problem.value_table(&problem.nominal_facts());
    let weights: Vec<Vec<f64>> = problem.weighers().iter().map(crate::problem::Weigher::nominal).collect();
    let group = problem.group_weights(&weights);
    let leaf_ids = problem.leaf_ids();
    let mut found = Vec::new();
    if leaf_ids.len() < 2 {
        return found;
    }
    for (at, stakeholder) in problem.draft().stakeholders.iter().enumerate() {
        let (power, own) = (problem.powers()[at], &weights[at]);
        for (leaf, criterion) in leaf_ids.iter().enumerate() {
            let rest = without(own, leaf);
            let nearest = rivals.iter().filter_map(|&rival| {
                let lead: Vec<f64> = table[leader].iter().zip(&table[rival]).map(|(a, b)| a - b).collect();
                let others = additive(&group, &lead) - power * additive(own, &lead);
                let to = crossing(others + power * lead[leaf], others + power * additive(&rest, &lead))?;
                Some(((to - own[leaf]).abs(), to, rival))
            });
            let Some((distance, to, rival)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
            let lever = Lever::Weight { stakeholder: stakeholder.id.clone(), criterion: criterion.clone() };
            let winner = problem.draft().alternatives[rival].id.clone();
            found.push(Flip { lever, from: own[leaf], to, distance, winner });
        }
    }
    found
}

fn power_flips(problem: &Problem, rivals: &[usize], leader: usize) -> Vec<Flip> {
    let table = problem.value_table(&problem.nominal_facts());
    let weights: Vec<Vec<f64>> = problem.weighers().iter().map(crate::problem::Weigher::nominal).collect();
    let mut found = Vec::new();
    if weights.len() < 2 {
        return found;
    }
    for (at, stakeholder) in problem.draft().stakeholders.iter().enumerate() {
        let from = problem.powers()[at];
        let rest = without(problem.powers(), at);
        let nearest = rivals.iter().filter_map(|&rival| {
            let lead_of = |own: &Vec<f64>| additive(own, &table[leader]) - additive(own, &table[rival]);
            let leads: Vec<f64> = weights.iter().map(lead_of).collect();
            let to = crossing(leads[at], additive(&rest, &leads))?;
            Some(((to - from).abs(), to, rival))
        });
        let Some((distance, to, rival)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        let lever = Lever::Power { stakeholder: stakeholder.id.clone() };
        found.push(Flip {
            lever,
            from,
            to,
            distance,
            winner: problem.draft().alternatives[rival].id.clone(),
        });
    }
    found
}

fn fact_flips(problem: &Problem, rivals: &[usize], leader: usize) -> Vec<Flip> {
    let weights: Vec<Vec<f64>> = problem.weighers().iter().map(crate::problem::Weigher::nominal).collect();
    let group = problem.group_weights(&weights);
    let nominal = problem.nominal_facts();
    let mut found = Vec::new();
    for (at, fact) in problem.draft().facts.iter().enumerate() {
        // The lead over the strongest rival, and who that is, with the fact at `x`.
        let lead_at = |x: f64| {
            let mut facts = nominal.clone();
            facts[at] = x;
            let table = problem.value_table(&facts);
            let own = additive(&group, &table[leader]);
            let leads = rivals.iter().map(|&rival| (own - additive(&group, &table[rival]), rival));
            leads.min_by(|a, b| a.0.total_cmp(&b.0))
        };
        let mut nearest: Option<(f64, usize)> = None;
        for side in sides(problem, at, nominal[at], fact.range) {
            let Some((to, winner)) = first_loss(&side, lead_at) else { continue };
            if nearest.is_none_or(|(best, _)| (to - nominal[at]).abs() < (best - nominal[at]).abs()) {
                nearest = Some((to, winner));
            }
        }
        let Some((to, winner)) = nearest else { continue };
        let distance = (to - nominal[at]).abs() / fact.range.width();
        let lever = Lever::Fact { fact: fact.id.clone(), unit: fact.unit.clone() };
        let winner = problem.draft().alternatives[winner].id.clone();
        found.push(Flip { lever, from: nominal[at], to, distance, winner });
    }
    found
}

/// The values of a fact to look at, from the nominal one outwards to each end of the range.
fn sides(problem: &Problem, fact: usize, nominal: f64, range: Interval) -> [Vec<f64>; 2] {
    let mut stops: Vec<f64> =
        (0..=STEPS).map(|step| range.low() + range.width() * f64::from(step) / f64::from(STEPS)).collect();
    for measure in problem.leaves().iter().flat_map(|leaf| &leaf.measures) {
        stops.extend(measure.breakpoints(fact).into_iter().filter(|x| range.contains(*x)));
    }
    stops.sort_by(f64::total_cmp);
    let mut up = vec![nominal];
    up.extend(stops.iter().copied().filter(|x| *x > nominal));
    let mut down = vec![nominal];
    down.extend(stops.iter().rev().copied().filter(|x| *x < nominal));
    [up, down]
}

/// The first value along the stops at which the lead is lost, and to whom. `None` while the lead holds.
fn first_loss(stops: &[f64], lead_at: impl Fn(f64) -> Option<(f64, usize)>) -> Option<(f64, usize)> {
    for pair in stops.windows(2) {
        let (mut held, mut lost) = (pair[0], pair[1]);
        if lead_at(lost)?.0 >= 0.0 {
            continue;
        }
        loop {
            let middle = held / 2.0 + lost / 2.0;
            if middle == held || middle == lost {
                return Some((lost, lead_at(lost)?.1));
            }
            if lead_at(middle)?.0 < 0.0 {
                lost = middle;
            } else {
                held = middle;
            }
        }
    }
    None
}
