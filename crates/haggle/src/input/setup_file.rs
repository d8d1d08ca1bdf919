//! Requirements of a project that `setup.cfg` declares, for setuptools or for pbr.

use std::path::{Path, PathBuf};

use haggle_resolve::python::{RootRequirement, SourceLocation};
use haggle_spec::file::Entry;
use haggle_spec::file::setup_cfg::{ListItemKind, ListKind, RequirementList, SetupCfg};
use haggle_spec::{ExtraName, Marker, Requirement};

use crate::input::project_file::ProjectArguments;
use crate::input::reading;
use crate::output::failure::Failure;
use crate::output::snippet;

/// The name of the file.
pub const SETUP_CFG: &str = "setup.cfg";

/// What a project requires.
pub struct SetupRequirements {
    /// What the file lists itself.
    pub requirements: Vec<RootRequirement>,
    /// The requirement files that it means: those of `file:`, and pbr's `requirements.txt`.
    pub files: Vec<PathBuf>,
}

/// Reads the requirements of the project whose file this is, with the extras that are asked for.
pub fn read(path: &Path, projects: &ProjectArguments) -> Result<SetupRequirements, Failure> {
    let bytes = reading::bytes(path)?;
    let (file, diagnostics) = SetupCfg::parse(bytes);
    let shown = path.display().to_string();
    if let Some(diagnostic) = diagnostics.first() {
        let source = file.source();
        let range = source.range(diagnostic.span);
        let message = diagnostic.message();
        return Err(Failure::rendered(snippet::error(&shown, source.text(), Some(range), &message, None)));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut found = SetupRequirements { requirements: Vec::new(), files: Vec::new() };
    let known = file.lists().iter().filter_map(|list| extra_of(&list.kind)).map(|(extra, _)| extra).collect();
    let extras = projects
        .chosen_extras(&known)
        .map_err(|extra| Failure::new(format!("{shown}: there is no extra `{extra}`")))?;
    let mut has_requirements = false;
    for list in file.lists() {
        let marker = match &list.kind {
            ListKind::InstallRequires => {
                has_requirements = true;
                None
            }
            ListKind::SetupRequires | ListKind::TestsRequire => continue,
            kind => match extra_of(kind) {
                Some((extra, marker)) if extras.contains(&extra) => marker,
                _ => continue,
            },
        };
        found.files.extend(list.files.iter().map(|name| folder.join(name)));
        found.requirements.extend(items(&file, &shown, list, marker.as_ref())?);
    }
    let beside = folder.join("requirements.txt");
    if !has_requirements && is_of_pbr(folder) && beside.is_file() {
        found.files.push(beside);
    }
    Ok(found)
}

/// The extra that a list is of, and what its name says about the environment (`name:marker`, as setuptools has it).
fn extra_of(kind: &ListKind) -> Option<(ExtraName, Option<Marker>)> {
    let (ListKind::Extra(written) | ListKind::PbrExtra(written)) = kind else { return None };
    let (name, marker) = match written.split_once(':') {
        Some((name, marker)) => (name, marker.trim().parse().ok()),
        None => (written.as_str(), None),
    };
    Some((ExtraName::new(name.trim()).ok()?, marker))
}

fn items(
    file: &SetupCfg,
    shown: &str,
    list: &RequirementList,
    marker: Option<&Marker>,
) -> Result<Vec<RootRequirement>, Failure> {
    let mut found = Vec::new();
    for item in &list.items {
        let line = u32::try_from(file.source().position(item.span.start).line).unwrap_or(u32::MAX);
        let source = SourceLocation::new(shown, line);
        let requirement = match &item.kind {
            ListItemKind::Requirement(requirement) => Some(requirement.clone()),
            ListItemKind::Entry(entry) => {
                Entry { comment: String::new(), ..entry.as_ref().clone() }.to_line().trim().parse().ok()
            }
            ListItemKind::Invalid => None,
        };
        let requirement = requirement.ok_or_else(|| {
            Failure::new(format!("{source}: `{}` is not a requirement", file.text(item.span)))
        })?;
        found.push(RootRequirement::new(with_marker(requirement, marker), source));
    }
    Ok(found)
}

/// The requirement where both markers hold.
fn with_marker(requirement: Requirement, marker: Option<&Marker>) -> Requirement {
    let Some(marker) = marker else { return requirement };
    let both = match requirement.marker() {
        Some(own) => format!("({own}) and ({marker})").parse().ok(),
        None => Some(marker.clone()),
    };
    requirement.with_marker(both)
}

/// Whether the project is built by pbr, which reads `requirements.txt` for what the project requires.
fn is_of_pbr(folder: &Path) -> bool {
    ["setup.py", "pyproject.toml"]
        .iter()
        .any(|name| std::fs::read_to_string(folder.join(name)).is_ok_and(|text| text.contains("pbr")))
}
