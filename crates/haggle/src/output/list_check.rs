//! What a check of the shared lists, or of two releases, found.

use haggle_govern::check::{BoundChange, ListFinding};
use haggle_spec::file::SourceText;
use serde_json::{Value, json};

use super::failure::Failure;
use super::page::Page;
use super::{snippet, terminal};

/// How to print the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// With lines and carets.
    Text,
    /// One object.
    Json,
}

/// Prints the findings; `source` gives the text of a file by its path.
pub fn print<'a>(
    findings: &[ListFinding],
    source: &dyn Fn(&str) -> Option<&'a SourceText>,
    format: ListFormat,
) -> Result<(), Failure> {
    if format == ListFormat::Json {
        return terminal::out_json(&json!({
            "schema": 1,
            "findings": findings.iter().map(one).collect::<Vec<_>>(),
        }));
    }
    let mut page = Page::new();
    for finding in findings {
        let found = source(&finding.path);
        let (text, range) = found.map_or(("", None), |it| (it.text(), Some(it.range(finding.span))));
        let message = finding.fault.to_string();
        page.append(snippet::error(&finding.path, text, range, &message, finding.fault.help()));
        page.blank();
    }
    page.line(format_args!("{} finding{}", findings.len(), if findings.len() == 1 { "" } else { "s" }));
    terminal::out(&page)
}

fn one(finding: &ListFinding) -> Value {
    json!({
        "rule": finding.fault.rule(),
        "path": finding.path,
        "line": finding.line,
        "message": finding.fault.to_string(),
        "repaired": finding.repaired,
    })
}

/// What a release asks for more.
pub fn release_page(changes: &[BoundChange], may_change: bool) -> Page {
    let mut page = Page::new();
    for change in changes {
        page.line(sentence(change));
    }
    let verdict = match (changes.is_empty(), may_change) {
        (true, _) => "nothing is asked for that was not before",
        (false, true) => "this release may do so: it starts a series, or is a prerelease",
        (false, false) => "a patch release may not do so",
    };
    page.line(verdict);
    page
}

/// The same as data.
pub fn release_json(changes: &[BoundChange], may_change: bool) -> Value {
    let one = |change: &BoundChange| match change {
        BoundChange::Added { section, name } => {
            json!({ "kind": "added", "section": section, "name": name.to_string() })
        }
        BoundChange::Raised { section, name, before, after } => json!({
            "kind": "raised", "section": section, "name": name.to_string(), "before": before, "after": after,
        }),
        _ => Value::Null,
    };
    json!({ "schema": 1, "may_change": may_change, "changes": changes.iter().map(one).collect::<Vec<_>>() })
}

/// A change in words.
fn sentence(change: &BoundChange) -> String {
    let of = |section: &str| if section.is_empty() { String::new() } else { format!(" (`{section}`)") };
    match change {
        BoundChange::Added { section, name } => format!("`{name}`{}: a new requirement", of(section)),
        BoundChange::Raised { section, name, before: Some(before), after } => {
            format!("`{name}`{}: the least version is raised, `{before}` to `{after}`", of(section))
        }
        BoundChange::Raised { section, name, before: None, after } => {
            format!("`{name}`{}: a least version, `{after}`, where there was none", of(section))
        }
        _ => "something else is required".to_owned(),
    }
}
