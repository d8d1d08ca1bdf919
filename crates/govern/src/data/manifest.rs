//! `haggle.toml`: which projects make the family, where its files are, and what it is resolved for.

use std::str::FromStr;

use haggle_resolve::python::{PythonVersion, Target, TargetError, TargetPlatform};
use haggle_spec::{PackageName, Version};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use toml::Spanned;

use super::error::{InputErrorKind, InputErrors};
use super::identifier::{Identifier, ProjectName};
use super::levels;
use super::licences::Licences;
use super::messages::Messages;
use super::process::{Process, Waivers};
use super::reader::{self, Names, Origin, TableReader};
use super::review::Review;
use crate::day::Day;
use crate::known::Known;

/// The manifest of a family.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// What the family is.
    pub family: FamilyEntry,
    /// The repository of the shared requirements.
    pub requirements: RequirementsEntry,
    /// The projects; at least one, unless a list names others.
    pub projects: Vec<ProjectEntry>,
    /// A list that names further projects, whose entries are taken from their checkouts.
    pub listed: Option<ListedProjects>,
    /// What requirements are resolved for, at least one.
    pub environments: Vec<EnvironmentEntry>,
    /// Licences that the family allows; unknown where nobody checks.
    pub licences: Known<Licences>,
    /// The review system, for links between changes.
    pub review: Review,
    /// How the messages of changes are written.
    pub messages: Messages,
    /// What the release process forbids at present.
    pub process: Process,
    /// Who may waive a veto.
    pub waivers: Waivers,
    /// The distributions of operating systems that the projects are packaged for, by their names in the catalogue.
    pub target_distributions: Known<Vec<String>>,
    /// The package index, where the user names none: a URL.
    pub index_url: Option<String>,
    /// The data files.
    pub data: DataFiles,
}

/// What the family is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyEntry {
    /// A short name, used in file names.
    pub name: Identifier,
    /// The name that people read.
    pub title: String,
    /// The day that the facts describe.
    pub as_of: Day,
}

/// The repository of the shared requirements. Paths of files are relative to `path`, which is relative to the manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct RequirementsEntry {
    /// Its name in the review system.
    pub project: ProjectName,
    /// The branch that changes go to.
    pub branch: String,
    /// Its folder.
    pub path: String,
    /// The global list; without one, every name may be used.
    pub global: Option<String>,
    /// The constraints: what is tested together.
    pub constraints: String,
    /// Names that are never constrained.
    pub denylist: Option<String>,
}

/// A project. Paths of files are relative to `path`, which is relative to the manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectEntry {
    /// Its name in the review system.
    pub name: ProjectName,
    /// The distribution that it publishes.
    pub distribution: PackageName,
    /// The release that its files are of, where somebody has said.
    pub release: Option<Version>,
    /// The branch that changes go to.
    pub branch: String,
    /// Its folder.
    pub path: String,
    /// What it always needs.
    pub requirements: String,
    /// What its tests need.
    pub test_requirements: Option<String>,
    /// Its extras, pbr style.
    pub setup_cfg: Option<String>,
    /// Its system packages.
    pub bindep: Option<String>,
    /// The page that documents requirements which operators set up by hand.
    pub documentation: Option<String>,
}

/// Projects that a list names, one a line: the entry of each is what its checkout says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProjects {
    /// The list, relative to the manifest; blank lines and what follows a `#` do not count.
    pub list: String,
    /// The folder of the checkouts, relative to the manifest: each is named as the project, or as the last part of its name.
    pub clones: String,
}

/// One interpreter on one platform.
#[derive(Debug, Clone, PartialEq)]
pub struct EnvironmentEntry {
    /// Its name in reports.
    pub id: Identifier,
    /// The Python and the platform.
    pub target: Target,
}

/// The data files, relative to the manifest; each is needed only by the commands that use it.
#[derive(Debug, Clone, PartialEq)]
pub struct DataFiles {
    /// The feature catalogue.
    pub features: Option<String>,
    /// Who deploys what.
    pub adoption: Option<String>,
    /// Stakeholders and their values.
    pub stakeholders: Option<String>,
    /// Recorded release facts.
    pub snapshot: Option<String>,
    /// Where requirements of the family went in the past.
    pub history: Option<String>,
    /// Advisories against distributions, in the format of OSV.
    pub advisories: Option<String>,
    /// Versions that are not pinned, with who claims what about them.
    pub holds: Option<String>,
    /// The folder of decisions that were taken; `decisions` if left out.
    pub decisions: String,
}

impl Manifest {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads a manifest.
    ///
    /// # Errors
    /// All that is wrong: text that is not TOML or is of another schema; a field that is missing, unknown or of another type; a
    /// name, a day, a Python, a platform or a licence that is not one; a family without a project or an environment, or with two
    /// of one name.
    pub fn read(text: &str) -> Result<Self, InputErrors> {
        reader::read(text, "a manifest", Self::SCHEMA, Self::of)
    }

    fn of(file: &mut TableReader<'_, '_>) -> Option<Self> {
        let family = file.table(("family", "`[family]`"), FamilyEntry::of);
        let origin =
            Origin { source: "the manifest".to_owned(), date: family.as_ref().map(|family| family.as_of) };
        let requirements = file.table(("requirements", "`[requirements]`"), RequirementsEntry::of);
        let (mut names, mut distributions) = (Names::of("projects"), Names::of("distributions"));
        let listed = ListedProjects::of(file);
        let entry = |table: &mut TableReader<'_, '_>| ProjectEntry::of(table, &mut names, &mut distributions);
        let projects = match &listed {
            Some(Some(_)) => {
                file.optional_tables(("project", "`[[project]]`"), entry).map(Option::unwrap_or_default)
            }
            _ => file.required_tables(("project", "`[[project]]`"), entry),
        };
        let mut names = Names::of("environments");
        let environments = file.required_tables(("environment", "`[[environment]]`"), |table| {
            EnvironmentEntry::of(table, &mut names)
        });
        let licences = file.optional_table(("licences", "`[licences]`"), Licences::of);
        let review = file.optional_table(("review", "`[review]`"), Review::of);
        let messages = file.optional_table(("messages", "`[messages]`"), Messages::of);
        let process = file.optional_table(("process", "`[process]`"), |table| Process::of(table, &origin));
        let waivers = file.optional_table(("waivers", "`[waivers]`"), Waivers::of);
        let target_distributions =
            file.known("target-distributions", "which distributions the projects are packaged for", &origin);
        let index_url = file.optional("index-url");
        let data = file.optional_table(("data", "`[data]`"), DataFiles::of);
        // Read to find its errors: what it says is for `LintManifest`.
        let lint = file.optional_table(("lint", "`[lint]`"), levels::read);
        lint?;
        let unknown = || Process::unknown(&origin);
        Some(Self {
            family: family?,
            requirements: requirements?,
            projects: projects?,
            listed: listed?,
            environments: environments?,
            licences: origin.known(licences?, "which licences the family allows"),
            review: review?.unwrap_or_default(),
            messages: messages?.unwrap_or_default(),
            process: process?.unwrap_or_else(unknown),
            waivers: waivers?.unwrap_or_default(),
            target_distributions: target_distributions?,
            index_url: index_url?,
            data: data?.unwrap_or_default(),
        })
    }

    /// The project of a name in the review system.
    pub fn project(&self, name: &ProjectName) -> Option<&ProjectEntry> {
        self.projects.iter().find(|project| project.name == *name)
    }
}

impl FamilyEntry {
    fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let (name, title) = (table.required("name"), table.required("title"));
        let as_of = table.required("as-of");
        Some(Self { name: name?, title: title?, as_of: as_of? })
    }
}

impl RequirementsEntry {
    pub(super) fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let (project, branch, path) =
            (table.required("project"), table.required("branch"), table.required("path"));
        let (global, constraints) = (table.optional("global"), table.required("constraints"));
        let denylist = table.optional("denylist");
        Some(Self {
            project: project?,
            branch: branch?,
            path: path?,
            global: global?,
            constraints: constraints?,
            denylist: denylist?,
        })
    }
}

impl ListedProjects {
    /// The list and the folder of the checkouts, where the manifest names a list. None where one of them has an error.
    #[expect(
        clippy::option_option,
        reason = "the outer one is an error, the inner one a field that is left out"
    )]
    fn of(file: &mut TableReader<'_, '_>) -> Option<Option<Self>> {
        let list: Option<Option<String>> = file.optional("projects");
        let clones: Option<Option<String>> = file.optional("clones");
        let clones = clones?;
        let Some(list) = list? else {
            return if clones.is_some() { file.missing("projects") } else { Some(None) };
        };
        Some(Some(Self { list, clones: clones.unwrap_or_else(|| ".".to_owned()) }))
    }
}

impl ProjectEntry {
    fn of(table: &mut TableReader<'_, '_>, names: &mut Names, distributions: &mut Names) -> Option<Self> {
        let name = names.next(table.required("name"), table);
        let distribution = distributions.next(table.required("distribution"), table);
        let release = table.optional("release");
        let (branch, path) = (table.required("branch"), table.required("path"));
        let (requirements, test_requirements) =
            (table.required("requirements"), table.optional("test-requirements"));
        let (setup_cfg, bindep) = (table.optional("setup-cfg"), table.optional("bindep"));
        let documentation = table.optional("documentation");
        Some(Self {
            name: name?,
            distribution: distribution?,
            release: release?,
            branch: branch?,
            path: path?,
            requirements: requirements?,
            test_requirements: test_requirements?,
            setup_cfg: setup_cfg?,
            bindep: bindep?,
            documentation: documentation?,
        })
    }
}

impl EnvironmentEntry {
    fn of(table: &mut TableReader<'_, '_>, names: &mut Names) -> Option<Self> {
        let id = names.next(table.required("id"), table);
        let python: Option<PythonVersion> = target(table, "python");
        let platform: Option<TargetPlatform> = target(table, "platform");
        Some(Self { id: id?, target: Target::from_parts(python?, platform?) })
    }
}

impl Serialize for EnvironmentEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entry = serializer.serialize_struct("EnvironmentEntry", 3)?;
        entry.serialize_field("id", &self.id)?;
        entry.serialize_field("python", &self.target.python().to_string())?;
        entry.serialize_field("platform", &self.target.platform().to_string())?;
        entry.end()
    }
}

impl DataFiles {
    fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let (features, adoption) = (table.optional("features"), table.optional("adoption"));
        let (stakeholders, snapshot) = (table.optional("stakeholders"), table.optional("snapshot"));
        let history = table.optional("history");
        let (advisories, holds) = (table.optional("advisories"), table.optional("holds"));
        let decisions: Option<Option<String>> = table.optional("decisions");
        Some(Self {
            features: features?,
            adoption: adoption?,
            stakeholders: stakeholders?,
            snapshot: snapshot?,
            history: history?,
            advisories: advisories?,
            holds: holds?,
            decisions: decisions?.unwrap_or_else(|| Self::DECISIONS.to_owned()),
        })
    }

    const DECISIONS: &str = "decisions";
}

impl Default for DataFiles {
    fn default() -> Self {
        Self {
            features: None,
            adoption: None,
            stakeholders: None,
            snapshot: None,
            history: None,
            advisories: None,
            holds: None,
            decisions: Self::DECISIONS.to_owned(),
        }
    }
}

/// A part of a target; an error is shown at the part of the text that is wrong.
fn target<T: FromStr<Err = TargetError>>(table: &mut TableReader<'_, '_>, field: &'static str) -> Option<T> {
    let text: Spanned<String> = table.required(field)?;
    text.get_ref()
        .parse()
        .map_err(|error: TargetError| {
            let span = table.errors.inside(&text, error.span().range());
            table.errors.add(span, InputErrorKind::Target(error));
        })
        .ok()
}
