//! What looks wrong with a model: double counting, preference dependence, criteria that decide nothing.

use crate::model::{Beyond, Consistency, Fact, Measure, Nominal, Problem, Quantity};
use crate::numeric::Interval;

/// Something to look at in the model. None of them changes the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Lint {
    /// One fact moves several criteria: is the same thing counted twice?
    SharedFact {
        /// The fact.
        fact: String,
        /// The criteria that use it.
        criteria: Vec<String>,
    },
    /// Two criteria value all alternatives the same: is it one criterion under two names?
    SameValues {
        /// The first criterion.
        first: String,
        /// The second.
        second: String,
    },
    /// A criterion values all alternatives the same, so that its weight decides nothing.
    NoDifference {
        /// The criterion.
        criterion: String,
    },
    /// A measure may leave the fixed scale, where it counts as the end (unless the scale says that its lines go on).
    BeyondScale {
        /// The criterion.
        criterion: String,
        /// The alternative.
        alternative: String,
    },
    /// A fact counts by itself on one criterion and as a factor on another: what one is worth may depend on the
    /// other, which an additive value cannot say.
    PreferenceDependence {
        /// The fact.
        fact: String,
        /// The criterion where it is a factor.
        factor_of: String,
        /// The criterion where it counts by itself.
        alone_in: String,
    },
    /// Comparisons of criteria contradict each other by more than is usually accepted.
    Inconsistent {
        /// The stakeholder.
        stakeholder: String,
        /// The consistency ratio in percent, rounded down; more than 10 is usually not accepted.
        percent: u32,
    },
    /// A fact that a measure uses is missing: anywhere in its range.
    MissingFact {
        /// The fact.
        fact: String,
    },
}

/// Everything that looks wrong: with facts, with what stakeholders said, with criteria.
pub(crate) fn lints(problem: &Problem, nominal: &Nominal) -> Vec<Lint> {
    let mut found = Vec::new();
    for at in 0..problem.draft().facts.len() {
        lint_fact(problem, at, &mut found);
    }
    for (stakeholder, weigher) in problem.draft().stakeholders.iter().zip(problem.weighers()) {
        if let Some(Consistency::Comparisons { ratio: Some(ratio), .. }) = weigher.consistency()
            && ratio > 0.1
        {
            let percent = (1..=1_000_u32).rev().find(|percent| f64::from(*percent) <= ratio * 100.0);
            let (stakeholder, percent) = (stakeholder.id.clone(), percent.unwrap_or(10));
            found.push(Lint::Inconsistent { stakeholder, percent });
        }
    }
    let ids = problem.leaf_ids();
    let supports: Vec<Interval> = problem.draft().facts.iter().map(Fact::support).collect();
    for at in 0..ids.len() {
        lint_values(problem, nominal, &ids, at, &mut found);
        lint_scale(problem, &ids[at], at, &supports, &mut found);
    }
    found
}

/// Which criteria a fact moves, and how.
fn lint_fact(problem: &Problem, at: usize, found: &mut Vec<Lint>) {
    let (fact, ids) = (&problem.draft().facts[at], problem.leaf_ids());
    let users = |wanted: &dyn Fn(&Measure<usize>) -> bool| -> Vec<usize> {
        let leaves = problem.leaves().iter().enumerate();
        leaves.filter(|(_, leaf)| leaf.measures.iter().any(wanted)).map(|(leaf, _)| leaf).collect()
    };
    let uses = users(&|measure| measure.facts().contains(&&at));
    if uses.len() > 1 {
        let criteria = uses.iter().map(|&leaf| ids[leaf].clone()).collect();
        found.push(Lint::SharedFact { fact: fact.id.clone(), criteria });
    }
    let is_factor = |measure: &Measure<usize>| matches!(measure, Measure::Product { facts, .. } if facts.len() > 1 && facts.contains(&at));
    let factors = users(&is_factor);
    let alone = users(&|measure| measure.facts().contains(&&at) && !is_factor(measure));
    if let (Some(&factor), Some(&alone)) =
        (factors.first(), alone.iter().find(|leaf| !factors.contains(leaf)))
    {
        let (factor_of, alone_in) = (ids[factor].clone(), ids[alone].clone());
        found.push(Lint::PreferenceDependence { fact: fact.id.clone(), factor_of, alone_in });
    }
    if fact.quantity == Quantity::Missing && !uses.is_empty() {
        found.push(Lint::MissingFact { fact: fact.id.clone() });
    }
}

/// Whether a criterion tells alternatives apart, and otherwise than the criteria after it.
fn lint_values(problem: &Problem, nominal: &Nominal, ids: &[String], at: usize, found: &mut Vec<Lint>) {
    let leaf = &problem.leaves()[at];
    let column = |leaf: usize| nominal.table.iter().map(move |row| row[leaf]);
    let constant = nominal.table.windows(2).all(|pair| pair[0][at] == pair[1][at]);
    if !constant {
        let same = (at + 1..ids.len()).filter(|&second| column(at).eq(column(second)));
        let pairs =
            same.map(|second| Lint::SameValues { first: ids[at].clone(), second: ids[second].clone() });
        found.extend(pairs);
    } else if nominal.table.len() > 1 && leaf.measures.windows(2).all(|pair| pair[0] == pair[1]) {
        found.push(Lint::NoDifference { criterion: ids[at].clone() });
    }
}

/// Whether a measure may leave a scale that ends.
fn lint_scale(problem: &Problem, id: &str, at: usize, supports: &[Interval], found: &mut Vec<Lint>) {
    let leaf = &problem.leaves()[at];
    if leaf.scale.beyond != Beyond::Clamp {
        return;
    }
    for (measure, alternative) in leaf.measures.iter().zip(&problem.draft().alternatives) {
        let (low, high) = measure.bounds(supports);
        if low < leaf.scale.range.low() || high > leaf.scale.range.high() {
            found.push(Lint::BeyondScale { criterion: id.to_owned(), alternative: alternative.id.clone() });
        }
    }
}
