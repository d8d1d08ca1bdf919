//! TOPSIS, VIKOR, PROMETHEE, ELECTRE and their disagreements.

use haggle_tradeoff::Direction;
use haggle_tradeoff::group::{Ballot, PreferenceProfile};
use haggle_tradeoff::methods::{
    BestWorst, ComparisonMatrix, Distillation, MajorityRule, Normalisation, Performances, PreferenceFunction,
    PseudoCriterion, Relation, Weights, best_worst, electre_one, electre_three, electre_tri, entropy_weights,
    majority_sorting, promethee as run_promethee, topsis as run_topsis, vikor as run_vikor,
    weighted_sum_min_max,
};
use serde_json::Value;

use super::{
    NOTHING_TO_RUN, check, check_row, check_rows, check_same, if_given, index, indices, list, number,
    numbers, rows, text, tolerance,
};

pub(super) fn directions(value: &Value) -> Result<Vec<Direction>, String> {
    let direction = |value: &Value| match text(value)? {
        "max" => Ok(Direction::Max),
        "min" => Ok(Direction::Min),
        other => Err(format!("`{other}` is not a direction")),
    };
    list(value)?.iter().map(direction).collect()
}

pub(super) fn table(input: &Value) -> Result<Performances, String> {
    Performances::new(rows(&input["matrix"])?, directions(&input["directions"])?)
        .map_err(|error| error.to_string())
}

pub(super) fn weights(value: &Value) -> Result<Weights, String> {
    Weights::new(&numbers(value)?).map_err(|error| error.to_string())
}

pub(super) fn topsis(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let how = match text(&case["params"]["normalisation"])? {
        "vector" => Normalisation::Vector,
        "minmax" => Normalisation::MinMax,
        other => return Err(format!("`{other}` is not a normalisation")),
    };
    let found =
        run_topsis(&table(input)?, &weights(&input["weights"])?, how).map_err(|error| error.to_string())?;
    check_row("closeness", &found.closeness, &expected["closeness"], tolerance(case))?;
    if_given(expected, "ranks", |ranks| check_same("ranks", &found.ranks, &indices(ranks)?))
}

pub(super) fn vikor(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let found = run_vikor(&table(input)?, &weights(&input["weights"])?, number(&case["params"]["v"])?)
        .map_err(|error| error.to_string())?;
    for (name, found) in [("S", &found.s), ("R", &found.r), ("Q", &found.q)] {
        check_row(name, found, &expected[name], tolerance(case))?;
    }
    check("DQ", found.required_advantage, &expected["DQ"], tolerance(case))?;
    check_same("advantage", &Some(found.acceptable_advantage), &expected["acceptable_advantage"].as_bool())?;
    check_same("stability", &Some(found.acceptable_stability), &expected["acceptable_stability"].as_bool())?;
    check_same("compromise", &found.compromise, &indices(&expected["compromise_set"])?)
}

pub(super) fn promethee(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let (q, p, sigma) = (numbers(&input["q"])?, numbers(&input["p"])?, numbers(&input["sigma"])?);
    let mut functions = Vec::new();
    for (at, name) in list(&input["functions"])?.iter().enumerate() {
        let (indifference, preference) = (q[at], p[at]);
        functions.push(match text(name)? {
            "usual" => PreferenceFunction::Usual,
            "ushape" => PreferenceFunction::UShape { indifference },
            "vshape" => PreferenceFunction::VShape { preference },
            "level" => PreferenceFunction::Level { indifference, preference },
            "linear" => PreferenceFunction::Linear { indifference, preference },
            "gaussian" => PreferenceFunction::Gaussian { sigma: sigma[at] },
            other => return Err(format!("`{other}` is not a preference function")),
        });
    }
    let found = run_promethee(&table(input)?, &weights(&input["weights"])?, &functions)
        .map_err(|error| error.to_string())?;
    let tolerance = tolerance(case);
    if_given(expected, "pi", |pi| check_rows("pi", &found.preference, pi, tolerance))?;
    check_row("phi+", &found.leaving, &expected["phi_plus"], tolerance)?;
    check_row("phi-", &found.entering, &expected["phi_minus"], tolerance)?;
    check_row("phi", &found.net, &expected["phi_net"], tolerance)?;
    if_given(expected, "promethee_i", |relations| {
        for (a, row) in list(relations)?.iter().enumerate() {
            for (b, wanted) in list(row)?.iter().enumerate().filter(|(b, _)| *b != a) {
                let found = match found.relations[a][b] {
                    Relation::Preferred => "P",
                    Relation::Outranked => "p",
                    Relation::Indifferent => "I",
                    Relation::Incomparable => "R",
                };
                check_same(&format!("relation of {a} to {b}"), &found, &text(wanted)?)?;
            }
        }
        Ok(())
    })
}

pub(super) fn electre(case: &Value) -> Result<(), String> {
    match text(&case["method"])? {
        "electre-1" => electre_1(case),
        "electre-3" => electre_3(case),
        "electre-tri-b" => electre_tri_b(case),
        "mr-sort" => mr_sort(case),
        other => Err(format!("`{other}` is not a method of this file")),
    }
}

fn electre_1(case: &Value) -> Result<(), String> {
    let (input, expected, params) = (&case["input"], &case["expected"], &case["params"]);
    let (c_hat, d_hat) = (number(&params["c_hat"])?, number(&params["d_hat"])?);
    let found = electre_one(&table(input)?, &weights(&input["weights"])?, c_hat, d_hat)
        .map_err(|error| error.to_string())?;
    let tolerance = tolerance(case);
    if_given(expected, "concordance", |rows| check_rows("concordance", &found.concordance, rows, tolerance))?;
    if_given(expected, "discordance", |rows| check_rows("discordance", &found.discordance, rows, tolerance))?;
    let outranks = list(&expected["outranks"])?
        .iter()
        .map(|row| Ok(list(row)?.iter().map(|cell| cell.as_bool() == Some(true)).collect()))
        .collect::<Result<Vec<Vec<bool>>, String>>()?;
    check_same("outranks", &found.outranks, &outranks)?;
    check_same("not outranked", &found.not_outranked, &indices(&expected["not_outranked"])?)?;
    if_given(expected, "cycle", |cycle| {
        check_same("cycle", &found.kernel.is_none(), &(cycle.as_bool() == Some(true)))
    })
}

fn thresholds(input: &Value) -> Result<Vec<PseudoCriterion>, String> {
    let (q, p, v) = (numbers(&input["q"])?, numbers(&input["p"])?, list(&input["v"])?);
    let one = |((q, p), v): ((&f64, &f64), &Value)| {
        let veto = if v.is_null() { None } else { Some(number(v)?) };
        PseudoCriterion::new(*q, *p, veto).map_err(|error| error.to_string())
    };
    q.iter().zip(&p).zip(v).map(one).collect()
}

fn electre_3(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let given = &case["params"]["distillation"];
    let distillation = Distillation { slope: number(&given["alpha"])?, intercept: number(&given["beta"])? };
    let found =
        electre_three(&table(input)?, &weights(&input["weights"])?, &thresholds(input)?, distillation)
            .map_err(|error| error.to_string())?;
    check_rows("concordance", &found.concordance, &expected["concordance"], tolerance(case))?;
    check_rows("credibility", &found.credibility, &expected["credibility"], tolerance(case))?;
    for (name, found) in [("descending", &found.descending), ("ascending", &found.ascending)] {
        let classes = list(&expected[name])?.iter().map(indices).collect::<Result<Vec<_>, _>>()?;
        check_same(name, found, &classes)?;
    }
    Ok(())
}

fn electre_tri_b(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let cut = number(&case["params"]["lambda_"])?;
    let profiles = rows(&input["profiles_worst_to_best"])?;
    let weights = weights(&input["weights"])?;
    let found = electre_tri(&table(input)?, &profiles, &weights, &thresholds(input)?, cut)
        .map_err(|error| error.to_string())?;
    check_same("pessimistic", &found.pessimistic, &indices(&expected["pessimistic"])?)?;
    check_same("optimistic", &found.optimistic, &indices(&expected["optimistic"])?)?;
    if_given(expected, "credibility", |credibility| {
        for (at, one) in list(credibility)?.iter().enumerate() {
            check_row("a S b", &found.alternative_over_profile[at], &one["a_b"], tolerance(case))?;
            check_row("b S a", &found.profile_over_alternative[at], &one["b_a"], tolerance(case))?;
        }
        Ok(())
    })
}

fn mr_sort(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let veto = |cell: &Value| if cell.is_null() { Ok(None) } else { number(cell).map(Some) };
    let rule = MajorityRule {
        profiles: rows(&input["lower_profiles_best_to_worst"])?,
        vetoes: list(&input["vetoes_best_to_worst"])?
            .iter()
            .map(|row| list(row)?.iter().map(veto).collect())
            .collect::<Result<_, String>>()?,
        majority: number(&case["params"]["majority"])?,
        weights: numbers(&input["weights"])?,
    };
    let found = majority_sorting(&table(input)?, &rule).map_err(|error| error.to_string())?;
    // Names of categories are the row's own: each must stand for one category, and each category for one name.
    let wanted = list(&expected["categories"])?;
    check_same("categories", &found.len(), &wanted.len())?;
    for (at, (category, name)) in found.iter().zip(wanted).enumerate() {
        for (other, other_name) in found.iter().zip(wanted).take(at) {
            check_same(
                &format!("category of {at}, {category}"),
                &(other == category),
                &(other_name == name),
            )?;
        }
    }
    let names = ["Good", "Medium", "Bad"];
    let is_known = |name: &Value| name.as_str().is_some_and(|name| names.contains(&name));
    if rule.profiles.len() == 2 && wanted.iter().all(is_known) {
        let found: Vec<Option<&str>> = found.iter().map(|&category| names.get(category).copied()).collect();
        let wanted: Vec<Option<&str>> = wanted.iter().map(Value::as_str).collect();
        check_same("categories", &found, &wanted)?;
    }
    Ok(())
}

pub(super) fn rank_reversal(case: &Value) -> Result<(), String> {
    let (input, expected) = (&case["input"], &case["expected"]);
    let id = text(&case["id"])?;
    let best = |scores: &[f64]| (0..scores.len()).rev().max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    if input.get("matrices_before").is_some() {
        let weights = numbers(&input["criteria_weights"])?;
        for (name, key) in [("before", "matrices_before"), ("after", "matrices_after_adding_copy_of_B")] {
            let mut priorities: Vec<f64> = Vec::new();
            for (weight, matrix) in weights.iter().zip(list(&input[key])?) {
                let matrix = ComparisonMatrix::new(rows(matrix)?).map_err(|error| error.to_string())?;
                let own = matrix.eigenvector().weights;
                priorities.resize(own.len(), 0.0);
                for (sum, part) in priorities.iter_mut().zip(own) {
                    *sum += weight * part;
                }
            }
            check_row(name, &priorities, &expected[name], tolerance(case))?;
            let winner = best(&priorities).map(|at| ["A", "B", "C", "D", "E"][at.min(4)]);
            check_same("winner", &winner, &expected[&format!("winner_{name}")].as_str())?;
        }
        return Ok(());
    }
    let (table, weights) = (table(input)?, weights(&input["weights"])?);
    let score = |table: &Performances| -> Result<Vec<f64>, String> {
        let scores = if id.contains("topsis") {
            run_topsis(table, &weights, Normalisation::Vector).map(|found| found.closeness)
        } else {
            weighted_sum_min_max(table, &weights)
        };
        scores.map_err(|error| error.to_string())
    };
    let all = score(&table)?;
    check_row("scores of all", &all, &expected["scores_all"], tolerance(case))?;
    check_same("winner of all", &best(&all), &Some(index(&expected["winner_all"])?))?;
    let removed = index(&expected["remove"])?;
    let after = score(&table.without(removed).map_err(|error| error.to_string())?)?;
    check_row("scores after", &after, &expected["scores_after"], tolerance(case))?;
    let winner = best(&after).map(|at| if at >= removed { at + 1 } else { at });
    check_same("winner after", &winner, &Some(index(&expected["winner_after"])?))
}

/// The findings that come with an input: our answer is the reference's, not the tool's.
pub(super) fn disagreement(case: &Value) -> Result<(), String> {
    let evidence = &case["evidence"];
    match case["method"].as_str() {
        Some("bwm") if evidence.get("worst_case").is_some() => {
            let worst = &evidence["worst_case"];
            let comparisons =
                BestWorst::new(numbers(&worst["best_to_others"])?, numbers(&worst["others_to_worst"])?);
            let found = comparisons.and_then(|comparisons| best_worst(&comparisons));
            let found = found.map_err(|error| error.to_string())?;
            check("xi", found.deviation, &worst["lp_xi"], 1e-9)
        }
        Some("entropy") if evidence.get("reference").is_some() => {
            let matrix = rows(&evidence["matrix"])?;
            let directions = vec![Direction::Max; matrix.first().map_or(0, Vec::len)];
            let found = Performances::new(matrix, directions).and_then(|table| entropy_weights(&table));
            check_row("weights", &found.map_err(|error| error.to_string())?, &evidence["reference"], 1e-12)
        }
        Some("borda") if evidence.get("matrix").is_some() => {
            let matrix = rows(&evidence["matrix"])?;
            let columns = 0..matrix.first().map_or(0, Vec::len);
            let ballots: Vec<Ballot> = columns
                .map(|column| matrix.iter().map(|row| row[column]).collect::<Vec<f64>>())
                .map(|values| PreferenceProfile::ballot_of_values(&values, 1.0))
                .collect();
            let points = PreferenceProfile::new(ballots).map_err(|error| error.to_string())?.borda();
            for a in 0..matrix.len() {
                for b in (0..matrix.len()).filter(|&b| matrix[a] == matrix[b]) {
                    check_same("points of equals", &points[a].to_bits(), &points[b].to_bits())?;
                }
            }
            Ok(())
        }
        _ => Err(NOTHING_TO_RUN.to_owned()),
    }
}
