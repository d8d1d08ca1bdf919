//! Stability of weights, the value of information, and intervals of shares.

use haggle_tradeoff::robust::{
    contribution_differences, criterion_change_to_tie, least_weight_change,
    normal_expected_value_of_perfect_information, weight_stability,
};
use haggle_tradeoff::wilson_interval_at;
use serde_json::Value;

use super::compare::{check, check_keys, check_option, check_row, check_same};
use super::row::Row;
use super::{index, list, number, numbers, rows};

pub(super) fn robustness(row: &Row<'_>) -> Result<(), String> {
    if row.input_if_given("mean_difference").is_some() {
        let (mean, deviation) = (number(row.input("mean_difference")?)?, number(row.input("sd")?)?);
        let found = normal_expected_value_of_perfect_information(mean, deviation);
        return check_option("EVPI", found, row.expected("evpi")?, row.tolerance());
    }
    let (values, weights) = (rows(row.input("values")?)?, numbers(row.input("weights")?)?);
    let score = |row: &Vec<f64>| row.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
    let scores: Vec<f64> = values.iter().map(score).collect();
    row.if_expected("scores", |wanted| check_row("scores", &scores, wanted, row.tolerance()))?;
    row.if_expected("min_absolute_weight_change_by_pair_criterion", |changes| {
        changes_to_tie(&values, &weights, changes, row.tolerance())
    })?;
    let best = (0..scores.len()).reduce(|best, at| if scores[at] > scores[best] { at } else { best });
    let winner = best.ok_or("no alternative")?;
    row.if_expected("winner", |wanted| check_same("winner", &winner, &index(wanted)?))?;
    row.if_expected("weight_stability_intervals", |intervals| {
        for (criterion, wanted) in list(intervals)?.iter().enumerate() {
            let found = weight_stability(&values, &weights, winner, criterion).ok_or("no interval")?;
            let ends = [found.low(), found.high()];
            check_row(&format!("stability of {criterion}"), &ends, wanted, row.tolerance())?;
        }
        Ok(())
    })?;
    row.if_expected("min_l1_weight_change_to_flip", |flips| {
        least_changes(&values, &weights, winner, flips, row.tolerance())
    })?;
    row.if_expected("pairwise_contributions", |pairs| {
        for (rival, wanted) in pairs.as_object().ok_or("no pairs")? {
            let row_of_rival = values.get(place(rival)?).ok_or("no such alternative")?;
            let found = contribution_differences(&weights, &values[winner], row_of_rival);
            check_row(&format!("contributions against {rival}"), &found, wanted, row.tolerance())?;
        }
        Ok(())
    })
}

fn place(text: &str) -> Result<usize, String> {
    text.trim().parse().map_err(|_| format!("`{text}` is not an index"))
}

/// By how much the weight of one criterion falls until two alternatives tie, by `a,b,criterion`.
fn changes_to_tie(
    values: &[Vec<f64>],
    weights: &[f64],
    changes: &Value,
    tolerance: f64,
) -> Result<(), String> {
    for (key, wanted) in changes.as_object().ok_or("no changes")? {
        let at = key.split(',').map(place).collect::<Result<Vec<_>, _>>()?;
        let [a, b, criterion] = at[..] else { return Err(format!("`{key}` is not a pair and a criterion")) };
        check_option(key, criterion_change_to_tie(values, weights, a, b, criterion), wanted, tolerance)?;
    }
    Ok(())
}

/// The least change of weights by which each rival draws level with the winner.
fn least_changes(
    values: &[Vec<f64>],
    weights: &[f64],
    winner: usize,
    flips: &Value,
    tolerance: f64,
) -> Result<(), String> {
    for (rival, wanted) in flips.as_object().ok_or("no flips")? {
        let found = least_weight_change(values, weights, winner, place(rival)?);
        match (found, wanted.is_null()) {
            (None, true) => {}
            (Some(found), false) => {
                check_keys("a flip", wanted, &["l1", "weights"])?;
                check(&format!("L1 to {rival}"), found.total, &wanted["l1"], tolerance)?;
                check_row(&format!("weights to {rival}"), &found.weights, &wanted["weights"], tolerance)?;
            }
            (found, _) => return Err(format!("L1 to {rival}: found {found:?}, expected {wanted}")),
        }
    }
    Ok(())
}

pub(super) fn wilson(row: &Row<'_>) -> Result<(), String> {
    let count = |key: &str| row.input(key)?.as_u64().ok_or_else(|| format!("`{key}` is not a count"));
    let found = wilson_interval_at(count("successes")?, count("n")?, number(row.input("confidence")?)?);
    check("lower", found.low(), row.expected("lower")?, row.tolerance())?;
    check("upper", found.high(), row.expected("upper")?, row.tolerance())
}
