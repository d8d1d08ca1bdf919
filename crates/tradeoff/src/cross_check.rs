//! What other methods say of the same values and weights: where they disagree with the decision, and why.

use crate::criterion::Direction;
use crate::method::{
    Distillation, Normalisation, Performances, Preference, PseudoCriterion, Weights, electre_three,
    promethee, topsis, vikor, weighted_product, weighted_sum_min_max,
};
use crate::nominal::Nominal;
use crate::problem::Problem;

/// What one method says of the alternatives that are left, from their nominal values (0 to 1) and the group's weights.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CrossCheck {
    /// The method, with its settings.
    pub method: String,
    /// The alternatives that it puts first.
    pub winners: Vec<String>,
    /// Whether the alternative of highest value is one of them.
    pub agrees: bool,
    /// Alternatives whose removal, though the method does not put them first, changes what it puts first: its order of two
    /// alternatives hangs on a third, which the rule's never does.
    pub reversed_by_dropping: Vec<String>,
    /// Why it may disagree, in words.
    pub because: String,
}

/// A method: its name, what it does differently, and the rows that it puts first.
type Method = (&'static str, &'static str, fn(&Performances, &Weights) -> Option<Vec<usize>>);

const METHODS: &[Method] = &[
    (
        "TOPSIS, vector normalisation",
        "it scales each criterion by the alternatives at hand",
        |table, weights| Some(best(&topsis(table, weights, Normalisation::Vector).ok()?.closeness)),
    ),
    (
        "TOPSIS, min-max normalisation",
        "it stretches each criterion over the alternatives at hand",
        |table, weights| Some(best(&topsis(table, weights, Normalisation::MinMax).ok()?.closeness)),
    ),
    (
        "weighted sum of min-max columns",
        "it stretches each criterion over the alternatives at hand",
        |table, weights| Some(best(&weighted_sum_min_max(table, weights).ok()?)),
    ),
    ("weighted product", "a value near 0 on one criterion outweighs the rest", |table, weights| {
        Some(best(&weighted_product(table, weights).ok()?))
    }),
    ("VIKOR, v = 0.5", "half of its score is the largest regret on one criterion", |table, weights| {
        Some(vikor(table, weights, 0.5).ok()?.compromise)
    }),
    (
        "PROMETHEE II, linear from 0.05 to 0.3",
        "small differences do not count and large ones count the same",
        |table, weights| {
            let function = Preference::Linear { indifference: 0.05, preference: 0.3 };
            Some(best(&promethee(table, weights, &vec![function; table.directions().len()]).ok()?.net))
        },
    ),
    (
        "ELECTRE III, thresholds 0.05, 0.15 and 0.6",
        "one large disadvantage vetoes outranking",
        |table, weights| {
            let thresholds =
                vec![PseudoCriterion::new(0.05, 0.15, Some(0.6)).ok()?; table.directions().len()];
            let found = electre_three(table, weights, &thresholds, Distillation::default()).ok()?;
            let rank =
                |classes: &[Vec<usize>], row: usize| classes.iter().position(|class| class.contains(&row));
            let ranks = |row: usize| Some((rank(&found.descending, row)?, rank(&found.ascending, row)?));
            // First in one distillation and in none of the others' shadow: nobody is ahead in one and not behind in the other.
            let rows = 0..table.rows().len();
            let ahead = |a: (usize, usize), b: (usize, usize)| a.0 <= b.0 && a.1 <= b.1 && a != b;
            Some(
                rows.clone()
                    .filter(|&row| {
                        let own = ranks(row);
                        !rows.clone().any(|other| ranks(other).zip(own).is_some_and(|(a, b)| ahead(a, b)))
                    })
                    .collect(),
            )
        },
    ),
];

/// The rows of highest score.
fn best(scores: &[f64]) -> Vec<usize> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..scores.len()).filter(|&at| scores[at] >= top - 1e-12).collect()
}

/// Nothing where fewer than two alternatives are left.
pub(crate) fn cross_checks(problem: &Problem, nominal: &Nominal, eligible: &[usize]) -> Vec<CrossCheck> {
    let (Some(leader), true) = (nominal.leader(eligible), eligible.len() > 1) else { return Vec::new() };
    let rows: Vec<Vec<f64>> = eligible.iter().map(|&at| nominal.table[at].clone()).collect();
    let directions = vec![Direction::Max; problem.leaves().len()];
    let (Ok(table), Ok(weights)) = (Performances::new(rows, directions), Weights::new(&nominal.group)) else {
        return Vec::new();
    };
    let name = |row: usize| problem.draft().alternatives[eligible[row]].id.clone();
    METHODS
        .iter()
        .filter_map(|(method, because, run)| {
            let winners = run(&table, &weights)?;
            let reversed = |&dropped: &usize| {
                let Some(after) = table.without(dropped).ok().and_then(|rest| run(&rest, &weights)) else {
                    return false;
                };
                let after: Vec<usize> =
                    after.into_iter().map(|row| if row >= dropped { row + 1 } else { row }).collect();
                !winners.contains(&dropped) && after != winners
            };
            Some(CrossCheck {
                method: (*method).to_owned(),
                agrees: winners.iter().any(|&row| eligible[row] == leader),
                reversed_by_dropping: (0..eligible.len()).filter(reversed).map(name).collect(),
                winners: winners.into_iter().map(name).collect(),
                because: (*because).to_owned(),
            })
        })
        .collect()
}
