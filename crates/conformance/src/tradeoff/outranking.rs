//! PROMETHEE, ELECTRE and sorting by majority.

use haggle_tradeoff::methods::{
    Distillation, MajorityRule, PreferenceFunction, PseudoCriterion, Relation, electre_one, electre_three,
    electre_tri, majority_sorting, promethee as run_promethee,
};
use serde_json::Value;

use super::compare::{check_keys, check_row, check_rows, check_same};
use super::methods::{normalisation, table, weights};
use super::row::Row;
use super::{indices, list, number, numbers, rows, text, words};

pub(super) fn promethee(row: &Row<'_>) -> Result<(), String> {
    let (q, p, sigma) = (list(row.input("q")?)?, list(row.input("p")?)?, list(row.input("sigma")?)?);
    let at_column = |parameters: &[Value], at: usize| {
        number(parameters.get(at).ok_or_else(|| format!("no parameter for column {at}"))?)
    };
    let function = |(at, name): (usize, &Value)| {
        let (indifference, preference) = (at_column(q, at), at_column(p, at));
        Ok(match text(name)? {
            "usual" => PreferenceFunction::Usual,
            "ushape" => PreferenceFunction::UShape { indifference: indifference? },
            "vshape" => PreferenceFunction::VShape { preference: preference? },
            "level" => PreferenceFunction::Level { indifference: indifference?, preference: preference? },
            "linear" => PreferenceFunction::Linear { indifference: indifference?, preference: preference? },
            "gaussian" => PreferenceFunction::Gaussian { sigma: at_column(sigma, at)? },
            other => return Err(format!("no runner for the preference function `{other}`")),
        })
    };
    let functions = list(row.input("functions")?)?
        .iter()
        .enumerate()
        .map(function)
        .collect::<Result<Vec<_>, String>>()?;
    let found = run_promethee(&table(row)?, &weights(row)?, &functions).map_err(words)?;
    let tolerance = row.tolerance();
    row.if_expected("pi", |pi| check_rows("pi", &found.preference, pi, tolerance))?;
    check_row("phi+", &found.leaving, row.expected("phi_plus")?, tolerance)?;
    check_row("phi-", &found.entering, row.expected("phi_minus")?, tolerance)?;
    check_row("phi", &found.net, row.expected("phi_net")?, tolerance)?;
    row.if_expected("promethee_i", |relations| {
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

/// The methods of `electre.json`.
pub(super) const ELECTRE: &[&str] = &["electre-1", "electre-3", "electre-tri-b", "mr-sort"];

pub(super) fn electre(row: &Row<'_>) -> Result<(), String> {
    match row.method().unwrap_or_default() {
        "electre-1" => electre_1(row),
        "electre-3" => electre_3(row),
        "electre-tri-b" => electre_tri_b(row),
        "mr-sort" => mr_sort(row),
        other => Err(format!("no runner for the method `{other}`")),
    }
}

fn electre_1(row: &Row<'_>) -> Result<(), String> {
    let (c_hat, d_hat) = (number(row.param("c_hat")?)?, number(row.param("d_hat")?)?);
    let raw = table(row)?;
    let table = match row.param_if_given("scaling") {
        None => raw,
        Some(scaling) if scaling == "none" => raw,
        Some(scaling) => raw.normalised(normalisation(scaling)?).map_err(words)?,
    };
    let found = electre_one(&table, &weights(row)?, c_hat, d_hat).map_err(words)?;
    let tolerance = row.tolerance();
    row.if_expected("concordance", |rows| check_rows("concordance", &found.concordance, rows, tolerance))?;
    row.if_expected("discordance", |rows| check_rows("discordance", &found.discordance, rows, tolerance))?;
    row.if_expected("outranks", |rows| {
        let flags = |row: &Value| Ok(list(row)?.iter().map(|cell| cell.as_bool() == Some(true)).collect());
        let wanted = list(rows)?.iter().map(flags).collect::<Result<Vec<Vec<bool>>, String>>()?;
        check_same("outranks", &found.outranks, &wanted)
    })?;
    row.if_expected("not_outranked", |wanted| {
        check_same("not outranked", &found.not_outranked, &indices(wanted)?)
    })?;
    row.if_expected("kernel", |wanted| {
        let wanted = if wanted.is_null() { None } else { Some(indices(wanted)?) };
        check_same("kernel", &found.kernel, &wanted)
    })?;
    row.if_expected("cycle", |cycle| {
        check_same("cycle", &found.kernel.is_none(), &(cycle.as_bool() == Some(true)))
    })
}

fn thresholds(row: &Row<'_>) -> Result<Vec<PseudoCriterion>, String> {
    let (q, p, v) = (numbers(row.input("q")?)?, numbers(row.input("p")?)?, list(row.input("v")?)?);
    let one = |((q, p), v): ((&f64, &f64), &Value)| {
        let veto = if v.is_null() { None } else { Some(number(v)?) };
        PseudoCriterion::new(*q, *p, veto).map_err(words)
    };
    q.iter().zip(&p).zip(v).map(one).collect()
}

fn electre_3(row: &Row<'_>) -> Result<(), String> {
    let given = row.param("distillation")?;
    check_keys("distillation", given, &["alpha", "beta"])?;
    let distillation = Distillation { slope: number(&given["alpha"])?, intercept: number(&given["beta"])? };
    let found =
        electre_three(&table(row)?, &weights(row)?, &thresholds(row)?, distillation).map_err(words)?;
    check_rows("concordance", &found.concordance, row.expected("concordance")?, row.tolerance())?;
    check_rows("credibility", &found.credibility, row.expected("credibility")?, row.tolerance())?;
    for (name, found) in [("descending", &found.descending), ("ascending", &found.ascending)] {
        let classes = list(row.expected(name)?)?.iter().map(indices).collect::<Result<Vec<_>, _>>()?;
        check_same(name, found, &classes)?;
    }
    Ok(())
}

fn electre_tri_b(row: &Row<'_>) -> Result<(), String> {
    let cut = number(row.param("lambda_")?)?;
    let profiles = rows(row.input("profiles_worst_to_best")?)?;
    let weights = weights(row)?;
    let found = electre_tri(&table(row)?, &profiles, &weights, &thresholds(row)?, cut).map_err(words)?;
    check_same("pessimistic", &found.pessimistic, &indices(row.expected("pessimistic")?)?)?;
    check_same("optimistic", &found.optimistic, &indices(row.expected("optimistic")?)?)?;
    row.if_expected("credibility", |credibility| {
        for (at, one) in list(credibility)?.iter().enumerate() {
            check_keys("credibility", one, &["a_b", "b_a"])?;
            check_row("a S b", &found.alternative_over_profile[at], &one["a_b"], row.tolerance())?;
            check_row("b S a", &found.profile_over_alternative[at], &one["b_a"], row.tolerance())?;
        }
        Ok(())
    })
}

fn mr_sort(row: &Row<'_>) -> Result<(), String> {
    let veto = |cell: &Value| if cell.is_null() { Ok(None) } else { number(cell).map(Some) };
    let rule = MajorityRule {
        profiles: rows(row.input("lower_profiles_best_to_worst")?)?,
        vetoes: list(row.input("vetoes_best_to_worst")?)?
            .iter()
            .map(|row| list(row)?.iter().map(veto).collect())
            .collect::<Result<_, String>>()?,
        majority: number(row.param("majority")?)?,
        weights: numbers(row.input("weights")?)?,
    };
    let found = majority_sorting(&table(row)?, &rule).map_err(words)?;
    // Names of categories are the row's own: each must stand for one category, and each category for one name.
    let wanted = list(row.expected("categories")?)?;
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
