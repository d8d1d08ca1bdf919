//! The haggle: what each party would have to concede, and what bargaining from a disagreement point would give.

use crate::bargain::bargain;
use crate::nominal::Nominal;
use crate::problem::Problem;
use crate::robust::WeightChange;
use crate::robust::least_change;

/// Concessions and bargains.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Haggle {
    /// For each stakeholder who could change the lead alone, the least change of weights that does, smallest first.
    pub concessions: Vec<Concession>,
    /// The bargain from the status quo; none if no alternative is the status quo.
    pub from_status_quo: Option<NamedBargain>,
    /// The bargains from every alternative as the disagreement point: how much hangs on what happens without agreement.
    pub stress_test: Vec<NamedBargain>,
}

/// The least that a stakeholder has to give for the lead to change.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Concession {
    /// The stakeholder.
    pub stakeholder: String,
    /// The alternative that draws level with the leader.
    pub towards: String,
    /// The change of the stakeholder's weights and its total size.
    pub change: WeightChange,
}

/// The solutions of a bargaining problem, by the ids of alternatives; each list holds what is equally good.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamedBargain {
    /// What happens without agreement.
    pub disagreement: String,
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
    concessions.sort_by(|a, b| a.change.total.total_cmp(&b.change.total));
    let all = 0..problem.n_alternatives();
    Haggle {
        concessions,
        from_status_quo: problem.status_quo().and_then(|at| named_bargain(problem, nominal, eligible, at)),
        stress_test: all.filter_map(|at| named_bargain(problem, nominal, eligible, at)).collect(),
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

fn named_bargain(
    problem: &Problem,
    nominal: &Nominal,
    eligible: &[usize],
    disagreement: usize,
) -> Option<NamedBargain> {
    let point: Vec<f64> =
        (0..nominal.weights.len()).map(|party| nominal.utility(party, disagreement)).collect();
    let found = bargain(&nominal.utilities(eligible), &point)?;
    let id = |at: usize| problem.draft().alternatives[at].id.clone();
    let names = |positions: &[usize]| positions.iter().map(|&at| id(eligible[at])).collect::<Vec<_>>();
    Some(NamedBargain {
        disagreement: id(disagreement),
        individually_rational: names(&found.individually_rational),
        nash: names(&found.nash),
        kalai_smorodinsky: names(&found.kalai_smorodinsky),
        egalitarian: names(&found.egalitarian),
        leximin: names(&found.leximin),
        utilitarian: names(&found.utilitarian),
    })
}
