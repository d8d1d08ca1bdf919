//! Acceptability over weights and measures: computed exactly, or counted in draws that the row gives.

use haggle_tradeoff::methods::rank_order_centroid;
use haggle_tradeoff::robust::{WeightSpace, drawn_acceptability, exact_acceptability, exact_central_weights};
use serde_json::Value;

use super::compare::{check_option, check_row, check_rows, check_same};
use super::row::Row;
use super::{index, list, numbers, rows, text, words};

/// How often what comes up.
struct Shares {
    ranks: Vec<Vec<f64>>,
    wins: Vec<Vec<f64>>,
    central: Vec<Option<Vec<f64>>>,
    /// How often each alternative comes first at its central weights.
    confidence: Vec<Option<f64>>,
}

pub(super) fn smaa(row: &Row<'_>) -> Result<(), String> {
    match row.method() {
        None | Some("smaa" | "smaa-2" | "smaa-o") => {}
        Some("rank-order-centroid" | "roc") => return centroids(row),
        Some(other) => return Err(format!("no runner for the method `{other}`")),
    }
    if let Some(values) = row.param_if_given("values") {
        let known = ["deterministic", "samples", "draws", "given"];
        if !known.iter().any(|known| values.as_str().is_some_and(|values| values.contains(known))) {
            return Err(format!("no runner for values that are {values}"));
        }
    }
    let found = match weights_of(row)? {
        Weights::Space(space) => exactly(&rows(row.input("values")?)?, space)?,
        Weights::Draws => drawn(row)?,
    };
    // Central weights come from quotients of small shares.
    let tolerance = row.tolerance();
    for key in ["rank_acceptability", "rank_acceptability_exact"] {
        row.if_expected(key, |wanted| check_rows(key, &found.ranks, wanted, 1e-12))?;
    }
    for key in ["pairwise_winning", "pairwise_winning_exact"] {
        row.if_expected(key, |wanted| check_rows(key, &found.wins, wanted, 1e-12))?;
    }
    for key in ["central_weights", "central_weights_exact"] {
        row.if_expected(key, |wanted| check_central(&found.central, wanted, tolerance))?;
    }
    for key in ["confidence_factors", "confidence_factor"] {
        row.if_expected(key, |wanted| {
            let wanted = list(wanted)?;
            check_same("number of confidence factors", &found.confidence.len(), &wanted.len())?;
            found
                .confidence
                .iter()
                .zip(wanted)
                .try_for_each(|(found, wanted)| check_option(key, *found, wanted, tolerance))
        })?;
    }
    Ok(())
}

fn centroids(row: &Row<'_>) -> Result<(), String> {
    match row.input("n")? {
        Value::Array(sizes) => sizes.iter().try_for_each(|n| {
            check_row("centroid", &rank_order_centroid(index(n)?), row.expected(&n.to_string())?, 1e-12)
        }),
        n => check_row("centroid", &rank_order_centroid(index(n)?), row.expected("weights")?, 1e-12),
    }
}

enum Weights {
    Space(WeightSpace),
    Draws,
}

/// Which weights count: all of a space that the parameters name, or those that the input gives.
fn weights_of(row: &Row<'_>) -> Result<Weights, String> {
    let given = row.fields("input").iter().any(|field| DRAWS.contains(field) || WEIGHTS.contains(field));
    let said = row.param_if_given("weights").map_or(Ok(""), text)?;
    Ok(match said {
        said if said.contains(">=") || said.contains("ordinal") => Weights::Space(WeightSpace::Ordinal),
        said if said.contains("simplex") => Weights::Space(WeightSpace::Simplex),
        "" if !given => Weights::Space(WeightSpace::Simplex),
        "" | "fixed" | "given" | "samples" | "draws" => Weights::Draws,
        other => return Err(format!("no runner for weights that are `{other}`")),
    })
}

fn exactly(values: &[Vec<f64>], space: WeightSpace) -> Result<Shares, String> {
    let found = exact_acceptability(values, space).ok_or("too many to cut exactly")?;
    let central = exact_central_weights(values, space).ok_or("too many for central weights")?;
    Ok(Shares {
        ranks: found.rank_acceptability,
        wins: found.pairwise_winning,
        // Where values are certain, what comes first anywhere comes first at its central weights.
        confidence: central.iter().map(|central| central.as_ref().map(|_| 1.0)).collect(),
        central,
    })
}

/// Fields that hold draws: ranks or values of each draw, or measures of each draw, alternative and criterion.
const DRAWS: &[&str] = &["ranks", "rankings", "meas", "measurements", "samples", "draws"];
/// Fields that hold weights: the same for all draws, or one set for each.
const WEIGHTS: &[&str] = &["weights", "pref", "preferences"];

/// Counts in draws: of ranks (1 the best), or of measures with weights.
fn drawn(row: &Row<'_>) -> Result<Shares, String> {
    let given = |names: &[&str]| names.iter().find_map(|name| row.input_if_given(name));
    if let Some(ranks) = given(&["ranks", "rankings"]) {
        let ranks = rows(ranks)?;
        let values: Vec<Vec<f64>> =
            ranks.iter().map(|draw| draw.iter().map(|rank| -rank).collect()).collect();
        return counted(&values, &vec![Vec::new(); values.len()]);
    }
    let weights = given(WEIGHTS).ok_or("the draws have no weights")?;
    let is_one = list(weights)?.iter().all(|weight| !weight.is_array());
    let measures = if let Some(draws) = given(DRAWS) {
        list(draws)?.iter().map(rows).collect::<Result<Vec<_>, _>>()?
    } else {
        let n_draws = if is_one { 1 } else { list(weights)?.len() };
        vec![rows(row.input("values")?)?; n_draws]
    };
    let weights = if is_one { vec![numbers(weights)?; measures.len()] } else { rows(weights)? };
    check_same("draws of weights", &weights.len(), &measures.len())?;
    let values: Vec<Vec<f64>> =
        measures.iter().zip(&weights).map(|(table, weights)| scores(table, weights)).collect();
    let mut found = counted(&values, &weights)?;
    for (at, central) in found.central.iter().enumerate() {
        let Some(central) = central else { continue };
        let at_central: Vec<Vec<f64>> = measures.iter().map(|table| scores(table, central)).collect();
        found.confidence[at] = Some(counted(&at_central, &weights)?.ranks[at][0]);
    }
    Ok(found)
}

fn scores(table: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    table.iter().map(|row| row.iter().zip(weights).map(|(value, weight)| value * weight).sum()).collect()
}

fn counted(values: &[Vec<f64>], weights: &[Vec<f64>]) -> Result<Shares, String> {
    let found = drawn_acceptability(values, weights).ok_or("the draws do not fit together")?;
    let count = |count: u64| u32::try_from(count).map(f64::from).map_err(words);
    let n = count(found.samples)?;
    let shares = |counts: &[Vec<u64>]| -> Result<Vec<Vec<f64>>, String> {
        let share = |counted: &u64| Ok(count(*counted)? / n);
        counts.iter().map(|row| row.iter().map(share).collect()).collect()
    };
    Ok(Shares {
        ranks: shares(&found.rank_counts)?,
        wins: shares(&found.win_counts)?,
        confidence: vec![None; found.central_weights.len()],
        central: found.central_weights,
    })
}

fn check_central(found: &[Option<Vec<f64>>], wanted: &Value, tolerance: f64) -> Result<(), String> {
    let wanted = list(wanted)?;
    check_same("number of central weights", &found.len(), &wanted.len())?;
    for (at, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        match (found, wanted.is_null()) {
            (None, true) => {}
            (Some(found), false) => check_row(&format!("central weights of {at}"), found, wanted, tolerance)?,
            (found, _) => return Err(format!("central weights of {at}: found {found:?}, expected {wanted}")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::row::Row;
    use super::smaa;

    #[track_caller]
    fn check(case: &serde_json::Value) {
        let row = Row::new(case);
        assert_eq!(smaa(&row).and_then(|()| row.finish()), Ok(()), "{case}");
    }

    #[test]
    fn acceptability_is_read_in_each_shape() {
        check(&json!({
            "params": {"weights": "uniform on simplex", "values": "deterministic"},
            "input": {"values": [[1, 0], [0, 1]]},
            "expected": {"central_weights": [["3/4", "1/4"], ["1/4", "3/4"]], "confidence_factors": [1, 1]},
        }));
        let ranks: Vec<[u8; 2]> = std::iter::once([2, 1]).chain(vec![[1, 2]; 9]).collect();
        check(&json!({"input": {"ranks": ranks}, "expected": {"pairwise_winning": [[0, 0.9], [0.1, 0]]}}));
        check(&json!({
            "input": {"measurements": vec![[[1, 1, 1], [0, 0, 0]]; 4], "weights": ["1/3", "1/3", "1/3"]},
            "expected": {
                "rank_acceptability": [[1, 0], [0, 1]],
                "central_weights": [["1/3", "1/3", "1/3"], null],
                "confidence_factors": [1, null],
            },
        }));
        check(&json!({
            "input": {"values": [[1, 0], [0, 1]], "weights": [[1, 0], [0.75, 0.25], [0, 1], [0.9, 0.1]]},
            "expected": {"rank_acceptability": [[0.75, 0.25], [0.25, 0.75]]},
        }));
    }

    #[test]
    fn what_has_no_runner_is_named() {
        let case = json!({"params": {"values": "normal"}, "input": {"values": [[1]]}, "expected": {}});
        assert_eq!(smaa(&Row::new(&case)), Err("no runner for values that are \"normal\"".to_owned()));
    }
}
