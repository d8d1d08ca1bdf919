//! `ranges.json`: sets of versions and their algebra. The reference prints its ranges; the text is read back as a set here,
//! so that results of the algebra are compared and not only yes and no.

use haggle_spec::{Operator, Prereleases, Specifier, SpecifierSet, Version, VersionSet};
use serde_json::Value;

use super::{Outcome, Rows, Section, all, same, text, texts};

pub const SECTIONS: &[Section] = &[
    ("to_range", &["spec", "range", "is_empty", "to_specifier_set", "complement", "error"], to_range),
    ("pairs", &[], pairs),
    ("parametrised", PARAMETRISED, parametrised),
];

const PARAMETRISED: &[&str] = &[
    "spec",
    "expected",
    "inside",
    "outside",
    "dep",
    "constraint",
    "versions",
    "excluded",
    "dev_form",
    "boundary_form",
    "prereleases",
];

fn specifiers(text: &str) -> Option<SpecifierSet> {
    text.parse().ok()
}

fn to_range(rows: &Value, report: &mut Rows<'_>) {
    for row in rows.as_array().into_iter().flatten() {
        if row.get("error").is_some() {
            report.except(row, "numbers of any width are taken; the reference stops at 4300 digits");
            continue;
        }
        let spec = text(row, "spec").and_then(specifiers);
        let names_no_version = spec.as_ref().is_some_and(|spec| {
            spec.iter().any(|specifier| {
                specifier.operator() == Operator::Arbitrary
                    && specifier.version_text().parse::<Version>().is_err()
            })
        });
        match spec {
            None => report.record(row, Err("rejected".to_owned())),
            Some(spec) if names_no_version && !spec.is_unsatisfiable(Prereleases::Default) => {
                report.except(row, "a set of versions does not hold `===` of a text that is not a version");
            }
            Some(spec) => {
                let outcome =
                    range(&spec, row).unwrap_or_else(|| Err("the row is not of the schema".to_owned()));
                report.record(row, outcome);
            }
        }
    }
}

fn range(spec: &SpecifierSet, row: &Value) -> Option<Outcome> {
    let set = spec.to_set();
    let is_empty = row.get("is_empty")?.as_bool()?;
    let mut outcomes =
        vec![same("is_unsatisfiable", &spec.is_unsatisfiable(Prereleases::Default), &is_empty)];
    if spec.has_arbitrary() && !is_empty {
        // The reference's range holds the spelling, this set the version that it spells.
        outcomes.push(same("is_empty", &set.is_empty(), &false));
    } else {
        outcomes.push(same("is_empty", &set.is_empty(), &is_empty));
        outcomes.push(same("range", &set, &printed_range(text(row, "range")?)?));
        outcomes.push(same("complement", &set.complement(), &printed_range(text(row, "complement")?)?));
    }
    let recovered = set.to_specifier_set();
    let expected = text(row, "to_specifier_set").filter(|expected| *expected != "None");
    outcomes.push(match (&recovered, expected) {
        (Some(recovered), Some(expected)) => all([
            same("specifiers", &recovered.to_set(), &specifiers(expected)?.to_set()),
            same("specifiers of the set", &recovered.to_set(), &set),
        ]),
        (recovered, expected) => {
            same("specifiers", &recovered.as_ref().map(ToString::to_string).as_deref(), &expected)
        }
    });
    Some(all(outcomes))
}

fn pairs(rows: &Value, report: &mut Rows<'_>) {
    report.each(rows, |row| {
        let set = |index: usize| Some(specifiers(row.get(index)?.as_str()?)?.to_set());
        let flag = |index: usize| Some(row.get(index)?.as_u64()? == 1);
        let (left, right) = (set(0)?, set(1)?);
        Some(all([
            same("a<=b", &left.is_subset_of(&right), &flag(2)?),
            same("b<=a", &right.is_subset_of(&left), &flag(3)?),
            same("disjoint", &left.is_disjoint(&right), &flag(4)?),
            same("a&b", &left.intersection(&right), &printed_range(row.get(5)?.as_str()?)?),
            same("a|b", &left.union(&right), &printed_range(row.get(6)?.as_str()?)?),
        ]))
    });
}

/// The set behind `<VersionRange '[1.0, 2.0.dev0) | (3.0[AFTER_LOCALS], +inf)'>`.
fn printed_range(printed: &str) -> Option<VersionSet> {
    let inner = printed.strip_prefix("<VersionRange '")?;
    let (intervals, _) = inner.split_once('\'')?;
    if intervals == "(empty)" {
        return Some(VersionSet::empty());
    }
    intervals.split(" | ").try_fold(VersionSet::empty(), |set, interval| {
        let (lower, upper) = interval.split_once(", ")?;
        Some(set.union(&above(lower)?.intersection(&below(upper)?)))
    })
}

/// Everything from a lower bound on: `[V`, `(V`, `(V[AFTER_LOCALS]`, `(V[AFTER_POSTS]`, `(-inf`.
fn above(bound: &str) -> Option<VersionSet> {
    let text = bound.get(1..)?;
    if text == "-inf" {
        return Some(VersionSet::full());
    }
    if let Some(version) = text.strip_suffix("[AFTER_LOCALS]") {
        return Some(one(Operator::LessEqual, version)?.complement());
    }
    if let Some(version) = text.strip_suffix("[AFTER_POSTS]") {
        return one(Operator::Greater, version);
    }
    let from = from(text)?;
    Some(if bound.starts_with('[') {
        from
    } else {
        from.difference(&VersionSet::singleton(&text.parse().ok()?))
    })
}

/// Everything up to an upper bound: `V)`, `V]`, `V[AFTER_LOCALS]]`, `V[AFTER_POSTS]]`, `+inf)`.
fn below(bound: &str) -> Option<VersionSet> {
    let text = bound.get(..bound.len() - 1)?;
    if text == "+inf" {
        return Some(VersionSet::full());
    }
    if let Some(version) = text.strip_suffix("[AFTER_LOCALS]") {
        return one(Operator::LessEqual, version);
    }
    if let Some(version) = text.strip_suffix("[AFTER_POSTS]") {
        return Some(one(Operator::Greater, version)?.complement());
    }
    let below = from(text)?.complement();
    Some(if bound.ends_with(']') { below.union(&VersionSet::singleton(&text.parse().ok()?)) } else { below })
}

/// `>=version`, also for a version with a label: `>=` of its public part, less what comes before it there.
fn from(version: &str) -> Option<VersionSet> {
    let version: Version = version.parse().ok()?;
    if version.local().is_none() {
        return one(Operator::GreaterEqual, &version.to_string());
    }
    let public = one(Operator::GreaterEqual, &version.public().to_string())?;
    // Only whole families and single versions have specifiers; the rows have such bounds in points alone.
    let family = one(Operator::Equal, &version.public().to_string())?;
    Some(public.difference(&family).union(&VersionSet::singleton(&version)))
}

fn one(operator: Operator, version: &str) -> Option<VersionSet> {
    Some(Specifier::new(operator, version.parse().ok()?).ok()?.to_set())
}

fn parametrised(value: &Value, report: &mut Rows<'_>) {
    for (test, rows) in value.as_object().into_iter().flatten() {
        let name = test.rsplit("::").next().unwrap_or(test);
        match CASES.iter().find(|(case, _)| *case == name) {
            Some((_, check)) => report.each(rows, check),
            None => report.without_runner(test),
        }
    }
}

type Case = (&'static str, fn(&Value) -> Option<Outcome>);

/// The reference's own tests, by name.
const CASES: &[Case] = &[
    ("test_operators", |row| {
        let set = specifiers(text(row, "spec")?)?.to_set();
        let contains = |key: &str| Some(set.contains(&text(row, key)?.parse().ok()?));
        Some(all([
            same("inside", &contains("inside")?, &true),
            same("outside", &contains("outside")?, &false),
        ]))
    }),
    ("test_intersected_requirement_keeps_opt_in", |row| {
        let set = specifiers(text(row, "dep")?)?.and(&specifiers(text(row, "constraint")?)?);
        let versions: Option<Vec<Version>> =
            texts(row.get("versions")?)?.iter().map(|version| version.parse().ok()).collect();
        let versions = versions?;
        let found = set.filter(&versions, Prereleases::Default);
        let found: Vec<String> = found.into_iter().map(ToString::to_string).collect();
        Some(same("filter", &found, &texts(row.get("expected")?)?))
    }),
    ("test_repr", |row| {
        let set = specifiers(text(row, "spec")?)?.to_set();
        Some(same("range", &Some(set), &printed_range(text(row, "expected")?)))
    }),
    ("test_roundtrip", |row| Some(round_trip(&specifiers(text(row, "spec")?)?))),
    ("test_dev0_span_roundtrips_every_policy", |_| Some(round_trip(&specifiers(">=3.8.dev0,<3.14")?))),
    ("test_prerelease_free_recovery_spelling", spelled),
    ("test_epoch_zero_family_floor_roundtrips", spelled),
    ("test_is_empty", |row| {
        Some(same("is_empty", &specifiers(text(row, "spec")?)?.to_set().is_empty(), &true))
    }),
    ("test_not_empty", |row| {
        Some(same("is_empty", &specifiers(text(row, "spec")?)?.to_set().is_empty(), &false))
    }),
    ("test_intersection_drops_embedded_empty", |row| {
        let set = specifiers(text(row, "spec")?)?.to_set();
        let below = one(Operator::GreaterEqual, text(row, "excluded")?)?.complement();
        Some(same("set", &set, &below))
    }),
    ("test_equal_and_hash", |row| {
        let set = |key: &str| Some(specifiers(text(row, key)?)?.to_set());
        Some(same("set", &set("dev_form")?, &set("boundary_form")?))
    }),
    ("test_prerelease_only_empty_when_policy_excludes", |row| {
        let set = specifiers(text(row, "spec")?)?;
        Some(all([
            same("excluded", &set.is_unsatisfiable(Prereleases::Exclude), &true),
            same("allowed", &set.is_unsatisfiable(Prereleases::Allow), &false),
        ]))
    }),
    ("test_non_prerelease_bounds_survive", |row| {
        let set = specifiers(text(row, "spec")?)?;
        Some(same("excluded", &set.is_unsatisfiable(Prereleases::Exclude), &false))
    }),
];

fn round_trip(specifiers: &SpecifierSet) -> Outcome {
    let set = specifiers.to_set();
    same("round trip", &set.to_specifier_set().map(|recovered| recovered.to_set()), &Some(set))
}

/// The recovered specifiers, as the reference spells them.
fn spelled(row: &Value) -> Option<Outcome> {
    let spec = specifiers(text(row, "spec")?)?;
    let recovered = spec.to_set().to_specifier_set().map(|recovered| recovered.to_string());
    Some(all([round_trip(&spec), same("spelling", &recovered.as_deref(), &text(row, "expected"))]))
}
