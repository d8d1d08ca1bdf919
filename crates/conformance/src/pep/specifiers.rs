//! `specifiers.json`.

use haggle_spec::{Candidate, Prereleases, Specifier, SpecifierSet, Version};
use serde_json::Value;

use super::{Outcome, Rows, Section, all, python, rejected, same, text, texts};

pub const SECTIONS: &[Section] = &[
    ("valid", &["input", "str", "operator", "version", "prereleases"], |rows, report| {
        report.each(rows, valid);
    }),
    ("invalid", &[], |rows, report| {
        report.each(rows, |row| Some(rejected(row.get(0)?.as_str()?.parse::<Specifier>())));
    }),
    ("set_valid", &[], |rows, report| report.each(rows, set_valid)),
    ("set_invalid", &[], |rows, report| {
        report.each(rows, |row| Some(rejected(row.get(0)?.as_str()?.parse::<SpecifierSet>())));
    }),
    ("normalized_versions", &[], |rows, report| report.each(rows, normalized_version)),
    ("match", &["spec", "version", "expected"], |rows, report| {
        report.each(rows, |row| contains(row, "spec", Prereleases::Allow, Container::Both));
    }),
    ("prereleases", &["specifier", "version", "spec_pre", "contains_pre", "expected"], |rows, report| {
        report.each(rows, |row| {
            contains(row, "specifier", given(row, "contains_pre", "spec_pre"), Container::Both)
        });
    }),
    ("prereleases_detection", &["specifier", "expected"], |rows, report| report.each(rows, detection)),
    ("filter", FILTER, |rows, report| report.each(rows, filter)),
    ("set_filter", FILTER, |rows, report| report.each(rows, filter)),
    ("filter_bridges", FILTER, |rows, report| report.each(rows, filter)),
    ("contains_bridges", &["specifier", "prereleases", "version", "expected"], |rows, report| {
        report.each(rows, |row| contains(row, "specifier", given(row, "prereleases", ""), Container::Set));
    }),
    ("installed_prereleases", INSTALLED, |rows, report| report.each(rows, installed)),
    ("ignores_local", &["version", "specifier", "expected"], |rows, report| {
        report.each(rows, |row| contains(row, "specifier", Prereleases::Default, Container::Both));
    }),
    ("arbitrary_contains", &["version", "specifier", "expected"], |rows, report| {
        report.each(rows, |row| contains(row, "specifier", Prereleases::Default, Container::Both));
    }),
    ("subset", RELATION, |rows, report| {
        relations(rows, report, |left, right| left.to_set().is_subset_of(&right.to_set()));
    }),
    ("superset", RELATION, |rows, report| {
        relations(rows, report, |left, right| right.to_set().is_subset_of(&left.to_set()));
    }),
    ("disjoint", RELATION, |rows, report| {
        relations(rows, report, |left, right| left.to_set().is_disjoint(&right.to_set()));
    }),
    ("unsatisfiable", &[], |rows, report| {
        report.each(rows, |row| satisfiable(row, Prereleases::Default, false));
    }),
    ("satisfiable", &[], |rows, report| {
        report.each(rows, |row| satisfiable(row, Prereleases::Default, true));
    }),
    ("unsatisfiable_prereleases_false", &[], |rows, report| {
        report.each(rows, |row| satisfiable(row, Prereleases::Exclude, false));
    }),
    ("satisfiable_prereleases_false", &[], |rows, report| {
        report.each(rows, |row| satisfiable(row, Prereleases::Exclude, true));
    }),
];

const FILTER: &[&str] = &["specifier", "specifier_prereleases", "prereleases", "input", "expected"];
const INSTALLED: &[&str] =
    &["specifier", "version", "spec_prereleases", "contains_prereleases", "installed", "expected"];
const RELATION: &[&str] = &["left", "right", "expected"];

/// What a row asks.
#[derive(Clone, Copy, PartialEq)]
enum Container {
    /// The set, and the specifier where it is one alone.
    Both,
    /// The set.
    Set,
}

/// The policy at the first key that has one.
pub fn given(row: &Value, first: &str, second: &str) -> Prereleases {
    let policy = |key: &str| row.get(key).and_then(Value::as_bool);
    match policy(first).or_else(|| policy(second)) {
        None => Prereleases::Default,
        Some(true) => Prereleases::Allow,
        Some(false) => Prereleases::Exclude,
    }
}

fn valid(row: &Value) -> Option<Outcome> {
    let Ok(specifier) = text(row, "input")?.parse::<Specifier>() else {
        return Some(Err("rejected".to_owned()));
    };
    let printed = specifier.to_string();
    let again = printed.parse::<Specifier>();
    Some(all([
        same("str", &printed.as_str(), &text(row, "str")?),
        same("operator", &specifier.operator().as_str(), &text(row, "operator")?),
        same("version", &specifier.version_text().as_ref(), &text(row, "version")?),
        same("prereleases", &specifier.names_prerelease(), &row.get("prereleases")?.as_bool()),
        same("print and parse", &again, &Ok(specifier)),
    ]))
}

fn set_valid(row: &Value) -> Option<Outcome> {
    let Ok(set) = row.get(0)?.as_str()?.parse::<SpecifierSet>() else {
        return Some(Err("rejected".to_owned()));
    };
    let again = set.to_string().parse::<SpecifierSet>();
    Some(all([
        same("str", &set.to_string().as_str(), &row.get(1)?.as_str()?),
        same("len", &u64::try_from(set.len()).ok(), &row.get(2)?.as_u64()),
        same("print and parse", &again, &Ok(set)),
    ]))
}

/// The version goes with every operator that takes its kind.
fn normalized_version(row: &Value) -> Option<Outcome> {
    let version = row.as_str()?;
    let operators: &[&str] =
        if version.contains('+') { &["==", "!="] } else { &["~=", "==", "!=", "<=", ">=", "<", ">"] };
    Some(all(operators.iter().map(|operator| {
        let specifier = format!("{operator}{version}");
        specifier.parse::<Specifier>().map(|_| ()).map_err(|_| format!("rejected {specifier}"))
    })))
}

fn contains(row: &Value, key: &str, prereleases: Prereleases, container: Container) -> Option<Outcome> {
    let (specifier, version) = (text(row, key)?, python::given(row.get("version")?)?);
    let version = version.as_str()?;
    let expected = row.get("expected")?.as_bool()?;
    let Ok(set) = specifier.parse::<SpecifierSet>() else { return Some(Err("rejected".to_owned())) };
    let mut outcomes = vec![same("set", &set.contains_text(version, prereleases), &expected)];
    if container == Container::Both && set.len() == 1 {
        let Ok(specifier) = specifier.parse::<Specifier>() else { return Some(Err("rejected".to_owned())) };
        outcomes.push(same("specifier", &specifier.contains_text(version, prereleases), &expected));
    }
    if let Ok(parsed) = version.parse::<Version>() {
        outcomes.push(same("version", &set.contains(&parsed, prereleases), &expected));
        if prereleases != Prereleases::Exclude && !set.has_arbitrary() {
            outcomes.push(same("prepared", &set.to_set().contains(&parsed), &expected));
        }
    }
    Some(all(outcomes))
}

fn detection(row: &Value) -> Option<Outcome> {
    let specifier = text(row, "specifier")?.parse::<Specifier>();
    Some(same("prereleases", &specifier.map(|s| s.names_prerelease()), &Ok(row.get("expected")?.as_bool())))
}

fn filter(row: &Value) -> Option<Outcome> {
    let Ok(set) = text(row, "specifier")?.parse::<SpecifierSet>() else {
        return Some(Err("rejected".to_owned()));
    };
    let input = texts(&python::given(row.get("input")?)?)?;
    let expected = texts(&python::given(row.get("expected")?)?)?;
    let prereleases = given(row, "prereleases", "specifier_prereleases");
    let found = set.filter_candidates(input, |text| Candidate::from_text(text), prereleases);
    Some(same("filter", &found, &expected))
}

/// A prerelease that is installed may stay.
fn installed(row: &Value) -> Option<Outcome> {
    let version = text(row, "version")?.parse::<Version>().ok()?;
    let is_installed = row.get("installed")?.as_bool().unwrap_or(false);
    let prereleases = match given(row, "contains_prereleases", "spec_prereleases") {
        _ if is_installed && version.is_prerelease() => Prereleases::Allow,
        given => given,
    };
    contains(row, "specifier", prereleases, Container::Set)
}

/// Sets of versions are compared, so that the texts that are not versions are left out: the empty set of specifiers takes them, too.
const ARBITRARY_TEXTS: &str =
    "a set of versions does not hold texts that are not versions, which no specifier at all takes";

fn relations(rows: &Value, report: &mut Rows<'_>, holds: impl Fn(&SpecifierSet, &SpecifierSet) -> bool) {
    for row in rows.as_array().into_iter().flatten() {
        let is_empty = |key: &str| text(row, key).is_some_and(|text| text.trim().is_empty());
        let outcome = relation(row, &holds).unwrap_or_else(|| Err("the row is not of the schema".to_owned()));
        match outcome {
            Err(_) if is_empty("left") != is_empty("right") => report.except(row, ARBITRARY_TEXTS),
            outcome => report.record(row, outcome),
        }
    }
}

fn relation(row: &Value, holds: impl Fn(&SpecifierSet, &SpecifierSet) -> bool) -> Option<Outcome> {
    let set = |key: &str| text(row, key)?.parse::<SpecifierSet>().ok();
    Some(same("relation", &holds(&set("left")?, &set("right")?), &row.get("expected")?.as_bool()?))
}

fn satisfiable(row: &Value, prereleases: Prereleases, expected: bool) -> Option<Outcome> {
    let Ok(set) = row.as_str()?.parse::<SpecifierSet>() else { return Some(Err("rejected".to_owned())) };
    Some(same("satisfiable", &!set.is_unsatisfiable(prereleases), &expected))
}
