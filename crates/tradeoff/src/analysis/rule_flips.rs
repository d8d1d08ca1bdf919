//! The smallest single changes after which the rule takes another alternative than the status quo, or the status quo again.

use super::lever::{Flip, Lever};
use super::status_quo::{self, Against, Standing};
use crate::model::{Nominal, Problem, StatusQuoRule};
use crate::numeric::{sort_numbers, without};

/// How many equal steps of a lever's range are looked at; bends of measures are looked at as well.
const STEPS: u32 = 64;

/// For every lever, the nearest value at which each other alternative is taken. `held` is what is taken now.
///
/// `O(levers * steps * alternatives * stakeholders * leaves)`.
pub(super) fn rule_flips(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    (today, held): (usize, usize),
    asks: StatusQuoRule,
) -> Vec<Flip> {
    let rule = problem.draft().rule;
    let chosen = |standing: &Standing<'_>| standing.chosen(eligible, today, rule, asks);
    let mut found = Vec::new();
    let mut add = |lever: Lever, from: f64, extent: f64, reached: Vec<(usize, f64)>| {
        found.extend(reached.into_iter().map(|(winner, to)| Flip {
            lever: lever.clone(),
            from,
            to,
            distance: (to - from).abs() / extent,
            winner: problem.draft().alternatives[winner].id.clone(),
        }));
    };
    let (powers, weights, table) = (problem.powers(), &nominal.weights, &nominal.table);
    for (at, fact) in problem.draft().facts.iter().enumerate() {
        if !problem.uses_fact(at) || fact.range.width() <= 0.0 {
            continue;
        }
        let mut facts = nominal.facts.clone();
        let reached = reached(nominal.facts[at], &fact_places(problem, at), held, |x| {
            facts[at] = x;
            chosen(&Standing { weights, powers, table: &problem.value_table(&facts) })
        });
        let lever = Lever::Fact { fact: fact.id.clone(), unit: fact.unit.clone() };
        add(lever, nominal.facts[at], fact.range.width(), reached);
    }
    let leaf_ids = problem.leaf_ids();
    let nominal_standing = Standing { weights, powers, table };
    let mut parts: Vec<Vec<(f64, f64)>> =
        (0..table.len()).map(|at| nominal_standing.parts(at, today)).collect();
    for (party, stakeholder) in problem.draft().stakeholders.iter().enumerate() {
        for (leaf, criterion) in leaf_ids.iter().enumerate().filter(|_| leaf_ids.len() > 1) {
            let (own, rest) = (weights[party][leaf], without(&weights[party], leaf));
            let mut changed = weights.clone();
            let reached = reached(own, &shares(), held, |x| {
                changed[party] = rest.iter().map(|weight| weight * (1.0 - x)).collect();
                changed[party][leaf] = x;
                // Of the stakeholders, one alone is another.
                let standing = Standing { weights: &changed, powers, table };
                for &at in eligible {
                    parts[at][party] = standing.part(party, at, today);
                }
                status_quo::chosen(eligible, today, (rule, asks), |at| Against::of(powers, &parts[at]))
            });
            for &at in eligible {
                parts[at][party] = Standing { weights, powers, table }.part(party, at, today);
            }
            let lever = Lever::Weight { stakeholder: stakeholder.id.clone(), criterion: criterion.clone() };
            add(lever, own, 1.0, reached);
        }
    }
    for (party, stakeholder) in problem.draft().stakeholders.iter().enumerate().filter(|_| weights.len() > 1)
    {
        let rest = without(powers, party);
        let reached = reached(powers[party], &shares(), held, |x| {
            let mut powers: Vec<f64> = rest.iter().map(|power| power * (1.0 - x)).collect();
            powers[party] = x;
            chosen(&Standing { weights, powers: &powers, table })
        });
        add(Lever::Power { stakeholder: stakeholder.id.clone() }, powers[party], 1.0, reached);
    }
    found
}

/// The values of a weight or a power to look at.
fn shares() -> Vec<f64> {
    (0..=STEPS).map(|step| f64::from(step) / f64::from(STEPS)).collect()
}

/// The values of a fact to look at, in ascending order.
fn fact_places(problem: &Problem, fact: usize) -> Vec<f64> {
    let range = problem.draft().facts[fact].range;
    let mut places: Vec<f64> =
        shares().into_iter().map(|share| range.low() + range.width() * share).collect();
    let measures = problem.leaves().iter().flat_map(|leaf| &leaf.measures);
    places.extend(measures.flat_map(|measure| measure.breakpoints(fact)).filter(|x| range.contains(*x)));
    sort_numbers(&mut places);
    places.dedup();
    places
}

/// For each alternative other than the one held, the place nearest to `from` at which it is taken, where looking from `from` outwards
/// finds it first; by bisection between two places.
fn reached(
    from: f64,
    places: &[f64],
    held: usize,
    mut chosen: impl FnMut(f64) -> usize,
) -> Vec<(usize, f64)> {
    let up: Vec<f64> = places.iter().copied().filter(|x| *x > from).collect();
    let down: Vec<f64> = places.iter().rev().copied().filter(|x| *x < from).collect();
    let mut found: Vec<(usize, f64)> = Vec::new();
    for side in [up, down] {
        let mut before = (from, chosen(from));
        for x in side {
            let now = chosen(x);
            if now != before.1 && now != held {
                let at = edge(before.0, x, |x| chosen(x) == now);
                match found.iter_mut().find(|(winner, _)| *winner == now) {
                    Some((_, nearest)) if (at - from).abs() < (*nearest - from).abs() => *nearest = at,
                    Some(_) => {}
                    None => found.push((now, at)),
                }
            }
            before = (x, now);
        }
    }
    found
}

/// The edge, by bisection, between a value where it does not hold and one where it does; the side where it holds.
fn edge(mut out: f64, mut within: f64, mut holds: impl FnMut(f64) -> bool) -> f64 {
    for _ in 0..60 {
        let middle = out / 2.0 + within / 2.0;
        if middle == out || middle == within {
            break;
        }
        if holds(middle) { within = middle } else { out = middle }
    }
    within
}
