//! `pyproject.toml`: the requirements of a project and of its build.
//!
//! Source: PEP 518 and 517 (`build-system`), PEP 621 (`project`), PEP 735 (`dependency-groups`). Of the tables of tools, only what takes
//! requirements away from these is noticed: `tool.uv.sources` and `tool.poetry.dependencies`.

mod array;
mod edits;
mod format;
mod groups;
mod item;
mod project;
mod read;

use std::ops::Range;

use super::source::SourceText;
use crate::Span;

pub use groups::{DependencyGroup, DependencyGroups, GroupError, GroupErrorKind, GroupItem};
pub use item::{ArrayItem, RequirementArray};
pub use project::ProjectTable;

/// A parsed `pyproject.toml`.
///
/// Laws: [`to_bytes`](Self::to_bytes) gives the bytes that were parsed; an edit changes the bytes of its span and no others.
///
/// ```
/// use haggle_spec::file::pyproject::PyProject;
///
/// let text = "[project]\nname = \"x\"\ndependencies = [\n    \"six>=1\",  # MIT\n]\n";
/// let (file, diagnostics) = PyProject::parse(text);
/// assert!(diagnostics.is_empty());
/// let six = &file.dependencies().unwrap().items[0];
/// assert_eq!(six.requirement().unwrap().to_string(), "six>=1");
/// assert_eq!(file.text(six.content), "six>=1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PyProject {
    source: SourceText,
    name: Option<String>,
    version: Option<String>,
    requires_python: Option<String>,
    dynamic: Vec<String>,
    project: Option<ProjectTable>,
    /// The keys of `tool.uv.sources`.
    sources: Vec<String>,
    has_poetry: bool,
    dependencies: Option<RequirementArray>,
    extras: Option<Vec<(String, RequirementArray)>>,
    groups: Option<DependencyGroups>,
    build: Option<BuildSystem>,
    /// Where new keys of a table go, by the table's name.
    tables: Vec<(&'static str, TablePlace)>,
    is_toml: bool,
}

/// The `build-system` table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BuildSystem {
    /// The header, or the table where it is written inline.
    pub span: Span,
    /// Whether there is a `requires`, of the right type or not.
    pub has_requires: bool,
    /// `requires`.
    pub requires: Option<RequirementArray>,
    /// `build-backend`.
    pub backend: Option<String>,
}

/// Where a table is, and how a key is added to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct TablePlace {
    /// In the text: after the last key of the table itself, or after its header.
    end: usize,
    /// Written as `{ .. }`: its range.
    inline: Option<Range<usize>>,
}

impl PyProject {
    /// `project.name`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// `project.version`, as it is written.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// `project.requires-python`, as it is written.
    pub fn requires_python(&self) -> Option<&str> {
        self.requires_python.as_deref()
    }

    /// The names that `tool.uv.sources` has another place for than the index.
    pub fn uv_sources(&self) -> &[String] {
        &self.sources
    }

    /// Whether the requirements are written the way Poetry had it before the standards: `tool.poetry.dependencies`, and no
    /// `project.dependencies`.
    pub fn has_poetry_dependencies(&self) -> bool {
        self.has_poetry && self.dependencies.is_none()
    }

    /// `project.dynamic`: the fields that the build backend fills.
    pub fn dynamic(&self) -> &[String] {
        &self.dynamic
    }

    /// The `project` table with the places of what it says; nothing without one.
    pub fn project(&self) -> Option<&ProjectTable> {
        self.project.as_ref()
    }

    /// Whether there is a `project` table.
    pub fn has_project(&self) -> bool {
        self.tables.iter().any(|(name, _)| *name == "project")
    }

    /// Whether the file is valid TOML as a whole.
    pub fn is_toml(&self) -> bool {
        self.is_toml
    }

    /// `project.dependencies`.
    pub fn dependencies(&self) -> Option<&RequirementArray> {
        self.dependencies.as_ref()
    }

    /// `project.optional-dependencies`, by extra as written, in the order of the file; nothing without that table.
    pub fn extras(&self) -> Option<&[(String, RequirementArray)]> {
        self.extras.as_deref()
    }

    /// The requirements of one extra; names are compared normalised.
    pub fn extra(&self, name: &crate::ExtraName) -> Option<&RequirementArray> {
        let is_it = |written: &str| crate::ExtraName::new(written).is_ok_and(|written| written == *name);
        self.extras.iter().flatten().find(|(written, _)| is_it(written)).map(|(_, array)| array)
    }

    /// `dependency-groups`; nothing without that table.
    pub fn groups(&self) -> Option<&DependencyGroups> {
        self.groups.as_ref()
    }

    /// `build-system`; nothing without that table.
    pub fn build_system(&self) -> Option<&BuildSystem> {
        self.build.as_ref()
    }

    /// Every string that should be a requirement, in no particular order.
    pub fn items(&self) -> impl Iterator<Item = &ArrayItem> {
        let arrays = self.dependencies.iter();
        let arrays = arrays.chain(self.extras.iter().flatten().map(|(_, array)| array));
        let arrays = arrays.chain(self.build.iter().filter_map(|build| build.requires.as_ref()));
        let groups = self.groups.iter().flat_map(DependencyGroups::requirements);
        arrays.flat_map(|array| array.items.iter()).chain(groups)
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The file's text and encoding.
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    /// The bytes that were parsed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.source.as_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests;
