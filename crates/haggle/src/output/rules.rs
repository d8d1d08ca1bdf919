//! The rules of the linter, for people: a list, single pages, and the document of all.

use std::fmt::Write as _;

use haggle_spec::lint::{RepairClass, Rule, rules};

use super::failure::Failure;
use super::page::Page;
use super::terminal;

const INTRODUCTION: &str = include_str!("rules.md");

/// Prints a line for each rule.
pub fn print_list() -> Result<(), Failure> {
    let width = rules().iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut page = Page::new();
    for Rule { name, level, summary, .. } in rules() {
        page.line(format_args!("{name:width$}  {:7}  {summary}", level.as_str()));
    }
    terminal::out(&page)
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
