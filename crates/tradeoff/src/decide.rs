//! The way from a problem to a decision.

use crate::decision::{
    AlternativeReport, Decision, FactUse, Point, StakeholderPoint, StakeholderReport, VetoChange, WhatIf,
};
use crate::flip::flips;
use crate::outcome::apply_rule;
use crate::problem::{Problem, Weigher, additive};
use crate::sampling::robustness;
use crate::screening::{eligible_indices, screen};
use crate::veto::Verdict;

/// How much work to put into what is sampled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Options {
    /// How many times to draw uncertain facts and weights; at least 1.
    pub samples: u32,
    /// The seed of the draws: the same seed gives the same bits on any platform.
    pub seed: u64,
}

impl Default for Options {
    /// 10,000 samples, whose standard error is 0.005 at most, and the seed 1.
    fn default() -> Self {
        Self { samples: 10_000, seed: 1 }
    }
}

/// Everything at the nominal facts and weights.
struct Nominal {
    facts: Vec<f64>,
    /// `[alternative][leaf]`.
    table: Vec<Vec<f64>>,
    /// `[stakeholder][leaf]`.
    weights: Vec<Vec<f64>>,
    group: Vec<f64>,
    /// The group's value of each alternative.
    values: Vec<f64>,
}

impl Nominal {
    fn new(problem: &Problem) -> Self {
        let facts = problem.nominal_facts();
        let table = problem.value_table(&facts);
        let weights: Vec<Vec<f64>> = problem.weighers().iter().map(Weigher::nominal).collect();
        let group = problem.group_weights(&weights);
        let values = table.iter().map(|row| additive(&group, row)).collect();
        Self { facts, table, weights, group, values }
    }

    /// The alternative of highest value among these; the earlier of equals.
    fn leader(&self, among: &[usize]) -> Option<usize> {
        among.iter().copied().reduce(|best, at| if self.values[at] > self.values[best] { at } else { best })
    }
}

/// Decides: screens, scores, applies the rule and says how the result holds and what would change it.
///
/// The same problem and options give the same decision, bit for bit, on any platform.
///
/// Cost: `O(samples * (facts + leaves * alternatives))`, and the search for flips,
/// `O(facts * leaves * alternatives)` with a constant of some hundreds.
pub fn decide(problem: &Problem, options: &Options) -> Decision {
    let draft = problem.draft();
    let screening = screen(problem);
    let eligible = eligible_indices(problem, &screening);
    let nominal = Nominal::new(problem);
    let robustness = robustness(problem, &eligible, options);
    let values: Vec<f64> = eligible.iter().map(|&at| nominal.values[at]).collect();
    let first_shares: Vec<f64> = robustness.rank_acceptability.iter().map(|row| row[0]).collect();
    let outcome = apply_rule(&screening.eligible, &values, &first_shares, draft.rule);
    let flips = nominal.leader(&eligible).map_or_else(Vec::new, |leader| flips(problem, &eligible, leader));
    Decision {
        title: draft.title.clone(),
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        illustrative: draft.illustrative,
        outcome,
        criteria: problem.leaf_ids(),
        alternatives: alternatives(problem, &nominal, &eligible),
        stakeholders: stakeholders(problem, &nominal, &eligible),
        robustness,
        flips,
        what_if: what_if(problem, &nominal),
        points: points(problem, &nominal),
        screening,
    }
}

fn alternatives(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Vec<AlternativeReport> {
    let report = |(at, alternative): (usize, &crate::criterion::Alternative)| {
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

fn stakeholders(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Vec<StakeholderReport> {
    let report = |(at, stakeholder): (usize, &crate::stakeholder::Stakeholder)| {
        let weights = nominal.weights[at].clone();
        let utilities: Vec<f64> = nominal.table.iter().map(|row| additive(&weights, row)).collect();
        let best = eligible.iter().map(|&at| utilities[at]).fold(f64::NEG_INFINITY, f64::max);
        let favourites = eligible
            .iter()
            .filter(|&&at| utilities[at] >= best)
            .map(|&at| problem.draft().alternatives[at].id.clone())
            .collect();
        StakeholderReport {
            id: stakeholder.id.clone(),
            name: stakeholder.name.clone(),
            power: problem.powers()[at],
            weights,
            utilities,
            favourites,
        }
    };
    problem.draft().stakeholders.iter().enumerate().map(report).collect()
}

fn points(problem: &Problem, nominal: &Nominal) -> Vec<Point> {
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
                crate::measure::Measure::Fixed { because, .. } => Some(because.clone()),
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
fn what_if(problem: &Problem, nominal: &Nominal) -> Vec<WhatIf> {
    let draft = problem.draft();
    let mut found = Vec::new();
    for (changed, veto) in draft.vetoes.iter().enumerate() {
        let change = match (veto.verdict, &veto.waivable_by) {
            (Verdict::Fail, Some(by)) if veto.waiver.is_none() => VetoChange::Waived { by: by.clone() },
            (Verdict::Unknown, _) => VetoChange::Failed,
            _ => continue,
        };
        let strikes = |(at, other): (usize, &crate::veto::Veto)| {
            if at == changed { change == VetoChange::Failed } else { other.strikes_out() }
        };
        let left: Vec<usize> = (0..draft.alternatives.len())
            .filter(|&at| {
                let struck = |(number, other): (usize, &crate::veto::Veto)| {
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
