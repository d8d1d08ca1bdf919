//! Writing what the sources say into the text of a catalogue, which otherwise stays as it is.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Catalogue, ImportSite, RunSite};
use crate::data::identifier::RequirementId;
use crate::data::manifest::Manifest;
use crate::data::text_edit::{end_of_line, line_after, replaced, toml_string};

/// The text with these sites of requirements. None where a requirement is not there, or is written in a way that cannot be edited.
pub(super) fn with_sites(
    text: &str,
    manifest: &Manifest,
    sites: &[(&RequirementId, &[ImportSite], &[RunSite])],
) -> Option<String> {
    let before = Catalogue::read(text, manifest).ok()?;
    let (document, _) = DeTable::parse_recoverable(text);
    let document = document.into_inner();
    let tables = document.get("requirement")?.get_ref().as_array()?;
    let mut edits = Vec::new();
    for (id, imports, runs) in sites {
        let known = before.requirement(id.as_str())?;
        let table = tables.iter().find_map(|table| {
            let table = table.get_ref().as_table()?;
            (table.get("id")?.get_ref().as_str()? == id.as_str()).then_some(table)
        })?;
        let has_changed = known.imports.value().is_none_or(|known| known != imports);
        if has_changed && known.removed.is_none() && (!imports.is_empty() || table.contains_key("imports")) {
            let rows = imports.iter().map(import_row).collect();
            edits.push(edit(text, table, "imports", rows)?);
        }
        if known.runs.value().map(Vec::as_slice).unwrap_or_default() != *runs {
            edits.push(edit(text, table, "runs", runs.iter().map(run_row).collect())?);
        }
    }
    let edited = replaced(text, edits);
    // What was written is what is read.
    let after = Catalogue::read(&edited, manifest).ok()?;
    let is_written = sites.iter().all(|(id, imports, runs)| {
        let read = after.requirement(id.as_str());
        read.is_some_and(|read| {
            read.imports.value().map(Vec::as_slice).unwrap_or_default() == *imports
                && read.runs.value().map(Vec::as_slice).unwrap_or_default() == *runs
        })
    });
    is_written.then_some(edited)
}

fn import_row(site: &ImportSite) -> String {
    let (module, place) = (toml_string(&site.module), toml_string(&site.site));
    let (guarded, evidence) = (site.guarded, toml_string(&site.evidence));
    format!("{{ module = {module}, site = {place}, guarded = {guarded}, evidence = {evidence} }}")
}

fn run_row(site: &RunSite) -> String {
    let (program, place) = (toml_string(&site.program), toml_string(&site.site));
    format!("{{ program = {program}, site = {place}, evidence = {} }}", toml_string(&site.evidence))
}

/// Replaces a field of a requirement, or adds it below what says where the requirement is.
fn edit(text: &str, table: &DeTable<'_>, field: &str, rows: Vec<String>) -> Option<(Range<usize>, String)> {
    let end = end_of_line(text);
    let rows = rows.into_iter().fold(String::new(), |rows, row| rows + "    " + &row + "," + end);
    let list = if rows.is_empty() { "[]".to_owned() } else { format!("[{end}{rows}]") };
    match table.get(field) {
        Some(old) if text[old.span()].starts_with('[') && matches!(old.get_ref(), DeValue::Array(_)) => {
            Some((old.span(), list))
        }
        Some(_) => None,
        None => {
            let last = ["id", "kind", "project", "requirement", "bindep", "placement", "extra", "purpose"];
            let last = last.iter().filter_map(|name| Some(table.get(*name)?.span().end)).max()?;
            Some(line_after(text, last, &format!("{field} = {list}")))
        }
    }
}
