//! The haggle: what each party would have to concede, and what bargaining from a disagreement point would give.

use super::sweep::Sweep;
use crate::group::bargain;
use crate::model::{Disagreement, DisagreementPoint, Nominal, Problem};
use crate::numeric::sort_by;
use crate::robust::{WeightChange, least_change};

/// Concessions and bargains.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Haggle {
    /// For each stakeholder who could change the lead alone, the least change of weights that does, smallest first.
    pub concessions: Vec<Concession>,
    /// For each stakeholder who could change the lead alone by granting another value of one fact, the least such change, smallest
    /// first.
    pub fact_concessions: Vec<FactConcession>,
    /// The bargain from the disagreement point of the draft, else from the status quo; none if there is neither.
    pub bargain: Option<NamedBargain>,
    /// The bargains from every alternative as the disagreement point: how much hangs on what happens without agreement.
    pub stress_test: Vec<NamedBargain>,
}

/// The least that a stakeholder has to give for the lead to change.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Concession {
    /// The stakeholder.
    pub stakeholder: String,
    /// The alternative that draws level with the leader.
    pub towards: String,
    /// The change of the stakeholder's weights and its total size.
    pub change: WeightChange,
}

/// The least change of one fact that a stakeholder has to grant for the lead to change, while the others hold on to the nominal value.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FactConcession {
    /// The stakeholder.
    pub stakeholder: String,
    /// The alternative that draws level with the leader.
    pub towards: String,
    /// The fact.
    pub fact: String,
    /// The unit of `from` and `to`.
    pub unit: String,
    /// Its nominal value.
    pub from: f64,
    /// The value that the stakeholder would have to grant, inside the fact's range.
    pub to: f64,
    /// The size of the change as a share of the fact's range.
    pub distance: f64,
    /// Whether the evidence leaves that value open: it lies in the fact's bounds.
    pub is_open: bool,
}

/// The solutions of a bargaining problem, by the ids of alternatives; each list holds what is equally good.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NamedBargain {
    /// What happens without agreement.
    pub disagreement: Disagreement,
    /// What everybody likes at least as much.
    pub individually_rational: Vec<String>,
    /// Nash's solution.
    pub nash: Vec<String>,
    /// Kalai and Smorodinsky's, lexicographic.
    pub kalai_smorodinsky: Vec<String>,
    /// The largest smallest gain.
    pub egalitarian: Vec<String>,
    /// The same, ties broken by the next smallest.
    pub leximin: Vec<String>,
    /// The largest sum of gains.
    pub utilitarian: Vec<String>,
}

pub(crate) fn haggle(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Haggle {
    let mut concessions = concessions(problem, nominal, eligible);
    sort_by(&mut concessions, |a, b| a.change.total.total_cmp(&b.change.total));
    let mut fact_concessions = fact_concessions(problem, nominal, eligible);
    sort_by(&mut fact_concessions, |a, b| a.distance.total_cmp(&b.distance));
    let bargain = |point: &DisagreementPoint| named_bargain(problem, nominal, eligible, point);
    let each = (0..problem.n_alternatives()).map(DisagreementPoint::Alternative);
    Haggle {
        concessions,
        fact_concessions,
        bargain: problem.disagreement().as_ref().and_then(bargain),
        stress_test: each.filter_map(|point| bargain(&point)).collect(),
    }
}

fn concessions(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Vec<Concession> {
    let Some(leader) = nominal.leader(eligible) else { return Vec::new() };
    let draft = problem.draft();
    let mut found = Vec::new();
    for (at, stakeholder) in draft.stakeholders.iter().enumerate() {
        let power = problem.powers()[at];
        if power <= 0.0 {
            continue;
        }
        let nearest = eligible
            .iter()
            .filter(|&&rival| rival != leader)
            .filter_map(|&rival| {
                let lead: Vec<f64> =
                    nominal.table[leader].iter().zip(&nominal.table[rival]).map(|(a, b)| a - b).collect();
                // The group's lead falls by the stakeholder's power times the fall of the stakeholder's own lead.
                let gap = (nominal.values[leader] - nominal.values[rival]) / power;
                least_change(&lead, &nominal.weights[at], gap).map(|change| (change, rival))
            })
            .min_by(|a, b| a.0.total.total_cmp(&b.0.total));
        if let Some((change, rival)) = nearest {
            let towards = draft.alternatives[rival].id.clone();
            found.push(Concession { stakeholder: stakeholder.id.clone(), towards, change });
        }
    }
    found
}

fn fact_concessions(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Vec<FactConcession> {
    let Some(leader) = nominal.leader(eligible) else { return Vec::new() };
    let draft = problem.draft();
    // Where only one party grants another value, what changes counts with its part of the group's weights.
    let parts: Vec<Vec<f64>> = problem
        .powers()
        .iter()
        .zip(&nominal.weights)
        .map(|(power, weights)| weights.iter().map(|weight| power * weight).collect())
        .collect();
    let mut nearest: Vec<Option<FactConcession>> = vec![None; draft.stakeholders.len()];
    for (at, fact) in draft.facts.iter().enumerate() {
        let Some(sweep) = Sweep::new(problem, nominal, at) else { continue };
        let parties = draft.stakeholders.iter().zip(problem.powers()).zip(&parts).zip(&mut nearest);
        for (((stakeholder, _), part), nearest) in parties.filter(|(((_, power), _), _)| **power > 0.0) {
            for &rival in eligible.iter().filter(|&&rival| rival != leader) {
                let Some(to) = sweep.nearest(part, eligible, rival) else { continue };
                let from = sweep.nominal();
                let distance = (to - from).abs() / fact.range.width();
                if nearest.as_ref().is_none_or(|found| distance < found.distance) {
                    *nearest = Some(FactConcession {
                        stakeholder: stakeholder.id.clone(),
                        towards: draft.alternatives[rival].id.clone(),
                        fact: fact.id.clone(),
                        unit: fact.unit.clone(),
                        from,
                        to,
                        distance,
                        is_open: fact.bounds().contains(to),
                    });
                }
            }
        }
    }
    nearest.into_iter().flatten().collect()
}

fn named_bargain(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    disagreement: &DisagreementPoint,
) -> Option<NamedBargain> {
    let draft = problem.draft();
    let id = |at: usize| draft.alternatives[at].id.clone();
    let (point, disagreement) = match disagreement {
        DisagreementPoint::Alternative(at) => {
            let utility = |party: usize| nominal.utility(party, *at);
            ((0..nominal.weights.len()).map(utility).collect(), Disagreement::Alternative(id(*at)))
        }
        DisagreementPoint::Utilities(utilities) => {
            let ids = draft.stakeholders.iter().map(|party| party.id.clone());
            (utilities.clone(), Disagreement::Utilities(ids.zip(utilities.iter().copied()).collect()))
        }
    };
    let found = bargain(&nominal.utilities(eligible), &point)?;
    let names = |positions: &[usize]| positions.iter().map(|&at| id(eligible[at])).collect::<Vec<_>>();
    Some(NamedBargain {
        disagreement,
        individually_rational: names(&found.individually_rational),
        nash: names(&found.nash),
        kalai_smorodinsky: names(&found.kalai_smorodinsky),
        egalitarian: names(&found.egalitarian),
        leximin: names(&found.leximin),
        utilitarian: names(&found.utilitarian),
    })
}
