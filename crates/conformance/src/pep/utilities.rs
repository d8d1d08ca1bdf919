//! `utils.json`: names, canonical versions, file names, tags. Results that the reference gives as sets are sets of texts.

use std::collections::BTreeSet;

use haggle_spec::{
    PackageName, SdistFilename, Tag, TagErrorKind, Version, WheelFilename, is_normalised_name, normalise_name,
};
use serde_json::Value;

use crate::fields;

use super::{Outcome, Section, all, rejected, same, text, texts};

pub const SECTIONS: &[Section] = &[
    ("canonicalize_name", ASKED, |rows, report| report.each(rows, asked(name, &["validate"]))),
    ("canonicalize_version", ASKED, |rows, report| report.each(rows, asked(version, &[]))),
    ("parse_wheel_filename", ASKED, |rows, report| report.each(rows, asked(wheel, &["validate_order"]))),
    ("parse_sdist_filename", ASKED, |rows, report| report.each(rows, asked(sdist, &[]))),
    ("parse_tag", ASKED, |rows, report| report.each(rows, asked(tag, &["validate_order", "limit"]))),
    ("is_normalized_name", &["name", "expected"], |rows, report| report.each(rows, is_normalised)),
];

const ASKED: &[&str] = &["in", "out", "error", "message"];

fn input(row: &Value) -> Option<&str> {
    text(row.get("in")?, "s")
}

/// What a row asks with beside its text; a row with an option that is not read here fails.
fn options(row: &Value, known: &[&str]) -> Outcome {
    let Some(asked) = row.get("in") else { return Ok(()) };
    fields::only(asked, "of the question", &["s", "args", "kw", "strip"])?;
    match asked.get("args").and_then(Value::as_array) {
        Some(positional) if !positional.is_empty() => {
            Err(format!("no runner reads {positional:?} by position"))
        }
        _ => fields::only(asked.get("kw").unwrap_or(&Value::Null), "of the options", known),
    }
}

/// A runner of rows that have these options.
fn asked(
    run: fn(&Value) -> Option<Outcome>,
    known: &'static [&'static str],
) -> impl Fn(&Value) -> Option<Outcome> {
    move |row| Some(all([options(row, known), run(row)?]))
}

fn option<'a>(row: &'a Value, key: &str) -> Option<&'a Value> {
    row.get("in")?.get("kw")?.get(key)
}

fn is_set(row: &Value, key: &str) -> bool {
    option(row, key).and_then(Value::as_bool).unwrap_or(false)
}

/// The expected set; a name is given as the set of its characters.
fn expected(row: &Value) -> Option<BTreeSet<String>> {
    Some(texts(row.get("out")?.get("set")?)?.into_iter().collect())
}

fn name(row: &Value) -> Option<Outcome> {
    let input = input(row)?;
    let found = if is_set(row, "validate") {
        PackageName::new(input).map(|name| name.to_string())
    } else {
        Ok(normalise_name(input))
    };
    if row.get("error").is_some() {
        return Some(rejected(found));
    }
    if let Some(expected) = row.get("out")?.as_str() {
        return Some(same("name", &found, &Ok(expected.to_owned())));
    }
    let characters = found.ok().map(|name| name.chars().map(String::from).collect::<BTreeSet<String>>());
    Some(same("characters", &characters, &expected(row)))
}

fn version(row: &Value) -> Option<Outcome> {
    let input = input(row)?;
    let strip = row.get("in")?.get("strip").and_then(Value::as_bool).unwrap_or(true);
    let found = match input.parse::<Version>() {
        Ok(version) if strip => version.canonical(),
        Ok(version) => version.to_string(),
        Err(_) => input.to_owned(),
    };
    Some(same("version", &found.as_str(), &text(row, "out")?))
}

fn wheel(row: &Value) -> Option<Outcome> {
    let input = input(row)?;
    let found: Result<WheelFilename, _> =
        if is_set(row, "validate_order") { WheelFilename::parse_sorted(input) } else { input.parse() };
    if row.get("error").is_some() {
        return Some(rejected(found));
    }
    let wheel = match found {
        Ok(wheel) => wheel,
        Err(error) => return Some(Err(error.to_string())),
    };
    let build =
        wheel.build().map_or("()".to_owned(), |build| format!("({}, '{}')", build.number, build.suffix));
    let expected = expected(row)?;
    let expected_tags =
        expected.iter().find_map(|text| text.strip_prefix("frozenset({")?.strip_suffix("})"))?;
    let expected_tags: BTreeSet<String> =
        expected_tags.split(", ").map(|tag| tag.trim_matches(['<', '>']).to_owned()).collect();
    let tags: BTreeSet<String> = wheel.tags().iter().map(ToString::to_string).collect();
    let has = |text: &str| expected.contains(text);
    Some(all([
        same("name", &has(wheel.name().as_str()), &true),
        same("version", &has(&wheel.version().to_string()), &true),
        same("build", &has(&build), &true),
        same("tags", &tags, &expected_tags),
    ]))
}

fn sdist(row: &Value) -> Option<Outcome> {
    let found = input(row)?.parse::<SdistFilename>();
    if row.get("error").is_some() {
        return Some(rejected(found));
    }
    let found =
        found.ok().map(|sdist| BTreeSet::from([sdist.name().to_string(), sdist.version().to_string()]));
    Some(same("parts", &found, &expected(row)))
}

fn tag(row: &Value) -> Option<Outcome> {
    let input = input(row)?;
    let limit = match option(row, "limit").and_then(Value::as_i64).map(usize::try_from) {
        // The reference refuses a limit below zero; here its type does.
        Some(Err(_)) => return Some(same("error", &row.get("error").is_some(), &true)),
        Some(Ok(limit)) => Some(limit),
        None => None,
    };
    let found = if is_set(row, "validate_order") {
        Tag::parse_sorted(input, limit)
    } else {
        Tag::parse(input, limit)
    };
    if let (Some("TooManyTagsError"), Err(error)) = (text(row, "error"), &found) {
        let n_tags = |message: &str| message.split_whitespace().find_map(|word| word.parse::<usize>().ok());
        let expected = text(row, "message").and_then(n_tags);
        let found = if let TagErrorKind::TooMany { n_tags } = error.kind() { Some(n_tags) } else { None };
        return Some(same("number of tags", &found, &expected));
    }
    if row.get("error").is_some() {
        return Some(rejected(found));
    }
    let found = found.ok().map(|tags| tags.iter().map(ToString::to_string).collect::<BTreeSet<String>>());
    Some(same("tags", &found, &expected(row)))
}

/// The expected name is normalised, and the given one is where it is the same.
fn is_normalised(row: &Value) -> Option<Outcome> {
    let (name, expected) = (text(row, "name")?, text(row, "expected")?);
    Some(all([
        same("given", &is_normalised_name(name), &(name == expected)),
        same("expected", &is_normalised_name(expected), &true),
        same("normalised", &normalise_name(name).as_str(), &expected),
    ]))
}
