//! Acceptability, stability and intervals of shares.

use haggle_tradeoff::methods::rank_order_centroid;
use haggle_tradeoff::robust::{
    WeightSpace, contribution_differences, criterion_change_to_tie, exact_acceptability, least_weight_change,
    normal_expected_value_of_perfect_information, weight_stability,
};
use haggle_tradeoff::wilson_interval_at;
use serde_json::Value;

use super::{
    check, check_row, check_rows, check_same, if_given, index, list, number, numbers, rows, tolerance,
};

pub(super) fn smaa(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    if input.get("n").is_some() {
        for n in list(&input["n"])? {
            check_row("centroid", &rank_order_centroid(index(n)?), &expected[n.to_string()], 1e-12)?;
        }
        return Ok(());
    }
    let weights = case["params"]["weights"].as_str().unwrap_or_default();
    let space = if weights.contains(">=") { WeightSpace::Ordinal } else { WeightSpace::Simplex };
    let found = exact_acceptability(&rows(&input["values"])?, space).ok_or("too many to cut exactly")?;
    for key in ["rank_acceptability", "rank_acceptability_exact"] {
        if_given(expected, key, |rows| check_rows(key, &found.rank_acceptability, rows, 1e-12))?;
    }
    for key in ["pairwise_winning", "pairwise_winning_exact"] {
        if_given(expected, key, |rows| check_rows(key, &found.pairwise_winning, rows, 1e-12))?;
    }
    Ok(())
}

pub(super) fn robustness(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let tolerance = tolerance(case);
    if input.get("mean_difference").is_some() {
        let (mean, deviation) = (number(&input["mean_difference"])?, number(&input["sd"])?);
        let found = normal_expected_value_of_perfect_information(mean, deviation).ok_or("no value")?;
        return check("EVPI", found, &expected["evpi"], tolerance);
    }
    let (values, weights) = (rows(&input["values"])?, numbers(&input["weights"])?);
    let score = |row: &Vec<f64>| row.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
    let scores: Vec<f64> = values.iter().map(score).collect();
    check_row("scores", &scores, &expected["scores"], tolerance)?;
    if_given(expected, "min_absolute_weight_change_by_pair_criterion", |changes| {
        for (key, wanted) in changes.as_object().ok_or("no changes")? {
            let at: Vec<usize> = key.split(',').filter_map(|part| part.trim().parse().ok()).collect();
            let found = match at[..] {
                [a, b, criterion] => criterion_change_to_tie(&values, &weights, a, b, criterion),
                _ => return Err(format!("`{key}` is not a pair and a criterion")),
            };
            match (found, wanted.is_null()) {
                (None, true) => {}
                (Some(found), false) => check(key, found, wanted, tolerance)?,
                (found, _) => return Err(format!("{key}: found {found:?}, expected {wanted}")),
            }
        }
        Ok(())
    })?;
    if expected.get("winner").is_none() {
        return Ok(());
    }
    let winner = index(&expected["winner"])?;
    let best = (0..scores.len()).reduce(|best, at| if scores[at] > scores[best] { at } else { best });
    check_same("winner", &best, &Some(winner))?;
    if_given(expected, "weight_stability_intervals", |intervals| {
        for (criterion, wanted) in list(intervals)?.iter().enumerate() {
            let found = weight_stability(&values, &weights, winner, criterion).ok_or("no interval")?;
            check_row(&format!("stability of {criterion}"), &[found.low(), found.high()], wanted, tolerance)?;
        }
        Ok(())
    })?;
    if_given(expected, "min_l1_weight_change_to_flip", |flips| {
        for (rival, wanted) in flips.as_object().ok_or("no flips")? {
            let at = rival.parse().map_err(|_| format!("`{rival}` is not an alternative"))?;
            let found = least_weight_change(&values, &weights, winner, at);
            match (found, wanted.is_null()) {
                (None, true) => {}
                (Some(found), false) => {
                    check(&format!("L1 to {rival}"), found.total, &wanted["l1"], tolerance)?;
                    check_row(&format!("weights to {rival}"), &found.weights, &wanted["weights"], tolerance)?;
                }
                (found, _) => return Err(format!("L1 to {rival}: found {found:?}, expected {wanted}")),
            }
        }
        Ok(())
    })?;
    if_given(expected, "pairwise_contributions", |pairs| {
        for (rival, wanted) in pairs.as_object().ok_or("no pairs")? {
            let at: usize = rival.parse().map_err(|_| format!("`{rival}` is not an alternative"))?;
            let row = values.get(at).ok_or("no such alternative")?;
            let found = contribution_differences(&weights, &values[winner], row);
            check_row(&format!("contributions against {rival}"), &found, wanted, tolerance)?;
        }
        Ok(())
    })
}

pub(super) fn wilson(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let count = |key: &str| input[key].as_u64().ok_or_else(|| format!("`{key}` is not a count"));
    let found = wilson_interval_at(count("successes")?, count("n")?, number(&input["confidence"])?);
    check("lower", found.low(), &expected["lower"], tolerance(case))?;
    check("upper", found.high(), &expected["upper"], tolerance(case))
}
