//! Swing weights, Gini coefficients and Shapley values, in whichever file such a row is.
//!
//! These rows are told by their method, their id or the one thing that they expect. What holds their numbers has no fixed name, so that it is found by its shape.

use std::collections::BTreeMap;

use haggle_tradeoff::group::{gini as run_gini, shapley as run_shapley};
use haggle_tradeoff::{
    Alternative, Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, GroupRule, Interval, Measure,
    Options, Problem, Scale, Stakeholder, SwingWeight, decide,
};
use serde_json::Value;

use super::compare::{check, check_option, check_same};
use super::row::Row;
use super::{Check, list, number, numbers, text, words};

/// What compares a row of these kinds.
pub(super) fn check_of(row: &Row<'_>) -> Option<Check> {
    kind_of(row).map(|(_, check)| check)
}

/// The word for the kind of row.
pub(super) fn name_of(row: &Row<'_>) -> Option<&'static str> {
    kind_of(row).map(|(name, _)| name)
}

fn kind_of(row: &Row<'_>) -> Option<(&'static str, Check)> {
    let kinds: [(&'static str, Check); 3] = [("swing", swing), ("gini", gini), ("shapley", shapley)];
    let only_expected = if let [only] = row.fields("expected")[..] { only } else { "" };
    let says = |kind: &str| row.is_named_after(kind) || only_expected.to_lowercase().contains(kind);
    kinds.into_iter().find(|(kind, _)| says(kind))
}

/// The only field of a part, or the one of these names.
fn field<'a>(row: &Row<'a>, part: &'static str, names: &[&str]) -> Result<&'a Value, String> {
    let fields = row.fields(part);
    let named = fields.iter().find(|field| names.contains(field));
    let only = || if let [only] = fields[..] { Some(only) } else { None };
    let name =
        named.copied().or_else(only).ok_or_else(|| format!("which of {fields:?} in `{part}` is it?"))?;
    if part == "input" { row.input(name) } else { row.expected(name) }
}

/// Numbers by name, or by position where they have no names.
fn by_name(value: &Value) -> Result<Vec<(String, &Value)>, String> {
    Ok(match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        other => list(other)?.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
    })
}

/// Swing points, or intervals of them, to weights: those that a stakeholder of a decision has.
fn swing(row: &Row<'_>) -> Result<(), String> {
    row.method();
    let points =
        field(row, "input", &["points", "swings", "swing", "swing_points", "swing_weights", "ratings"])?;
    let points = by_name(points)?;
    let wanted = by_name(field(row, "expected", &["weights", "normalised", "normalized"])?)?;
    let interval = |value: &Value| match value {
        Value::Array(ends) if ends.len() == 2 => {
            Interval::new(number(&ends[0])?, number(&ends[1])?).map_err(words)
        }
        value => Interval::point(number(value)?).map_err(words),
    };
    let swings = points
        .iter()
        .map(|(name, points)| Ok(SwingWeight { criterion: name.clone(), points: interval(points)? }))
        .collect::<Result<Vec<_>, String>>()?;
    let problem = Problem::new(draft(swings)).map_err(words)?;
    let decision = decide(&problem, &Options { samples: 1, seed: 1 });
    let party = decision.stakeholders.first().ok_or("the decision has no stakeholder")?;
    let found: BTreeMap<&String, f64> = decision.criteria.iter().zip(party.weights.iter().copied()).collect();
    check_same("number of weights", &found.len(), &wanted.len())?;
    for (name, wanted) in wanted {
        let found = *found.get(&name).ok_or_else(|| format!("`{name}` has no swing"))?;
        check(&format!("weight of {name}"), found, wanted, row.tolerance())?;
    }
    Ok(())
}

/// One alternative under one stakeholder with these swings.
fn draft(swings: Vec<SwingWeight>) -> Draft {
    let scale = || Scale::linear("points", Direction::Max, Interval::UNIT);
    let criterion = |swing: &SwingWeight| Criterion {
        id: swing.criterion.clone(),
        label: swing.criterion.clone(),
        parent: None,
        kind: CriterionKind::Leaf(scale()),
    };
    let cell = |swing: &SwingWeight| Cell {
        criterion: swing.criterion.clone(),
        alternative: "it".to_owned(),
        measure: Measure::fixed(0.5, "nothing is compared"),
    };
    Draft {
        title: "swing weights".to_owned(),
        facts: Vec::new(),
        criteria: swings.iter().map(criterion).collect(),
        alternatives: vec![Alternative { id: "it".to_owned(), label: "it".to_owned(), status_quo: false }],
        cells: swings.iter().map(cell).collect(),
        vetoes: Vec::new(),
        stakeholders: vec![Stakeholder {
            id: "party".to_owned(),
            name: "party".to_owned(),
            power: 1.0,
            weights: Elicitation::Swing(swings),
        }],
        disagreement: None,
        rule: GroupRule::default(),
        illustrative: true,
    }
}

/// The Gini coefficient of a list, or of each of several.
fn gini(row: &Row<'_>) -> Result<(), String> {
    row.method();
    let given = field(row, "input", &["values", "x", "utilities", "shares"])?;
    let wanted = field(row, "expected", &["gini", "G"])?;
    match wanted {
        Value::Array(wanted) => {
            let lists = list(given)?;
            check_same("number of lists", &lists.len(), &wanted.len())?;
            for (values, wanted) in lists.iter().zip(wanted) {
                check_option("Gini", run_gini(&numbers(values)?), wanted, row.tolerance())?;
            }
            Ok(())
        }
        wanted => check_option("Gini", run_gini(&numbers(given)?), wanted, row.tolerance()),
    }
}

/// Shapley values of a game that is given as a list of what each coalition is worth: a number for each set of players (bit `i` of its
/// place says whether player `i` is in), pairs of members and worth, or an object from members to worth.
fn shapley(row: &Row<'_>) -> Result<(), String> {
    row.method();
    let names = [
        "v",
        "worth",
        "worths",
        "values",
        "game",
        "coalitions",
        "coalition_values",
        "characteristic_function",
    ];
    let game = match row.fields("input").into_iter().find(|field| names.contains(field)) {
        Some(name) => row.input(name)?,
        None => field(row, "input", &[])?,
    };
    let players =
        match ["players", "n", "n_players", "agents"].iter().find_map(|name| row.input_if_given(name)) {
            Some(Value::Array(names)) => Some(names.iter().map(player).collect::<Result<Vec<_>, _>>()?),
            Some(count) => {
                let count = count.as_u64().ok_or_else(|| format!("`{count}` is not a number of players"))?;
                Some((0..count).map(|at| at.to_string()).collect())
            }
            None => None,
        };
    let (players, worths) = worths(game, players)?;
    let found = run_shapley(&worths).ok_or("not a game")?;
    let wanted = field(row, "expected", &["shapley", "shapley_values", "phi", "values"])?;
    let wanted = match wanted {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        other => players.iter().cloned().zip(list(other)?).collect::<Vec<_>>(),
    };
    check_same("number of players", &found.len(), &wanted.len())?;
    for (name, wanted) in wanted {
        let at =
            players.iter().position(|other| *other == name).ok_or_else(|| format!("who is `{name}`?"))?;
        check(&format!("value of {name}"), found[at], wanted, row.tolerance())?;
    }
    Ok(())
}

fn player(value: &Value) -> Result<String, String> {
    match value {
        Value::String(name) => Ok(name.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(format!("`{other}` is not a player")),
    }
}

/// The players, and what each set of them is worth.
fn worths(game: &Value, players: Option<Vec<String>>) -> Result<(Vec<String>, Vec<f64>), String> {
    if let Some(numbers) = game.as_array().filter(|list| !list.iter().any(Value::is_array))
        && numbers.iter().all(|worth| !worth.is_object())
    {
        let worths = numbers.iter().map(number).collect::<Result<Vec<_>, _>>()?;
        let n_players = worths.len().checked_ilog2().ok_or("a game without a coalition")?;
        let players = players.unwrap_or_else(|| (0..n_players).map(|at| at.to_string()).collect());
        check_same("number of coalitions", &worths.len(), &(1 << players.len()))?;
        return Ok((players, worths));
    }
    let coalitions = coalitions(game)?;
    let players = players.unwrap_or_else(|| {
        let mut named: Vec<String> = coalitions.iter().flat_map(|(members, _)| members.clone()).collect();
        named.sort();
        named.dedup();
        named
    });
    let mut worths = vec![None; 1 << players.len()];
    // A coalition of nobody may be left out: it is worth nothing.
    worths[0] = Some(0.0);
    for (members, worth) in coalitions {
        let bit = |member: &String| players.iter().position(|other| other == member);
        let bits = members.iter().map(bit).collect::<Option<Vec<_>>>().ok_or("a member is not a player")?;
        worths[bits.into_iter().fold(0, |set, bit| set | 1 << bit)] = Some(worth);
    }
    let worths =
        worths.into_iter().collect::<Option<Vec<_>>>().ok_or("the worth of a coalition is missing")?;
    Ok((players, worths))
}

/// Members and worth of each coalition that is listed.
fn coalitions(game: &Value) -> Result<Vec<(Vec<String>, f64)>, String> {
    let members = |value: &Value| list(value)?.iter().map(player).collect::<Result<Vec<_>, _>>();
    match game {
        Value::Object(map) => {
            map.iter().map(|(key, worth)| Ok((members_of_key(key), number(worth)?))).collect()
        }
        pairs => list(pairs)?
            .iter()
            .map(|pair| match pair {
                Value::Array(pair) => match &pair[..] {
                    [one, worth] => Ok((members(one)?, number(worth)?)),
                    _ => Err(format!("`{pair:?}` is not a coalition and its worth")),
                },
                Value::Object(map) => {
                    let part = |names: &[&str]| {
                        let found = names.iter().find_map(|name| map.get(*name));
                        found.ok_or_else(|| format!("`{pair}` is not a coalition and its worth"))
                    };
                    let worth = number(part(&["worth", "value", "v"])?)?;
                    Ok((members(part(&["coalition", "members", "players", "set"])?)?, worth))
                }
                other => Err(format!("`{}` is not a coalition and its worth", text(other).unwrap_or("it"))),
            })
            .collect(),
    }
}

/// The members that a key names: `0,1`, `{a, b}`, `[0, 1]`, `(0, 1)`, or nobody.
fn members_of_key(key: &str) -> Vec<String> {
    let inner = key.trim().trim_matches(['{', '}', '[', ']', '(', ')']);
    let names = inner.split(',').map(|name| name.trim().trim_matches(['"', '\'']).to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::row::Row;
    use super::check_of;

    #[track_caller]
    fn check(case: &serde_json::Value) {
        let row = Row::new(case);
        let run = check_of(&row).expect("the row is of one of these kinds");
        assert_eq!(run(&row).and_then(|()| row.finish()), Ok(()), "{case}");
    }

    #[test]
    fn games_are_read_in_each_shape() {
        let gloves = [0, 0, 0, 0, 0, 1, 1, 1];
        for (input, expected) in [
            (json!({"v": gloves}), json!({"shapley": ["1/6", "1/6", "2/3"]})),
            (json!({"players": ["a", "b"], "v": [0, 1, 1, 4]}), json!({"phi": {"a": 2, "b": 2}})),
            (json!({"coalitions": [[[0], 1], [[1], 1], [[0, 1], 4]]}), json!({"shapley": [2, 2]})),
            (json!({"n": 2, "v": {"": 0, "0": 1, "1": 1, "0,1": 4}}), json!({"values": [2, 2]})),
            (
                json!({"v": [{"coalition": ["a"], "worth": 1}, {"coalition": ["b"], "worth": 1}, {"coalition": ["a", "b"], "worth": 4}]}),
                json!({"shapley": {"a": 2, "b": 2}}),
            ),
        ] {
            check(&json!({"id": "shapley/x", "input": input, "expected": expected}));
        }
    }

    #[test]
    fn swings_and_gini_are_read_in_each_shape() {
        check(
            &json!({"id": "weights/swing", "method": "swing", "input": {"points": [100, 60, 40]}, "expected": {"weights": ["1/2", "3/10", "1/5"]}}),
        );
        check(
            &json!({"id": "x", "method": "swing-weights", "input": {"swings": {"b": 1, "a": 3}}, "expected": {"weights": {"a": 0.75, "b": 0.25}}}),
        );
        check(
            &json!({"id": "x", "method": "swing", "input": {"points": [[80, 100], [5, 15]]}, "expected": {"weights": [0.9, 0.1]}}),
        );
        check(&json!({"id": "gini/1", "input": {"values": [0, 1]}, "expected": {"gini": "1/2"}}));
        check(&json!({"id": "x", "input": {"x": [[1, 1], [0, 0]]}, "expected": {"gini": [0, null]}}));
    }

    #[test]
    fn what_is_not_read_fails() {
        let case = json!({"id": "gini/1", "params": {"unbiased": true}, "input": {"x": [0, 1]}, "expected": {"gini": 1}});
        let row = Row::new(&case);
        let run = check_of(&row).expect("it is a Gini coefficient");
        assert!(run(&row).and_then(|()| row.finish()).is_err());
    }
}
