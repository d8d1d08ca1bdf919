//! `check --release OLD NEW`: what a patch release may not do.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use haggle_govern::check::{bound_changes, is_exempt};
use haggle_govern::project::{LineList, project_lines};
use haggle_spec::Version;

use crate::input::checked;
use crate::input::reading;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::{list_check, terminal};

/// Compares what two states of a project require: exit code 1 if the newer asks for more, and is not a release that may.
pub fn run(
    [old, new]: [&Path; 2],
    version: Option<&Version>,
    format: list_check::ListFormat,
) -> Result<ExitCode, Failure> {
    let (old, new) = (required(old)?, required(new)?);
    let changes = bound_changes(&old, &new);
    let may_change = version.is_some_and(is_exempt);
    match format {
        list_check::ListFormat::Text => terminal::out(&list_check::release_page(&changes, may_change))?,
        list_check::ListFormat::Json => terminal::out_json(&list_check::release_json(&changes, may_change))?,
    }
    Ok(if may_change || changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// What is required, in the form of `requires.txt`: such a file as it is; of a project's folder, its dependencies and its extras.
fn required(path: &Path) -> Result<String, Failure> {
    if path.is_file() {
        return reading::text(path);
    }
    let files = checked::files_of_folder(path)?;
    let (lines, _) = project_lines(&files);
    let is_main = |path: &str| matches!(path, "requirements.txt" | "pyproject.toml" | "setup.cfg");
    let mut sections: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines.iter().filter(|line| is_main(&line.path)) {
        let section = match &line.list {
            LineList::Dependencies => String::new(),
            LineList::Extra(name) => name.clone(),
            _ => continue,
        };
        let Some(entry) = &line.entry else { continue };
        let condition = if entry.marker.is_empty() { section } else { format!("{section}:{}", entry.marker) };
        let text = format!("{}{}", entry.name, entry.specifiers);
        match sections.iter_mut().find(|(name, _)| *name == condition) {
            Some((_, texts)) => texts.push(text),
            None => sections.push((condition, vec![text])),
        }
    }
    sections.sort_by(|left, right| left.0.cmp(&right.0));
    let mut text = String::new();
    for (name, texts) in sections {
        if !name.is_empty() {
            let _ = writeln!(text, "\n[{name}]");
        }
        for line in texts {
            let _ = writeln!(text, "{line}");
        }
    }
    Ok(text)
}
