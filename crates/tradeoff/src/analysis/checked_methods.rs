//! The methods with their settings, each down to the rows that it puts first.

use crate::methods::{
    BestWorst, ComparisonMatrix, Distillation, Normalisation, Performances, PreferenceFunction,
    PseudoCriterion, Relation, Weights, best_worst, electre_one, electre_three, electre_tri, promethee,
    topsis, vikor, weighted_product, weighted_sum_min_max,
};
use crate::numeric::index_to_f64;

/// A method on values from 0 to 1, more being better.
pub(super) struct Method {
    /// Its name, with its settings.
    pub(super) name: &'static str,
    /// What it does differently from the rule.
    pub(super) because: &'static str,
    /// The rows that it puts first; empty where it has no answer (a cycle), none where it cannot be applied.
    pub(super) first: fn(&Performances, &Weights) -> Option<Vec<usize>>,
}

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "TOPSIS, vector normalisation",
        because: "it scales each criterion by the alternatives at hand",
        first: |table, weights| Some(best(&topsis(table, weights, Normalisation::Vector).ok()?.closeness)),
    },
    Method {
        name: "TOPSIS, min-max normalisation",
        because: "it stretches each criterion over the alternatives at hand",
        first: |table, weights| Some(best(&topsis(table, weights, Normalisation::MinMax).ok()?.closeness)),
    },
    Method {
        name: "weighted sum of min-max columns",
        because: "it stretches each criterion over the alternatives at hand",
        first: |table, weights| Some(best(&weighted_sum_min_max(table, weights).ok()?)),
    },
    Method {
        name: "weighted product",
        because: "a value near 0 on one criterion outweighs the rest",
        first: |table, weights| Some(best(&weighted_product(table, weights).ok()?)),
    },
    Method {
        name: "VIKOR, v = 0.5",
        because: "half of its score is the largest regret on one criterion",
        first: |table, weights| Some(vikor(table, weights, 0.5).ok()?.compromise),
    },
    Method {
        name: "PROMETHEE I, linear from 0.05 to 0.3",
        because: "small differences do not count, large ones count the same, and flows that contradict each other decide nothing",
        first: |table, weights| {
            let relations = flows(table, weights)?.relations;
            let outranked = |&row: &usize| relations[row].contains(&Relation::Outranked);
            Some((0..relations.len()).filter(|row| !outranked(row)).collect())
        },
    },
    Method {
        name: "PROMETHEE II, linear from 0.05 to 0.3",
        because: "small differences do not count and large ones count the same",
        first: |table, weights| Some(best(&flows(table, weights)?.net)),
    },
    Method {
        name: "ELECTRE I, concordance 0.6, discordance 0.4",
        because: "how much better does not count, unless it is a large disadvantage on one criterion",
        first: |table, weights| {
            let found = electre_one(table, weights, 0.6, 0.4).ok()?;
            Some(found.kernel.unwrap_or(found.not_outranked))
        },
    },
    Method {
        name: "ELECTRE III, thresholds 0.05, 0.15 and 0.6",
        because: "one large disadvantage vetoes outranking",
        first: |table, weights| {
            let found = electre_three(table, weights, &thresholds(table)?, Distillation::default()).ok()?;
            let rank = |classes: &[Vec<usize>], row| classes.iter().position(|class| class.contains(&row));
            let ranks = |row| Some((rank(&found.descending, row)?, rank(&found.ascending, row)?));
            // The intersection of both orders: a row is first unless another is ahead in one and not behind in the other.
            let ahead = |a: (usize, usize), b: (usize, usize)| a.0 <= b.0 && a.1 <= b.1 && a != b;
            let all: Option<Vec<_>> = (0..table.rows().len()).map(ranks).collect();
            let all = all?;
            Some((0..all.len()).filter(|&row| !all.iter().any(|other| ahead(*other, all[row]))).collect())
        },
    },
    Method {
        name: "ELECTRE TRI, categories at 1/3 and 2/3, thresholds 0.05, 0.15 and 0.6, cut 0.7",
        because: "it sorts into three categories, and within one all are the same",
        first: |table, weights| {
            let n = table.directions().len();
            let profiles = [vec![1.0 / 3.0; n], vec![2.0 / 3.0; n]];
            let found = electre_tri(table, &profiles, weights, &thresholds(table)?, 0.7).ok()?;
            let top = *found.pessimistic.iter().max()?;
            Some((0..found.pessimistic.len()).filter(|&row| found.pessimistic[row] == top).collect())
        },
    },
    Method {
        name: "AHP, differences of value as comparisons from 1 to 9",
        because: "it divides one unit of priority among the alternatives at hand on each criterion",
        first: |table, weights| Some(best(&local_priorities(table, weights, compared_in_pairs)?)),
    },
    Method {
        name: "best-worst, differences of value as comparisons from 1 to 9",
        because: "it divides one unit of priority among the alternatives at hand on each criterion",
        first: |table, weights| Some(best(&local_priorities(table, weights, compared_with_the_ends)?)),
    },
];

/// The rows of highest score.
fn best(scores: &[f64]) -> Vec<usize> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..scores.len()).filter(|&at| scores[at] >= top - 1e-12).collect()
}

fn flows(table: &Performances, weights: &Weights) -> Option<crate::methods::Promethee> {
    let function = PreferenceFunction::Linear { indifference: 0.05, preference: 0.3 };
    promethee(table, weights, &vec![function; table.directions().len()]).ok()
}

fn thresholds(table: &Performances) -> Option<Vec<PseudoCriterion>> {
    Some(vec![PseudoCriterion::new(0.05, 0.15, Some(0.6)).ok()?; table.directions().len()])
}

/// The weighted sum of what each alternative gets of each criterion's unit of priority.
fn local_priorities(
    table: &Performances,
    weights: &Weights,
    priorities: fn(&[f64]) -> Option<Vec<f64>>,
) -> Option<Vec<f64>> {
    let mut sums = vec![0.0; table.rows().len()];
    for (column, weight) in weights.as_slice().iter().enumerate() {
        let values: Vec<f64> = table.rows().iter().map(|row| row[column]).collect();
        // One alternative alone has it all.
        let parts = if values.len() < 2 { vec![1.0] } else { priorities(&values)? };
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum += weight * part;
        }
    }
    Some(sums)
}

/// A difference of values from 0 to 1 as a comparison from 1 to 9.
fn intensity(difference: f64) -> f64 {
    1.0 + 8.0 * difference
}

fn compared_in_pairs(values: &[f64]) -> Option<Vec<f64>> {
    let entry = |a: f64, b: f64| if a >= b { intensity(a - b) } else { 1.0 / intensity(b - a) };
    let rows = values.iter().map(|a| values.iter().map(|b| entry(*a, *b)).collect()).collect();
    Some(ComparisonMatrix::new(rows).ok()?.eigenvector().weights)
}

fn compared_with_the_ends(values: &[f64]) -> Option<Vec<f64>> {
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    if high <= low {
        return Some(vec![1.0 / index_to_f64(values.len()); values.len()]);
    }
    let best_to_others = values.iter().map(|value| intensity(high - value)).collect();
    let others_to_worst = values.iter().map(|value| intensity(value - low)).collect();
    Some(best_worst(&BestWorst::new(best_to_others, others_to_worst).ok()?).ok()?.weights)
}
