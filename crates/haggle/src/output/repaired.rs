//! The files of a project with the lines that a check can repair.

use std::collections::BTreeMap;

use haggle_govern::check::ProjectReport;
use haggle_spec::file::apply_edits;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::{Edit, Span};

use super::failure::Failure;

/// The files that change, by their paths in the project: every other byte stays.
pub fn files(
    files: &BTreeMap<String, Vec<u8>>,
    report: &ProjectReport,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    // The last repair of a line includes those before it.
    let mut repairs: BTreeMap<&str, BTreeMap<Span, &str>> = BTreeMap::new();
    for finding in &report.findings {
        if let Some(repaired) = &finding.repaired {
            repairs.entry(&finding.path).or_default().insert(finding.span, repaired);
        }
    }
    let mut changed = Vec::new();
    for (path, lines) in repairs {
        let Some(bytes) = files.get(path) else { continue };
        let edits = if path == "pyproject.toml" {
            of_pyproject(bytes, &lines)
        } else {
            lines.iter().map(|(span, text)| Edit::new(*span, *text)).collect()
        };
        let after = apply_edits(bytes, &edits)
            .map_err(|error| Failure::new(format!("cannot repair `{path}`: {error}")))?;
        changed.push((path.to_owned(), after));
    }
    Ok(changed)
}

/// Strings of TOML are quoted as they have to be.
fn of_pyproject(bytes: &[u8], lines: &BTreeMap<Span, &str>) -> Vec<Edit> {
    let (file, _) = PyProject::parse(bytes);
    let items = file.items().filter_map(|item| Some((item, *lines.get(&item.content)?)));
    items.map(|(item, text)| file.replace(item, text)).collect()
}
