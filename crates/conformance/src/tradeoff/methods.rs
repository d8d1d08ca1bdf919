//! TOPSIS, VIKOR, and how alternatives change places when others go.

use haggle_tradeoff::Direction;
use haggle_tradeoff::methods::{
    ComparisonMatrix, Normalisation, Performances, Weights, topsis as run_topsis, vikor as run_vikor,
    weighted_sum_min_max,
};
use serde_json::Value;

use super::compare::{check, check_row, check_same};
use super::row::Row;
use super::{index, indices, list, number, numbers, rows, text, words};

pub(super) fn directions(value: &Value) -> Result<Vec<Direction>, String> {
    let direction = |value: &Value| match text(value)? {
        "max" => Ok(Direction::Max),
        "min" => Ok(Direction::Min),
        other => Err(format!("`{other}` is not a direction")),
    };
    list(value)?.iter().map(direction).collect()
}

pub(super) fn table(row: &Row<'_>) -> Result<Performances, String> {
    Performances::new(rows(row.input("matrix")?)?, directions(row.input("directions")?)?).map_err(words)
}

pub(super) fn weights(row: &Row<'_>) -> Result<Weights, String> {
    Weights::new(&numbers(row.input("weights")?)?).map_err(words)
}

pub(super) fn normalisation(value: &Value) -> Result<Normalisation, String> {
    match text(value)? {
        "vector" => Ok(Normalisation::Vector),
        "minmax" => Ok(Normalisation::MinMax),
        "sum" => Ok(Normalisation::Sum),
        other => Err(format!("no runner for the normalisation `{other}`")),
    }
}

pub(super) fn topsis(row: &Row<'_>) -> Result<(), String> {
    let how = normalisation(row.param("normalisation")?)?;
    let found = run_topsis(&table(row)?, &weights(row)?, how).map_err(words)?;
    check_row("closeness", &found.closeness, row.expected("closeness")?, row.tolerance())?;
    row.if_expected("ranks", |ranks| check_same("ranks", &found.ranks, &indices(ranks)?))
}

pub(super) fn vikor(row: &Row<'_>) -> Result<(), String> {
    let found = run_vikor(&table(row)?, &weights(row)?, number(row.param("v")?)?).map_err(words)?;
    for (name, found) in [("S", &found.s), ("R", &found.r), ("Q", &found.q)] {
        check_row(name, found, row.expected(name)?, row.tolerance())?;
    }
    check("DQ", found.required_advantage, row.expected("DQ")?, row.tolerance())?;
    let holds = |name: &str| Ok::<_, String>(row.expected(name)?.as_bool());
    check_same("advantage", &Some(found.acceptable_advantage), &holds("acceptable_advantage")?)?;
    check_same("stability", &Some(found.acceptable_stability), &holds("acceptable_stability")?)?;
    check_same("compromise", &found.compromise, &indices(row.expected("compromise_set")?)?)
}

/// The first of the highest scores.
fn best(scores: &[f64]) -> Option<usize> {
    (0..scores.len()).reduce(|best, at| if scores[at] > scores[best] { at } else { best })
}

pub(super) fn rank_reversal(row: &Row<'_>) -> Result<(), String> {
    if row.input_if_given("matrices_before").is_some() {
        return priorities_reversed(row);
    }
    let (table, weights) = (table(row)?, weights(row)?);
    let score = |table: &Performances| {
        if row.id().contains("topsis") {
            run_topsis(table, &weights, Normalisation::Vector).map(|found| found.closeness).map_err(words)
        } else if row.id().contains("wsm-minmax") {
            weighted_sum_min_max(table, &weights).map_err(words)
        } else {
            Err(format!("no runner for the method of `{}`", row.id()))
        }
    };
    let all = score(&table)?;
    check_row("scores of all", &all, row.expected("scores_all")?, row.tolerance())?;
    check_same("winner of all", &best(&all), &Some(index(row.expected("winner_all")?)?))?;
    let removed = index(row.expected("remove")?)?;
    let after = score(&table.without(removed).map_err(words)?)?;
    check_row("scores after", &after, row.expected("scores_after")?, row.tolerance())?;
    let winner = best(&after).map(|at| if at >= removed { at + 1 } else { at });
    check_same("winner after", &winner, &Some(index(row.expected("winner_after")?)?))
}

/// AHP before and after a copy of an alternative came.
fn priorities_reversed(row: &Row<'_>) -> Result<(), String> {
    let weights = numbers(row.input("criteria_weights")?)?;
    for (name, key) in [("before", "matrices_before"), ("after", "matrices_after_adding_copy_of_B")] {
        let mut priorities: Vec<f64> = Vec::new();
        for (weight, matrix) in weights.iter().zip(list(row.input(key)?)?) {
            let own = ComparisonMatrix::new(rows(matrix)?).map_err(words)?.eigenvector().weights;
            priorities.resize(own.len(), 0.0);
            for (sum, part) in priorities.iter_mut().zip(own) {
                *sum += weight * part;
            }
        }
        check_row(name, &priorities, row.expected(name)?, row.tolerance())?;
        let winner = best(&priorities).and_then(|at| ["A", "B", "C", "D", "E"].get(at).copied());
        check_same("winner", &winner, &row.expected(&format!("winner_{name}"))?.as_str())?;
    }
    Ok(())
}
