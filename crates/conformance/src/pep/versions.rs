//! `versions.json`.

use std::hash::{DefaultHasher, Hash, Hasher};

use haggle_spec::{Number, PrereleaseKind, Version, VersionParts};
use serde_json::Value;

use super::{Outcome, Rows, Section, all, python, rejected, same, text};

pub const SECTIONS: &[Section] = &[
    ("valid", VALID, |rows, report| report.each(rows, valid)),
    ("invalid", &[], |rows, report| {
        report.each(rows, |row| Some(rejected(row.as_str()?.parse::<Version>())));
    }),
    ("normalized", &[], |rows, report| report.each(rows, normalized)),
    ("ordered", &[], ordered),
    ("rank_all", &[], rank_all),
    ("from_parts", &["args", "string"], |rows, report| report.each(rows, from_parts)),
];

const VALID: &[&str] = &[
    "input",
    "str",
    "public",
    "base_version",
    "epoch",
    "release",
    "pre",
    "post",
    "dev",
    "local",
    "is_prerelease",
    "is_postrelease",
    "is_devrelease",
];

fn valid(row: &Value) -> Option<Outcome> {
    let input = text(row, "input")?;
    let Ok(version) = input.parse::<Version>() else { return Some(Err("rejected".to_owned())) };
    let number = |number: Option<Number>| number.map(|number| number.to_string());
    let expected_number = |key: &str| match row.get(key) {
        None | Some(Value::Null) => None,
        Some(number) => Some(number.to_string()),
    };
    let release: Vec<String> = version.release().map(|number| number.to_string()).collect();
    let expected_release: Vec<String> =
        row.get("release")?.as_array()?.iter().map(ToString::to_string).collect();
    let pre = version.pre().map(|(kind, number)| (kind.as_str().to_owned(), number.to_string()));
    let expected_pre = match row.get("pre")? {
        Value::Null => None,
        pre => Some((pre.get(0)?.as_str()?.to_owned(), pre.get(1)?.to_string())),
    };
    let flag = |key: &str| row.get(key)?.as_bool();
    let printed = version.to_string();
    let again = printed.parse::<Version>();
    Some(all([
        same("str", &printed.as_str(), &text(row, "str")?),
        same("public", &version.public().to_string().as_str(), &text(row, "public")?),
        same("base", &version.base().to_string().as_str(), &text(row, "base_version")?),
        same("epoch", &Some(version.epoch().to_string()), &expected_number("epoch")),
        same("release", &release, &expected_release),
        same("pre", &pre, &expected_pre),
        same("post", &number(version.post()), &expected_number("post")),
        same("dev", &number(version.dev()), &expected_number("dev")),
        same("local", &version.local().map(ToString::to_string).as_deref(), &text(row, "local")),
        same("is_prerelease", &version.is_prerelease(), &flag("is_prerelease")?),
        same("is_postrelease", &version.is_postrelease(), &flag("is_postrelease")?),
        same("is_devrelease", &version.is_devrelease(), &flag("is_devrelease")?),
        same("as written", &version.as_written().as_ref(), &haggle_trim(input)),
        same("print and parse", &again.as_ref(), &Ok(&version)),
        same("from its parts", &Version::from_parts(version.to_parts()), &version),
    ]))
}

/// The input without the white space that the reference takes no notice of.
fn haggle_trim(input: &str) -> &str {
    input.trim_matches(|character: char| {
        character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
    })
}

fn normalized(row: &Value) -> Option<Outcome> {
    let (input, expected) = (row.get(0)?.as_str()?, row.get(1)?.as_str()?);
    Some(same("str", &input.parse::<Version>().map(|version| version.to_string()), &Ok(expected.to_owned())))
}

fn ordered(rows: &Value, report: &mut Rows<'_>) {
    let versions: Vec<Option<Version>> =
        rows.as_array().into_iter().flatten().map(|row| row.as_str()?.parse().ok()).collect();
    for (index, row) in rows.as_array().into_iter().flatten().enumerate() {
        let outcome = match &versions[index] {
            None => Err("rejected".to_owned()),
            Some(version) => all(versions.iter().enumerate().map(|(other_index, other)| match other {
                Some(other) => same("order", &version.cmp(other), &index.cmp(&other_index)),
                None => Ok(()),
            })),
        };
        report.record(row, outcome);
    }
}

/// Every pair compares as the ranks do, and equal ones hash alike.
fn rank_all(rows: &Value, report: &mut Rows<'_>) {
    let ranked: Vec<Option<(Version, u64)>> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| Some((row.get(0)?.as_str()?.parse().ok()?, row.get(1)?.as_u64()?)))
        .collect();
    for (index, row) in rows.as_array().into_iter().flatten().enumerate() {
        let outcome = match &ranked[index] {
            None => Err("rejected".to_owned()),
            Some((version, rank)) => all(ranked.iter().flatten().map(|(other, other_rank)| {
                let equal_hash = version != other || hash(version) == hash(other);
                all([
                    same(&format!("order to {other}"), &version.cmp(other), &rank.cmp(other_rank)),
                    same(&format!("hash of {other}"), &equal_hash, &true),
                ])
            })),
        };
        report.record(row, outcome);
    }
}

fn hash(version: &Version) -> u64 {
    let mut hasher = DefaultHasher::new();
    version.hash(&mut hasher);
    hasher.finish()
}

fn from_parts(row: &Value) -> Option<Outcome> {
    let arguments = python::represented(row.get("args")?)?;
    let number = |value: Option<&Value>| value.and_then(Value::as_u64).map(Number::from);
    let mut parts =
        VersionParts::release(arguments.get("release")?.as_array()?.iter().filter_map(Value::as_u64));
    parts.epoch = number(arguments.get("epoch")).unwrap_or(0.into());
    parts.post = number(arguments.get("post"));
    parts.dev = number(arguments.get("dev"));
    if let Some(pre) = arguments.get("pre").filter(|pre| pre.is_array()) {
        let kind = match pre.get(0)?.as_str()?.to_ascii_lowercase().as_str() {
            "a" | "alpha" => PrereleaseKind::Alpha,
            "b" | "beta" => PrereleaseKind::Beta,
            "rc" | "c" | "pre" | "preview" => PrereleaseKind::Candidate,
            _ => return None,
        };
        parts.pre = Some((kind, number(pre.get(1))?));
    }
    if let Some(local) = arguments.get("local").and_then(Value::as_str) {
        let label = format!("0+{local}").parse::<Version>().ok()?;
        parts.local = label.local().cloned();
    }
    let expected = text(row, "string")?.parse::<Version>();
    Some(same("version", &Ok(Version::from_parts(parts)), &expected))
}
