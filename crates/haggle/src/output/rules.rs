//! The rules of the linter, for people: a list, single pages, and the document of all.

use std::fmt::Write as _;

use haggle_spec::lint::{RepairClass, Rule, rules};
use serde_json::{Value, json};

use super::failure::Failure;
use super::page::Page;
use super::table::table;
use super::terminal;

const INTRODUCTION: &str = include_str!("rules.md");

/// Prints a row for each rule.
pub fn print_list() -> Result<(), Failure> {
    let mut rows = table(&["rule", "level", "what it finds"]);
    for Rule { name, level, summary, .. } in rules() {
        rows.add_row([*name, level.as_str(), summary]);
    }
    terminal::out(&Page::of_block(&rows.fitted()))
}

/// Prints the rules, or pages, as data.
pub fn print_json(names: &[String], pages: &[String]) -> Result<(), Failure> {
    let of_rule =
        |rule: &&Rule| json!({ "name": rule.name, "level": rule.level.as_str(), "summary": rule.summary });
    let rules: Vec<Value> = match names {
        [] => rules().iter().map(of_rule).collect(),
        names => names.iter().zip(pages).map(|(name, page)| json!({ "name": name, "page": page })).collect(),
    };
    terminal::out_json(&json!({ "schema": 1, "rules": rules }))
}

/// Prints pages, one below the other.
pub fn print_pages(pages: &[String]) -> Result<(), Failure> {
    terminal::out(&Page::of_block(&pages.join("\n")))
}

/// Prints everything about rules as one document.
pub fn print_document() -> Result<(), Failure> {
    terminal::out(&Page::of_block(&document()))
}

fn document() -> String {
    let mut document = INTRODUCTION.to_owned();
    document += "\n| rule | level | repair | what it finds |\n|---|---|---|---|\n";
    for Rule { name, level, repair, summary, .. } in rules() {
        let repair = match repair {
            RepairClass::Unrepaired => "",
            RepairClass::Certain => "`--fix`",
            RepairClass::Unsafe => "`--unsafe-fix`",
        };
        let _ = writeln!(document, "| [`{name}`](#{name}) | {} | {repair} | {summary} |", level.as_str());
    }
    for rule in rules() {
        document += "\n#";
        document += &rule.page();
    }
    document
}
