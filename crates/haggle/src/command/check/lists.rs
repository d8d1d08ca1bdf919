//! `check --shared` and `--unused`: the shared lists against each other, and against what projects require.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::check::{ListFinding, NamedLists, check_lists, unused};
use haggle_govern::project::project_lines;
use haggle_spec::file::{EntryFile, Urls, apply_edits};
use haggle_spec::{Edit, PackageName};

use crate::input::checked::{CheckInputs, ListFiles};
use crate::input::checkout::Declared;
use crate::input::file_kind::PYPROJECT;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::{files, list_check, terminal};

/// Checks the lists: exit code 1 if one is not in order.
pub fn shared(lists: &ListFiles, fix: bool, format: list_check::ListFormat) -> Result<ExitCode, Failure> {
    let mut findings = check_lists(&named(lists, &none()));
    if fix {
        let repaired = repair(lists, &findings)?;
        findings.retain(|finding| finding.repaired.is_none() || !repaired);
    }
    finish(lists, &findings, format)
}

/// A family without a global list is checked as one with an empty one.
fn named<'a>(lists: &'a ListFiles, none: &'a EntryFile) -> NamedLists<'a> {
    NamedLists {
        global: (&lists.paths.global, lists.global.as_ref().unwrap_or(none)),
        constraints: (&lists.paths.constraints, &lists.constraints),
        denylist: (&lists.paths.denylist, &lists.denylist),
        projects: lists.projects.as_ref().map(|file| (lists.paths.projects.as_str(), file)),
    }
}

fn none() -> EntryFile {
    EntryFile::parse("", Urls::Forbidden).0
}

/// Writes the lines that can be repaired; whether there are any.
fn repair(lists: &ListFiles, findings: &[ListFinding]) -> Result<bool, Failure> {
    let of_global = findings.iter().filter(|finding| finding.path == lists.paths.global);
    let edits: Vec<Edit> =
        of_global.filter_map(|finding| Some(Edit::new(finding.span, finding.repaired.as_deref()?))).collect();
    if edits.is_empty() {
        return Ok(false);
    }
    let bytes = lists.global.as_ref().map(EntryFile::to_bytes).unwrap_or_default();
    let after = apply_edits(&bytes, &edits)
        .map_err(|error| Failure::new(format!("cannot repair `{}`: {error}", lists.paths.global)))?;
    files::write_all(&[(PathBuf::from(&lists.paths.global), after.as_slice())])?;
    terminal::note(format_args!("{}: repaired", lists.paths.global));
    Ok(true)
}

/// Names of the global list that none of the projects requires: exit code 1 if there is one.
pub fn unused_names(inputs: &CheckInputs, format: list_check::ListFormat) -> Result<ExitCode, Failure> {
    let mut required: BTreeSet<PackageName> = BTreeSet::new();
    for project in &inputs.projects {
        let bytes = |path: &str| project.files.get(path).cloned().unwrap_or_default();
        let own = Declared::of(bytes(PYPROJECT), bytes("setup.cfg")).ok().and_then(|declared| declared.name);
        // A project that asks for its own extras does not need itself.
        let (lines, _) = project_lines(&project.files);
        required.extend(lines.into_iter().map(|line| line.name).filter(|name| own.as_ref() != Some(name)));
    }
    let none = none();
    let findings = unused(named(&inputs.lists, &none).global, &required);
    finish(&inputs.lists, &findings, format)
}

fn finish(
    lists: &ListFiles,
    findings: &[ListFinding],
    format: list_check::ListFormat,
) -> Result<ExitCode, Failure> {
    let none = none();
    let source = |path: &str| {
        let NamedLists { global, constraints, denylist, projects } = named(lists, &none);
        let files = [Some(global), Some(constraints), Some(denylist), projects];
        files.into_iter().flatten().find(|(other, _)| *other == path).map(|(_, file)| file.source())
    };
    list_check::print(findings, &source, format)?;
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}
