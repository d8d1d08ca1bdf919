//! `specifier_matrix.json`: every specifier against every version, under each policy.

use haggle_spec::{Prereleases, Specifier, SpecifierSet};
use serde_json::Value;

use super::{Outcome, Rows, Section, all, same, text, texts};

pub const SECTIONS: &[Section] = &[
    ("rows", FIELDS, |rows, report| {
        check(rows, report, |specifier| specifier.parse::<Specifier>().map(Into::into).ok());
    }),
    ("set_rows", FIELDS, |rows, report| check(rows, report, |specifier| specifier.parse().ok())),
];

const FIELDS: &[&str] = &["spec", "pre_none", "pre_true", "pre_false"];

fn check(rows: &Value, report: &mut Rows<'_>, parse: impl Fn(&str) -> Option<SpecifierSet>) {
    let versions = report.file.get("versions").and_then(texts).unwrap_or_default();
    report.each(rows, |row| {
        let Some(set) = parse(text(row, "spec")?) else { return Some(Err("rejected".to_owned())) };
        Some(all([
            bits(&set, &versions, Prereleases::Default, text(row, "pre_none")?),
            bits(&set, &versions, Prereleases::Allow, text(row, "pre_true")?),
            bits(&set, &versions, Prereleases::Exclude, text(row, "pre_false")?),
            prepared(&set, &versions, text(row, "pre_true")?),
        ]))
    });
}

fn bits(set: &SpecifierSet, versions: &[String], prereleases: Prereleases, expected: &str) -> Outcome {
    let found: String = versions
        .iter()
        .map(|version| if set.contains_text(version, prereleases) { '1' } else { '0' })
        .collect();
    same("bits", &found.as_str(), &expected)
}

/// The set of versions agrees with the specifiers, except that it knows no spelling.
fn prepared(set: &SpecifierSet, versions: &[String], expected: &str) -> Outcome {
    if set.has_arbitrary() {
        return Ok(());
    }
    let versions_set = set.to_set();
    let found: String = versions
        .iter()
        .map(|version| match version.parse() {
            Ok(version) if versions_set.contains(&version) => '1',
            _ => '0',
        })
        .collect();
    same("prepared bits", &found.as_str(), &expected)
}
