//! The requirement files of a family, and the release facts that were recorded for it.

use haggle_govern::data::Manifest;
use haggle_govern::day::Day;
use haggle_govern::evaluation::SnapshotReport;
use haggle_govern::family::{ProjectFiles, SharedFiles};
use haggle_index::Snapshot;
use haggle_spec::Diagnostic;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::requirements::RequirementsFile;

use super::Source;
use crate::input::file_kind::PYPROJECT;
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::snippet;
use crate::program;

/// Every requirement file that a family names, parsed.
pub struct FamilyFiles {
    /// The shared ones.
    pub shared: SharedFiles,
    /// Each project's, in the order of the manifest.
    pub projects: Vec<ProjectFiles>,
}

impl FamilyFiles {
    /// Reads and parses them. A line that cannot be understood is an error: a decision on part of a file would mislead.
    pub fn load(source: &Source, manifest: &Manifest) -> Result<Self, Failure> {
        let entry = &manifest.requirements;
        let path = |file: &str| join(&entry.path, file);
        let constraints = source.bytes(&path(&entry.constraints))?;
        let global = match &entry.global {
            Some(file) => source.bytes(&path(file))?,
            None => pinned_names(&constraints),
        };
        let denylist = match &entry.denylist {
            Some(file) => source.bytes(&path(file))?,
            None => Vec::new(),
        };
        let (shared, diagnostics) = SharedFiles::parse(&global, &constraints, &denylist);
        if let Some(file) = &entry.global {
            refuse(source, &path(file), &global, &diagnostics.global)?;
        }
        refuse(source, &path(&entry.constraints), &constraints, &diagnostics.constraints)?;
        if let Some(file) = &entry.denylist {
            refuse(source, &path(file), &denylist, &diagnostics.denylist)?;
        }
        let mut projects = Vec::new();
        for project in &manifest.projects {
            let path = join(&project.path, &project.requirements);
            let tests = project.test_requirements.as_ref().map(|file| join(&project.path, file));
            projects.push(ProjectFiles {
                name: project.name.clone(),
                requirements: requirements(source, &path)?,
                requirements_path: path,
                test_requirements: tests.map(|path| requirements(source, &path)).transpose()?,
            });
        }
        Ok(Self { shared, projects })
    }
}

/// What may be used in a family without a global list: each name that is pinned, one a line.
fn pinned_names(constraints: &[u8]) -> Vec<u8> {
    let (file, _) = RequirementsFile::parse(constraints);
    let mut names: Vec<&str> = file.requirements().map(|line| line.requirement.name().as_str()).collect();
    names.dedup();
    names.into_iter().fold(String::new(), |text, name| text + name + "\n").into_bytes()
}

/// The requirements of a file: `pyproject.toml`, else lines of requirements.
pub fn requirements(source: &Source, path: &str) -> Result<RequirementsFile, Failure> {
    let bytes = source.bytes(path)?;
    let is_pyproject = path.rsplit('/').next() == Some(PYPROJECT);
    let bytes = if is_pyproject { dependencies(&bytes) } else { bytes };
    let (file, diagnostics) = RequirementsFile::parse(bytes.as_slice());
    refuse(source, path, &bytes, &diagnostics)?;
    Ok(file)
}

/// The dependencies of a `pyproject.toml` as lines of requirements, each on the line that it has there where it is alone on it.
fn dependencies(bytes: &[u8]) -> Vec<u8> {
    let (file, _) = PyProject::parse(bytes);
    let mut text = String::new();
    let mut line = 1;
    for item in file.dependencies().map(|array| array.items.as_slice()).unwrap_or_default() {
        let Some(requirement) = item.requirement() else { continue };
        let place = file.source().position(item.span.start).line;
        while line < place {
            text.push('\n');
            line += 1;
        }
        text.push_str(&requirement.to_string());
        text.push('\n');
        line += 1;
    }
    text.into_bytes()
}

/// A path below a folder of the manifest.
pub fn join(folder: &str, file: &str) -> String {
    if folder.is_empty() || folder == "." {
        file.to_owned()
    } else {
        format!("{}/{file}", folder.trim_end_matches('/'))
    }
}

fn refuse(source: &Source, path: &str, bytes: &[u8], diagnostics: &[Diagnostic]) -> Result<(), Failure> {
    if diagnostics.is_empty() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(bytes);
    let shown = source.shown(path);
    let mut page = Page::new();
    for diagnostic in diagnostics {
        if !page.is_empty() {
            page.blank();
        }
        let span = Some(diagnostic.span.range());
        page.append(snippet::error(&shown, &text, span, &diagnostic.message(), None));
    }
    Err(Failure::rendered(page)
        .hint(format!("`{}` says more, and `--fix` repairs what is certain", program::call("lint FILE"))))
}

/// The path of the family's snapshot, as the manifest has it.
pub fn snapshot_path(manifest: &Manifest) -> Result<&str, Failure> {
    manifest.data.snapshot.as_deref().ok_or_else(|| {
        Failure::new("the manifest names no snapshot of release facts").hint(format!(
            "add `snapshot = \"snapshot.json\"` below `[data]` and run `{}`",
            program::call("snapshot")
        ))
    })
}

/// The release facts that were recorded for a family, and where they come from.
pub fn recorded(source: &Source, manifest: &Manifest) -> Result<(Snapshot, SnapshotReport), Failure> {
    let path = snapshot_path(manifest)?;
    let shown = source.shown(path);
    if source.on_disk(path).is_some_and(|file| !file.is_file()) {
        return Err(Failure::new(format!("no snapshot of release facts at `{shown}`")).hint(format!(
            "record it: `{}`, or with an evaluation: `{}`",
            program::call("snapshot"),
            program::call("evaluate --live")
        )));
    }
    let bytes = source.bytes(path)?;
    let snapshot = Snapshot::read(&bytes).map_err(|error| {
        Failure::new(format!("{shown}:{}:{}: {error}", error.line, error.column))
            .hint(format!("record it again: `{}`", program::call("snapshot")))
    })?;
    let report = snapshot_report(source, path, &snapshot)?;
    Ok((snapshot, report))
}

/// Whether the family has recorded facts about releases.
pub fn has_recorded(source: &Source, manifest: &Manifest) -> bool {
    let path = manifest.data.snapshot.as_deref();
    path.is_some_and(|path| source.on_disk(path).is_none_or(|file| file.is_file()))
}

/// Where the facts of a family's snapshot come from.
pub fn snapshot_report(source: &Source, path: &str, snapshot: &Snapshot) -> Result<SnapshotReport, Failure> {
    let recorded = Day::of_timestamp(&snapshot.provenance.recorded).map_err(|error| {
        let shown = source.shown(path);
        Failure::new(format!("{shown} was recorded on a day that cannot be read: {error}"))
            .hint(format!("record it again: `{}`", program::call("snapshot")))
    })?;
    // The name beside the manifest: a record must not depend on where the family is checked out.
    Ok(SnapshotReport { source: path.to_owned(), recorded })
}
