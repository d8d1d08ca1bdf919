//! What the checkout of a project says about it: its name, its branch, what it publishes and for which Pythons.

mod declared;
mod git;

use std::fs;
use std::path::Path;

use haggle_govern::data::{ProjectEntry, ProjectName};
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::{PackageName, SpecifierSet, Version};

pub use declared::Declared;
pub use git::Repository;

/// The file that tells of a review system.
const GITREVIEW: &str = ".gitreview";

/// A checkout.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The name in the review system: of `.gitreview`, else of the git remote, else of the folder.
    pub name: Option<ProjectName>,
    /// The host of the review system that `.gitreview` names, or of the git remote.
    pub host: Option<String>,
    /// Whether `.gitreview` says so: then the host is a Gerrit.
    pub is_gerrit: bool,
    /// The branch that changes go to.
    pub branch: String,
    /// The newest release that a tag names.
    pub release: Option<Version>,
    /// What the project's own files declare.
    pub declared: Declared,
    /// The file of what it always needs: `pyproject.toml` where that has dependencies, else `requirements.txt`.
    pub requirements: Option<&'static str>,
    /// The file of what its tests need, if it has one.
    pub test_requirements: Option<&'static str>,
    /// Its `setup.cfg`, if that has extras.
    pub setup_cfg: Option<&'static str>,
    /// The file of its system packages, if it has one.
    pub bindep: Option<&'static str>,
}

impl Checkout {
    /// Reads a checkout; nothing is asked of git. The error is a sentence without the name of the folder.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let repository = Repository::read(folder)?;
        let declared = Declared::read(folder)?;
        let review = fs::read_to_string(folder.join(GITREVIEW)).unwrap_or_default();
        let review = |field: &str| git::ini_value(&review, "gerrit", field);
        let from_review = review("project").map(|project| project.trim_end_matches(".git").to_owned());
        let remote = repository.as_ref().and_then(|repository| repository.remote.clone());
        let (remote_host, remote_path) = remote.map(|remote| (remote.host, remote.path)).unzip();
        let of_folder = || {
            let folder = folder.canonicalize().ok()?;
            folder.file_name().map(|name| name.to_string_lossy().into_owned())
        };
        let is_gerrit = from_review.is_some();
        let mut name = [from_review, remote_path, of_folder()].into_iter().flatten();
        let name = name.find_map(|name| ProjectName::new(&name).ok());
        let branch =
            review("defaultbranch").or_else(|| repository.as_ref().and_then(|one| one.branch.clone()));
        let is_there = |file: &str| folder.join(file).is_file();
        // Where the metadata says what the project needs, a `requirements.txt` beside it is for something else: mostly for development.
        let requirements = if declared.has_dependencies {
            Some(crate::input::file_kind::PYPROJECT)
        } else {
            let own = declared.needs_nothing.then_some(crate::input::file_kind::PYPROJECT);
            Some("requirements.txt").filter(|file| is_there(file)).or(own)
        };
        Ok(Self {
            name,
            host: review("host").or(remote_host.flatten()),
            is_gerrit,
            branch: branch.unwrap_or_else(|| if is_gerrit { "master" } else { "main" }.to_owned()),
            release: declared.version.clone().or_else(|| repository.and_then(|one| one.release)),
            requirements,
            test_requirements: Some("test-requirements.txt").filter(|file| is_there(file)),
            setup_cfg: declared.has_setup_cfg_extras.then_some("setup.cfg"),
            bindep: Some("bindep.txt").filter(|file| is_there(file)),
            declared,
        })
    }

    /// The entry of the manifest, where the checkout says enough. `name` goes before the checkout's own.
    pub fn entry(&self, path: String, name: Option<ProjectName>) -> Result<ProjectEntry, String> {
        let distribution = self.declared.name.clone().ok_or(
            "nothing names its distribution: neither `name` below `[project]` in pyproject.toml nor below `[metadata]` in setup.cfg",
        )?;
        let requirements = self.requirements.ok_or(
            "nothing lists its requirements: no dependencies in pyproject.toml, no requirements.txt",
        )?;
        let name = name.or_else(|| self.name.clone()).ok_or("nothing names it")?;
        Ok(ProjectEntry {
            name,
            distribution,
            release: self.release.clone(),
            branch: self.branch.clone(),
            path,
            requirements: requirements.to_owned(),
            test_requirements: self.test_requirements.map(str::to_owned),
            setup_cfg: self.setup_cfg.map(str::to_owned),
            bindep: self.bindep.map(str::to_owned),
            documentation: None,
        })
    }
}

/// The extras of a checkout with their requirements as written, in the order of the file.
pub fn extras(folder: &Path) -> Vec<(String, Vec<String>)> {
    let bytes = fs::read(folder.join(crate::input::file_kind::PYPROJECT)).unwrap_or_default();
    let (pyproject, _) = PyProject::parse(bytes);
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (extra, array) in pyproject.extras().unwrap_or_default() {
        let lines = array.items.iter().filter_map(|item| item.requirement()).map(ToString::to_string);
        found.push((extra.clone(), lines.collect()));
    }
    if found.is_empty() {
        let bytes = fs::read(folder.join("setup.cfg")).unwrap_or_default();
        let (setup_cfg, _) = haggle_spec::file::setup_cfg::SetupCfg::parse(bytes);
        for (extra, list) in setup_cfg.pbr_extras().into_iter().flatten() {
            let lines = list.items.iter().filter_map(|item| item.requirement()).map(ToString::to_string);
            found.push((extra.to_owned(), lines.collect()));
        }
    }
    found
}

/// A text of `name` as the name of a distribution.
fn distribution(text: &str) -> Option<PackageName> {
    PackageName::new(text.trim()).ok()
}

/// A text of `requires-python` as specifiers.
fn specifiers(text: &str) -> Option<SpecifierSet> {
    text.trim().parse().ok()
}
