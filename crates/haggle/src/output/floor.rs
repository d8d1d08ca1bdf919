//! Lower bounds against what the code uses, for people and for programs.

use haggle_govern::forecast::Floor;
use haggle_spec::{PackageName, Version};
use serde::Serialize;

use super::page::Page;

/// A requirement and what was found of its bound.
#[derive(Debug, Serialize)]
pub struct FloorLine {
    /// The distribution.
    pub name: PackageName,
    /// Its name as written.
    pub written: String,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found.
    pub verdict: FloorVerdict,
}

/// What was found of a bound.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FloorVerdict {
    /// Its release was looked at.
    Looked(Floor),
    /// The release that the bound names cannot be read.
    NotRead {
        /// The version that the bound names.
        of: Version,
        /// Why.
        because: String,
    },
    /// The line has no lower bound.
    NoBound,
}

/// The findings for programs.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema: u32,
    requirements: &'a [FloorLine],
}

impl<'a> Document<'a> {
    /// Of what was found.
    pub fn of(requirements: &'a [FloorLine]) -> Self {
        Self { schema: 1, requirements }
    }
}

/// What is too low first, then what could not be looked at, then a line that counts the rest.
pub fn page(lines: &[FloorLine]) -> Page {
    let mut page = Page::new();
    let mut n_true = 0;
    let mut unknown = Vec::new();
    for line in lines {
        match &line.verdict {
            FloorVerdict::Looked(Floor::TooLow { floor, path, place, n_missing }) => {
                page.line(format_args!(
                    "{}:{}: `{}` is too low: {floor} is the first release that has {}",
                    line.path,
                    line.line,
                    line.written,
                    all(path, *n_missing)
                ));
                page.line(format_args!("  {}:{}  uses `{path}`", place.path, place.line));
            }
            FloorVerdict::Looked(Floor::Holds { .. }) => n_true += 1,
            FloorVerdict::Looked(_) => {
                unknown.push(format!("{} (nothing of it is used by name)", line.written));
            }
            FloorVerdict::NotRead { because, .. } => unknown.push(format!("{} ({because})", line.written)),
            FloorVerdict::NoBound => unknown.push(format!("{} (no lower bound)", line.written)),
        }
    }
    if !page.is_empty() {
        page.blank();
    }
    let n_low = lines.len() - n_true - unknown.len();
    let hold = if n_true == 1 { "lower bound holds" } else { "lower bounds hold" };
    page.line(format_args!("{n_true} {hold}, {n_low} too low, {} not looked at", unknown.len()));
    if !unknown.is_empty() {
        page.filled("  ", &unknown.join(", "), 100);
    }
    page
}

fn all(path: &str, n_missing: usize) -> String {
    match n_missing {
        1 => format!("`{path}`"),
        n => format!("`{path}` and {} more", n - 1),
    }
}
