//! Text of others changes no structure of a record's Markdown: neither a block nor a span, a cell, a link or a key of the head.
#![cfg(feature = "record")]

#[allow(dead_code, reason = "shared with tests that generate numbers")]
use std::collections::BTreeMap;

use crate::model::{Numbers, draft};
use haggle_tradeoff::record::{Record, Ruling};
use haggle_tradeoff::{Options, Problem, Quantity, Veto, VetoVerdict};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options as Markdown, Parser, Tag};
use serde_json::Value;

const OPTIONS: Options = Options { samples: 50, seed: 2 };

/// The keys of a draft whose values somebody wrote for people.
const TEXTS: [&str; 9] =
    ["title", "label", "unit", "source", "date", "name", "evidence", "waivable_by", "because"];

/// A problem with something of everything that a record shows: two criteria, a veto that fails and one that nobody knows.
fn problem() -> Value {
    let cells =
        vec![vec![(0.9, 0.1), (0.2, 0.0)], vec![(0.3, 0.0), (0.6, 0.0)], vec![(0.5, 0.3), (0.5, 0.3)]];
    let swings = vec![vec![(60.0, 0.1), (40.0, 0.0)], vec![(20.0, 0.0), (80.0, 0.0)]];
    let mut draft = draft(&Numbers { cells, swings, powers: vec![2.0, 1.0] });
    let veto = |id: &str, verdict, strikes: &str| Veto {
        id: id.into(),
        label: "the rule".into(),
        verdict,
        evidence: "what was seen".into(),
        strikes: vec![strikes.into()],
        waivable_by: Some("the lead".into()),
        waiver: None,
    };
    draft.vetoes = vec![veto("v0", VetoVerdict::Fail, "a2"), veto("v1", VetoVerdict::Unknown, "a1")];
    draft.facts[0].date = Some("2026-11-22".into());
    draft.facts[1].quantity = Quantity::Missing;
    serde_json::to_value(&draft).unwrap()
}

/// The same with this instead of each text, and in each id.
fn written(value: &Value, key: &str, ids: &BTreeMap<String, String>, text: &str) -> Value {
    let deeper = |key: &str, value: &Value| written(value, key, ids, text);
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), deeper(key, value))).collect(),
        Value::Array(items) => items.iter().map(|item| deeper(key, item)).collect(),
        Value::String(known) if ids.contains_key(known) => ids[known].as_str().into(),
        Value::String(_) if TEXTS.contains(&key) => text.into(),
        other => other.clone(),
    }
}

fn markdown(text: &str, id: &str) -> String {
    let problem = problem();
    let ids = ["facts", "criteria", "alternatives", "vetoes", "stakeholders"].iter().flat_map(|part| {
        let of_part = problem[part].as_array().unwrap();
        of_part.iter().map(|one| one["id"].as_str().unwrap().to_owned())
    });
    let ids: BTreeMap<String, String> = ids.map(|known| (known.clone(), format!("{known}{id}"))).collect();
    let draft = serde_json::from_value(written(&problem, "", &ids, text)).unwrap();
    let record = Record::new(&Problem::new(draft).unwrap(), &OPTIONS, text);
    // What only a record that was read can hold.
    let mut json: Value = serde_json::from_slice(&record.to_json()).unwrap();
    json["hash"] = text.into();
    json["decision"]["engine"] = text.into();
    for check in json["decision"]["cross_checks"].as_array_mut().unwrap() {
        check["method"] = text.into();
        check["because"] = text.into();
    }
    let record = Record::from_json(json.to_string().as_bytes()).unwrap();
    let chosen = record.decision().screening.eligible[0].clone();
    let by = Ruling {
        number: 2,
        supersedes: Some(1),
        alternative: chosen,
        reason: text.into(),
        name: text.into(),
        role: text.into(),
    };
    record.clone().to_markdown() + "\n\n" + &record.decided(by).unwrap().to_markdown()
}

/// The structure alone: what is opened and closed, and where text and code are.
fn structure(markdown: &str) -> Vec<String> {
    let extensions = Markdown::ENABLE_TABLES
        | Markdown::ENABLE_FOOTNOTES
        | Markdown::ENABLE_STRIKETHROUGH
        | Markdown::ENABLE_TASKLISTS
        | Markdown::ENABLE_HEADING_ATTRIBUTES
        | Markdown::ENABLE_MATH
        | Markdown::ENABLE_GFM
        | Markdown::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut parts: Vec<String> = Vec::new();
    for event in Parser::new_ext(markdown, extensions) {
        let part = match &event {
            Event::Text(_) => "text".to_owned(),
            Event::Code(_) => "code".to_owned(),
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => format!("a link: {tag:?}"),
            other => format!("{other:?}"),
        };
        // A text with an escape in it comes in several parts.
        if part != "text" || parts.last().is_none_or(|last| last != "text") {
            parts.push(part);
        }
    }
    parts
}

/// The keys of the head; each line has one, and a text between double quotes.
fn head(markdown: &str) -> Vec<&str> {
    let lines = markdown.lines().skip(1).take_while(|line| *line != "---");
    lines.map(|line| line.split_once(": ").map_or(line, |(key, _)| key)).collect()
}

#[track_caller]
fn check(text: &str, id: &str) {
    let (expected, found) = (markdown("text", ""), markdown(text, id));
    assert_eq!(head(&found), ["status", "date", "decision-makers"], "{text:?}");
    let is_hidden = |character: char| character != '\n' && character.is_control();
    assert!(!found.contains(is_hidden), "{text:?}");
    let (expected, found) = (structure(&expected), structure(&found));
    for (at, (expected, found)) in expected.iter().zip(&found).enumerate() {
        assert_eq!(expected, found, "part {at} with {text:?} and {id:?}");
    }
    assert_eq!(expected.len(), found.len(), "{text:?}");
}

#[test]
fn what_has_a_meaning_in_markdown_has_none_in_a_text() {
    for text in [
        "# a",
        "###",
        "a #",
        "- a",
        "* a",
        "+ a",
        "-",
        "1. a",
        "12) a",
        "> a",
        "    a",
        "\ta",
        "---",
        "===",
        "***",
        "___",
        "a  \nb",
        "\n\n# a\n\n",
        "\r\rb",
        "a\u{b}# b",
        "a | b",
        "|",
        "\\|",
        "\\",
        "a\\",
        "`",
        "``",
        "`a`",
        "```",
        "~~~",
        "~~a~~",
        "*a*",
        "**a**",
        "_a_",
        "__a__",
        "a_b_c",
        "[a](b)",
        "![a](b)",
        "[a]: b",
        "[^1]",
        "[ ] a",
        "<a>",
        "<!-- a",
        "<img src=x>",
        "<http://a>",
        "<script>",
        "&amp;",
        "&#35;",
        "$a$",
        "$$a$$",
        "{#a}",
        "{a",
        ":a:",
        "@a",
        "a: b",
        "\"",
        "\"a\": b",
        "'",
        "...",
        "--- a",
        "%YAML",
        "\u{1b}[31m",
        "\u{85}# a",
        "\u{2028}# a",
        "\u{202e}a",
        "![a",
        "](b)",
        "a]",
        "](javascript:alert(1))",
        "a|b|c|d|e|f|g",
        "| a | b |",
        "\\`a\\`",
        "- [x] a",
        "term\n: definition",
        "a\n===",
        "a\n---",
        "#\u{a0}a",
        "\u{a0}# a",
        "[!NOTE]",
        "> [!NOTE]",
    ] {
        check(text, "");
        check(text, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_mix_of_them_has(
        pieces in prop::collection::vec(
            prop::sample::select("# |\\`~*_[]()<>!&;$:{}-+=1.\n\r\t\"'a/@\u{1b}\u{2028}".chars().collect::<Vec<_>>()), 1..12
        ),
        in_ids in any::<bool>(),
    ) {
        let text: String = pieces.into_iter().collect();
        prop_assume!(!text.trim().is_empty());
        check(&text, if in_ids { &text } else { "" });
    }
}
