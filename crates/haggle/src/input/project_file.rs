//! Requirements of a project, from its `pyproject.toml`: what it needs, and the extras and groups that are asked for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use haggle_resolve::python::{RootRequirement, SourceLocation};
use haggle_spec::file::pyproject::{ArrayItem, PyProject};
use haggle_spec::{ExtraName, PackageName, Requirement};

use crate::input::reading;
use crate::output::failure::Failure;
use crate::output::snippet;

pub use super::file_kind::PYPROJECT;

/// Which requirements of projects count besides those that they always have.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ProjectArguments {
    /// Extras of the projects whose `pyproject.toml` is read with -r
    #[arg(long, value_name = "NAME")]
    extra: Vec<String>,
    /// All extras of these projects
    #[arg(long, conflicts_with = "extra")]
    all_extras: bool,
    /// Dependency groups: NAME of the `pyproject.toml` here, or PATH:NAME
    #[arg(long, value_name = "[PATH:]NAME")]
    group: Vec<String>,
    /// Take what `tool.uv.sources` has another place for from the index
    #[arg(long)]
    no_sources: bool,
}

impl ProjectArguments {
    /// The option that asks for extras, if one does.
    pub fn names_extras(&self) -> Option<&'static str> {
        if self.all_extras {
            return Some("--all-extras");
        }
        (!self.extra.is_empty()).then_some("--extra")
    }

    /// The extras that are asked for, of the extras that the project has; the error is one that it does not have.
    pub fn chosen_extras(&self, known: &BTreeSet<ExtraName>) -> Result<BTreeSet<ExtraName>, String> {
        if self.all_extras {
            return Ok(known.clone());
        }
        let chosen = self.extra.iter().map(|text| {
            ExtraName::new(text).ok().filter(|extra| known.contains(extra)).ok_or_else(|| text.clone())
        });
        chosen.collect()
    }

    /// The requirements of the project whose file this is, extras included.
    pub fn requirements(&self, path: &Path) -> Result<Vec<RootRequirement>, Failure> {
        let file = ProjectFile::read(path)?;
        if file.parsed.has_poetry_dependencies() {
            return Err(Failure::new(format!(
                "{}: the requirements are in `tool.poetry.dependencies`",
                file.shown
            ))
            .hint("only the standard's `project.dependencies` are read: name a file of requirements"));
        }
        if !file.parsed.has_project() {
            return Err(Failure::new(format!("{}: there is no `project` table", file.shown))
                .hint("its groups can be named with `--group`"));
        }
        if let Some(field) = file.parsed.dynamic().iter().find(|field| field.ends_with("dependencies")) {
            return Err(Failure::new(format!(
                "{}: `{field}` is dynamic: a build has to say what it is",
                file.shown
            ))
            .hint("nothing is built here: name a file of requirements"));
        }
        let mut items: Vec<&ArrayItem> =
            file.parsed.dependencies().map(|array| array.items.iter().collect()).unwrap_or_default();
        let written = file.parsed.extras().unwrap_or_default().iter();
        let known = written.filter_map(|(name, _)| ExtraName::new(name).ok()).collect();
        let chosen = self
            .chosen_extras(&known)
            .map_err(|text| Failure::new(format!("{}: there is no extra `{text}`", file.shown)))?;
        let mut extras: Vec<ExtraName> = chosen.into_iter().collect();
        let own = file.parsed.name().and_then(|name| PackageName::new(name).ok());
        let mut position = 0;
        let is_own = |item: &&ArrayItem| {
            item.requirement().is_some_and(|requirement| Some(requirement.name()) == own.as_ref())
        };
        loop {
            // What an extra requires of its own project is the project's other extras.
            let nested = items.iter().copied().filter(is_own).filter_map(ArrayItem::requirement);
            for extra in nested.flat_map(Requirement::extras) {
                if !extras.contains(extra) {
                    extras.push(extra.clone());
                }
            }
            let Some(extra) = extras.get(position) else { break };
            items.extend(file.parsed.extra(extra).into_iter().flat_map(|array| &array.items));
            position += 1;
        }
        let items = items.into_iter().filter(|item| !is_own(item));
        self.roots(&file, items)
    }

    /// The items as requirements. One for which `tool.uv.sources` has another place is refused: the index's project of that name may
    /// be something else.
    fn roots<'i>(
        &self,
        file: &ProjectFile,
        items: impl Iterator<Item = &'i ArrayItem>,
    ) -> Result<Vec<RootRequirement>, Failure> {
        let elsewhere: Vec<PackageName> =
            file.parsed.uv_sources().iter().filter_map(|name| PackageName::new(name).ok()).collect();
        let mut found = Vec::new();
        for item in items {
            let root = file.root(item)?;
            let name = root.requirement.name();
            if !self.no_sources && elsewhere.contains(name) {
                return Err(Failure::new(format!(
                    "{}: `tool.uv.sources` has another place for `{name}` than the index, which is not read",
                    root.source
                ))
                .hint("to take it from the index all the same, give `--no-sources`"));
            }
            found.push(root);
        }
        Ok(found)
    }

    /// The requirements of the groups.
    pub fn of_groups(&self) -> Result<Vec<RootRequirement>, Failure> {
        let mut found = Vec::new();
        for text in &self.group {
            let (path, name) = match text.rsplit_once(':') {
                Some((path, name)) => (PathBuf::from(path), name),
                None => (PathBuf::from(PYPROJECT), text.as_str()),
            };
            let file = ProjectFile::read(&path)?;
            let groups = file
                .parsed
                .groups()
                .ok_or_else(|| Failure::new(format!("{}: there are no dependency groups", file.shown)))?;
            let items =
                groups.resolve(name).map_err(|error| Failure::new(format!("{}: {error}", file.shown)))?;
            found.extend(self.roots(&file, items.into_iter())?);
        }
        Ok(found)
    }
}

struct ProjectFile {
    shown: String,
    parsed: PyProject,
}

impl ProjectFile {
    fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = reading::bytes(path)?;
        let (parsed, diagnostics) = PyProject::parse(bytes);
        let shown = path.display().to_string();
        if let Some(diagnostic) = diagnostics.first() {
            let source = parsed.source();
            let range = source.range(diagnostic.span);
            return Err(Failure::rendered(snippet::error(
                &shown,
                source.text(),
                Some(range),
                &diagnostic.message(),
                None,
            )));
        }
        Ok(Self { shown, parsed })
    }

    fn root(&self, item: &ArrayItem) -> Result<RootRequirement, Failure> {
        let line = u32::try_from(self.parsed.source().position(item.span.start).line).unwrap_or(u32::MAX);
        let source = SourceLocation::new(self.shown.as_str(), line);
        match item.requirement() {
            Some(requirement) => Ok(RootRequirement::new(requirement.clone(), source)),
            None => Err(Failure::new(format!("{source}: `{}` is not a requirement", item.text))),
        }
    }
}
