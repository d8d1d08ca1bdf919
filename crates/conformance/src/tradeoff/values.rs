//! Value functions and weights: AHP, best-worst, from the data.

use haggle_tradeoff::methods::{
    BestWorst, ComparisonMatrix, RandomIndex, Weights, aggregate_judgements, aggregate_priorities_arithmetic,
    aggregate_priorities_geometric, best_worst as run_best_worst, critic_weights, entropy_weights,
};
use haggle_tradeoff::{Direction, Interval, Scale, ValueFunction};
use serde_json::Value;

use super::methods::{directions, table};
use super::{
    check, check_row, check_rows, check_same, if_given, list, number, numbers, rows, text, tolerance,
};

const TABLES: [(&str, RandomIndex); 4] = [
    ("saaty1980", RandomIndex::Saaty1980),
    ("saaty_later", RandomIndex::SaatyLater),
    ("alonso_lamata2006", RandomIndex::AlonsoLamata2006),
    ("tummala_ling1998", RandomIndex::TummalaLing1998),
];

fn matrix(value: &Value) -> Result<ComparisonMatrix, String> {
    ComparisonMatrix::new(rows(value)?).map_err(|error| error.to_string())
}

pub(super) fn ahp(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    if input.get("pairwise").is_some() {
        comparisons(case)
    } else if input.get("matrices").is_some() {
        group_comparisons(case)
    } else if input.get("alternatives").is_some() {
        let weights = matrix(&input["criteria"])?.eigenvector().weights;
        let mut global = Vec::new();
        for (weight, alternatives) in weights.iter().zip(list(&input["alternatives"])?) {
            let own = matrix(alternatives)?.eigenvector().weights;
            global.resize(own.len(), 0.0);
            for (sum, part) in global.iter_mut().zip(own) {
                *sum += weight * part;
            }
        }
        check_row("global", &global, &expected["global_eigen"], tolerance(case))
    } else {
        for (name, random_index) in TABLES {
            if_given(expected, name, |row| check_row(name, &random_index.table(), row, 0.0))?;
        }
        Ok(())
    }
}

fn comparisons(case: &Value) -> Result<(), String> {
    let expected = &case["expected"];
    let matrix = matrix(&case["input"]["pairwise"])?;
    let tolerance = tolerance(case);
    let principal = matrix.eigenvector();
    check_row("eigenvector", &principal.weights, &expected["eigen"], tolerance)?;
    check_row("geometric", &matrix.geometric(), &expected["geometric"], tolerance)?;
    let means = matrix.mean_of_normalised_columns();
    check_row("means of columns", &means, &expected["mean_of_normalised_columns"], tolerance)?;
    check("lambda", principal.eigenvalue, &expected["lambda_max"], tolerance)?;
    check("CI", matrix.consistency_index(), &expected["CI"], tolerance)?;
    check("GCI", matrix.geometric_consistency_index(), &expected["GCI"], tolerance)?;
    for (name, random_index) in TABLES {
        if_given(&expected["CR"], name, |ratio| {
            check(name, matrix.consistency_ratio(random_index).ok_or("no random index")?, ratio, tolerance)
        })?;
    }
    Ok(())
}

fn group_comparisons(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let tolerance = tolerance(case);
    let matrices = list(&input["matrices"])?.iter().map(matrix).collect::<Result<Vec<_>, _>>()?;
    let weights =
        Weights::new(&numbers(&input["decision_maker_weights"])?).map_err(|error| error.to_string())?;
    let joint = aggregate_judgements(&matrices, &weights).map_err(|error| error.to_string())?;
    check_rows("AIJ", joint.rows(), &expected["aij_matrix"], tolerance)?;
    check_row("AIJ geometric", &joint.geometric(), &expected["aij_geometric"], tolerance)?;
    check_row("AIJ eigenvector", &joint.eigenvector().weights, &expected["aij_eigen"], tolerance)?;
    let geometric: Vec<Vec<f64>> = matrices.iter().map(ComparisonMatrix::geometric).collect();
    let eigen: Vec<Vec<f64>> = matrices.iter().map(|matrix| matrix.eigenvector().weights).collect();
    let found = aggregate_priorities_geometric(&geometric, &weights).map_err(|error| error.to_string())?;
    check_row("AIP geometric", &found, &expected["aip_geometric"], tolerance)?;
    let found = aggregate_priorities_arithmetic(&eigen, &weights).map_err(|error| error.to_string())?;
    check_row("AIP arithmetic", &found, &expected["aip_arithmetic_eigen"], tolerance)
}

/// The deviation is what the method minimises; weights may be others that reach it too.
pub(super) fn best_worst(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let comparisons = BestWorst::new(numbers(&input["best_to_others"])?, numbers(&input["others_to_worst"])?)
        .map_err(|error| error.to_string())?;
    let found = run_best_worst(&comparisons).map_err(|error| error.to_string())?;
    let tolerance = tolerance(case);
    check("xi", found.deviation, &expected["xi_L"], tolerance)?;
    check("input-based CR", found.input_consistency_ratio, &expected["input_based_CR"], tolerance)?;
    check("sum of weights", found.weights.iter().sum(), &Value::from(1.0), tolerance)?;
    let reference = numbers(&expected["weights"])?;
    check("xi of the reference's weights", comparisons.deviation_of(&reference), &expected["xi_L"], tolerance)
}

pub(super) fn objective_weights(case: &Value) -> Result<(), String> {
    let expected = &case["expected"];
    let table = table(&case["input"])?;
    if_given(expected, "critic", |row| {
        let found = critic_weights(&table).map_err(|error| error.to_string())?;
        check_row("CRITIC", &found, row, tolerance(case))
    })?;
    if_given(expected, "entropy_no_inversion", |row| {
        let found = entropy_weights(&table).map_err(|error| error.to_string())?;
        check_row("entropy", &found, row, tolerance(case))
    })
}

pub(super) fn value_models(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    if input.get("breakpoints").is_some() {
        return piecewise(case);
    }
    let tolerance = tolerance(case);
    if input.get("rho").is_some() {
        let (low, high) = (number(&input["lo"])?, number(&input["hi"])?);
        let scale = Scale {
            value: ValueFunction::Exponential { tolerance: number(&input["rho"])? / (high - low) },
            ..Scale::linear("", Direction::Max, Interval::new(low, high).map_err(|error| error.to_string())?)
        };
        let found: Vec<f64> = numbers(&input["x"])?.into_iter().map(|x| scale.value_of(x)).collect();
        return check_row("y", &found, &expected["y"], tolerance);
    }
    let (matrix, weights) = (rows(&input["matrix"])?, numbers(&input["weights"])?);
    let directions = directions(&input["directions"])?;
    for (name, ranges) in [("local", "local_ranges"), ("global_", "global_ranges")] {
        let mut scores = vec![0.0; matrix.len()];
        for (column, range) in rows(&input[ranges])?.iter().enumerate() {
            let range = Interval::new(range[0], range[1]).map_err(|error| error.to_string())?;
            let scale = Scale::linear("", directions[column], range);
            for (score, row) in scores.iter_mut().zip(&matrix) {
                *score += weights[column] * scale.value_of(row[column]);
            }
        }
        check_row(name, &scores, &expected[name], tolerance)?;
    }
    Ok(())
}

fn piecewise(case: &Value) -> Result<(), String> {
    let input = &case["input"];
    let points: Vec<(f64, f64)> =
        numbers(&input["breakpoints"])?.into_iter().zip(numbers(&input["values"])?).collect();
    let (first, last) = (points.first().ok_or("no breakpoint")?, points.last().ok_or("no breakpoint")?);
    let range = Interval::new(first.0, last.0).map_err(|error| error.to_string())?;
    let direction = if first.1 <= last.1 { Direction::Max } else { Direction::Min };
    let scale = Scale { value: ValueFunction::Piecewise(points), ..Scale::linear("", direction, range) };
    let strict = text(&input["out_of_bounds"])? == "error";
    for (x, y) in numbers(&input["x"])?.into_iter().zip(list(&case["expected"]["y"])?) {
        if strict && !range.contains(x) {
            check_same("y beyond the bounds", &y.as_f64(), &None)?;
        } else {
            check("y", scale.value_of(x), y, tolerance(case))?;
        }
    }
    Ok(())
}
