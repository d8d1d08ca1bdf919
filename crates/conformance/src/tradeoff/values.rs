//! Value functions and weights: AHP, best-worst, from the data.

use haggle_tradeoff::methods::{
    BestWorst, ComparisonMatrix, RandomIndex, Weights, aggregate_judgements, aggregate_priorities_arithmetic,
    aggregate_priorities_geometric, best_worst as run_best_worst, critic_weights, entropy_weights,
};
use haggle_tradeoff::{Beyond, Direction, Interval, Scale, ValueFunction};
use serde_json::Value;

use super::compare::{check, check_keys, check_option, check_row, check_rows, check_same};
use super::methods::{directions, table};
use super::row::Row;
use super::{list, number, numbers, rows, text, words};

const TABLES: [(&str, RandomIndex); 4] = [
    ("saaty1980", RandomIndex::Saaty1980),
    ("saaty_later", RandomIndex::SaatyLater),
    ("alonso_lamata2006", RandomIndex::AlonsoLamata2006),
    ("tummala_ling1998", RandomIndex::TummalaLing1998),
];

fn matrix(value: &Value) -> Result<ComparisonMatrix, String> {
    ComparisonMatrix::new(rows(value)?).map_err(words)
}

pub(super) fn ahp(row: &Row<'_>) -> Result<(), String> {
    if row.input_if_given("pairwise").is_some() {
        comparisons(row)
    } else if row.input_if_given("matrices").is_some() {
        group_comparisons(row)
    } else if row.input_if_given("alternatives").is_some() {
        let weights = matrix(row.input("criteria")?)?.eigenvector().weights;
        let mut global = Vec::new();
        for (weight, alternatives) in weights.iter().zip(list(row.input("alternatives")?)?) {
            let own = matrix(alternatives)?.eigenvector().weights;
            global.resize(own.len(), 0.0);
            for (sum, part) in global.iter_mut().zip(own) {
                *sum += weight * part;
            }
        }
        check_row("global", &global, row.expected("global_eigen")?, row.tolerance())
    } else {
        for (name, random_index) in TABLES {
            row.if_expected(name, |wanted| check_row(name, &random_index.table(), wanted, 0.0))?;
        }
        Ok(())
    }
}

fn comparisons(row: &Row<'_>) -> Result<(), String> {
    let matrix = matrix(row.input("pairwise")?)?;
    let tolerance = row.tolerance();
    let principal = matrix.eigenvector();
    check_row("eigenvector", &principal.weights, row.expected("eigen")?, tolerance)?;
    check_row("geometric", &matrix.geometric(), row.expected("geometric")?, tolerance)?;
    let means = matrix.mean_of_normalised_columns();
    check_row("means of columns", &means, row.expected("mean_of_normalised_columns")?, tolerance)?;
    check("lambda", principal.eigenvalue, row.expected("lambda_max")?, tolerance)?;
    check("CI", matrix.consistency_index(), row.expected("CI")?, tolerance)?;
    check("GCI", matrix.geometric_consistency_index(), row.expected("GCI")?, tolerance)?;
    let ratios = row.expected("CR")?;
    check_keys("CR", ratios, &TABLES.map(|(name, _)| name))?;
    for (name, random_index) in TABLES.iter().filter(|(name, _)| ratios.get(name).is_some()) {
        check_option(name, matrix.consistency_ratio(*random_index), &ratios[*name], tolerance)?;
    }
    Ok(())
}

fn group_comparisons(row: &Row<'_>) -> Result<(), String> {
    let tolerance = row.tolerance();
    let matrices = list(row.input("matrices")?)?.iter().map(matrix).collect::<Result<Vec<_>, _>>()?;
    let weights = Weights::new(&numbers(row.input("decision_maker_weights")?)?).map_err(words)?;
    let joint = aggregate_judgements(&matrices, &weights).map_err(words)?;
    check_rows("AIJ", joint.rows(), row.expected("aij_matrix")?, tolerance)?;
    check_row("AIJ geometric", &joint.geometric(), row.expected("aij_geometric")?, tolerance)?;
    check_row("AIJ eigenvector", &joint.eigenvector().weights, row.expected("aij_eigen")?, tolerance)?;
    let geometric: Vec<Vec<f64>> = matrices.iter().map(ComparisonMatrix::geometric).collect();
    let eigen: Vec<Vec<f64>> = matrices.iter().map(|matrix| matrix.eigenvector().weights).collect();
    let found = aggregate_priorities_geometric(&geometric, &weights).map_err(words)?;
    check_row("AIP geometric", &found, row.expected("aip_geometric")?, tolerance)?;
    let found = aggregate_priorities_arithmetic(&eigen, &weights).map_err(words)?;
    check_row("AIP arithmetic", &found, row.expected("aip_arithmetic_eigen")?, tolerance)?;
    row.if_expected("identity", |said| {
        if !text(said)?.starts_with("AIJ with row-geometric-mean == AIP geometric") {
            return Err(format!("no runner for the identity {said}"));
        }
        let priorities = aggregate_priorities_geometric(&geometric, &weights).map_err(words)?;
        let both = joint.geometric().into_iter().zip(priorities);
        both.into_iter()
            .try_for_each(|(judged, own)| check("AIJ and AIP", judged, &Value::from(own), tolerance))
    })
}

/// The deviation is what the method minimises; weights may be others that reach it too.
pub(super) fn best_worst(row: &Row<'_>) -> Result<(), String> {
    let comparisons =
        BestWorst::new(numbers(row.input("best_to_others")?)?, numbers(row.input("others_to_worst")?)?)
            .map_err(words)?;
    let found = run_best_worst(&comparisons).map_err(words)?;
    let tolerance = row.tolerance();
    check("xi", found.deviation, row.expected("xi_L")?, tolerance)?;
    check("input-based CR", found.input_consistency_ratio, row.expected("input_based_CR")?, tolerance)?;
    check("sum of weights", found.weights.iter().sum(), &Value::from(1.0), tolerance)?;
    let reference = numbers(row.expected("weights")?)?;
    check(
        "xi of the reference's weights",
        comparisons.deviation_of(&reference),
        row.expected("xi_L")?,
        tolerance,
    )
}

pub(super) fn objective_weights(row: &Row<'_>) -> Result<(), String> {
    let table = table(row)?;
    row.if_expected("critic", |wanted| {
        let found = critic_weights(&table).map_err(words)?;
        check_row("CRITIC", &found, wanted, row.tolerance())
    })?;
    row.if_expected("entropy_no_inversion", |wanted| {
        let found = entropy_weights(&table).map_err(words)?;
        check_row("entropy", &found, wanted, row.tolerance())
    })
}

pub(super) fn value_models(row: &Row<'_>) -> Result<(), String> {
    if row.input_if_given("breakpoints").is_some() {
        return piecewise(row);
    }
    if row.input_if_given("rho").is_some() {
        return exponential(row);
    }
    match row.method() {
        Some("mavt") => additive(row),
        other => Err(format!("no runner for a value model of the method {other:?}")),
    }
}

fn exponential(row: &Row<'_>) -> Result<(), String> {
    let (low, high) = (number(row.input("lo")?)?, number(row.input("hi")?)?);
    let scale = Scale {
        value: ValueFunction::Exponential { tolerance: number(row.input("rho")?)? / (high - low) },
        ..Scale::linear("", Direction::Max, Interval::new(low, high).map_err(words)?)
    };
    let found: Vec<f64> = numbers(row.input("x")?)?.into_iter().map(|x| scale.value_of(x)).collect();
    check_row("y", &found, row.expected("y")?, row.tolerance())
}

/// Additive values on scales of the alternatives at hand and on fixed ones.
fn additive(row: &Row<'_>) -> Result<(), String> {
    let (matrix, weights) = (rows(row.input("matrix")?)?, numbers(row.input("weights")?)?);
    let directions = directions(row.input("directions")?)?;
    for (name, ranges) in [("local", "local_ranges"), ("global_", "global_ranges")] {
        let mut scores = vec![0.0; matrix.len()];
        let columns = rows(row.input(ranges)?)?;
        check_same("columns", &[columns.len(), weights.len()], &[directions.len(); 2])?;
        for (column, range) in columns.iter().enumerate() {
            let [low, high] = range[..] else { return Err(format!("{range:?} is not a range")) };
            let range = Interval::new(low, high).map_err(words)?;
            let scale = Scale::linear("", directions[column], range);
            for (score, row) in scores.iter_mut().zip(&matrix) {
                let measure = *row.get(column).ok_or("a row is too short")?;
                *score += weights[column] * scale.value_of(measure);
            }
        }
        check_row(name, &scores, row.expected(name)?, row.tolerance())?;
    }
    Ok(())
}

fn piecewise(row: &Row<'_>) -> Result<(), String> {
    let points: Vec<(f64, f64)> =
        numbers(row.input("breakpoints")?)?.into_iter().zip(numbers(row.input("values")?)?).collect();
    let (first, last) = (points.first().ok_or("no breakpoint")?, points.last().ok_or("no breakpoint")?);
    let range = Interval::new(first.0, last.0).map_err(words)?;
    let direction = if first.1 <= last.1 { Direction::Max } else { Direction::Min };
    let (beyond, is_error) = match row.input_if_given("out_of_bounds").map_or(Ok("error"), text)? {
        "error" => (Beyond::Clamp, true),
        "clip" | "clamp" => (Beyond::Clamp, false),
        "interpolate" | "extrapolate" => (Beyond::Extrapolate, false),
        other => return Err(format!("no runner for values that are out of bounds: `{other}`")),
    };
    let value = ValueFunction::Piecewise(points);
    let scale = Scale { value, beyond, ..Scale::linear("", direction, range) };
    let wanted = list(row.expected("y")?)?;
    let measures = numbers(row.input("x")?)?;
    check_same("number of values", &measures.len(), &wanted.len())?;
    for (x, y) in measures.into_iter().zip(wanted) {
        let found = (!is_error || range.contains(x)).then(|| scale.value_of(x));
        check_option("y", found, y, row.tolerance())?;
    }
    Ok(())
}
