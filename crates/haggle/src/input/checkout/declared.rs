//! What a project's `pyproject.toml` and `setup.cfg` declare: its distribution, its version, its Pythons.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::{PackageName, SpecifierSet, Version};
use toml::Value;

use crate::input::file_kind::PYPROJECT;

/// What the files declare.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// The distribution.
    pub name: Option<PackageName>,
    /// Its version, where it is written there.
    pub version: Option<Version>,
    /// The Pythons that it says it runs on.
    pub requires_python: Option<SpecifierSet>,
    /// The minor versions of Python 3 that its classifiers name.
    pub classified: BTreeSet<u32>,
    /// Whether `pyproject.toml` has a table of dependencies.
    pub has_dependencies: bool,
    /// Whether `pyproject.toml` says that there are none: it has `[project]` without them, and nothing else makes them (PEP 621).
    pub needs_nothing: bool,
    /// Whether `setup.cfg` has extras.
    pub has_setup_cfg_extras: bool,
}

impl Declared {
    /// Reads both files of a folder; one that is not there declares nothing, and `pyproject.toml` goes first.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let bytes = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
        Self::of(bytes(PYPROJECT), bytes("setup.cfg"))
    }

    /// What the bytes of both files say.
    pub fn of(pyproject: Vec<u8>, setup_cfg: Vec<u8>) -> Result<Self, String> {
        let mut declared = Self::default();
        let (pyproject, _) = PyProject::parse(pyproject);
        if !pyproject.is_toml() {
            return Err("its pyproject.toml is not TOML".to_owned());
        }
        declared.has_dependencies = pyproject.dependencies().is_some();
        declared.needs_nothing = pyproject.name().is_some()
            && !declared.has_dependencies
            && !pyproject.has_poetry_dependencies()
            && !pyproject.dynamic().iter().any(|field| field == "dependencies");
        declared.name = pyproject.name().and_then(super::distribution);
        declared.version = pyproject.version().and_then(|text| text.parse().ok());
        declared.requires_python = pyproject.requires_python().and_then(super::specifiers);
        let table: Option<toml::Table> = pyproject.source().text().parse().ok();
        let project = table.as_ref().and_then(|table| table.get("project"));
        let classifiers = project.and_then(|project| project.get("classifiers")).and_then(Value::as_array);
        let classifiers = classifiers.into_iter().flatten().filter_map(Value::as_str);
        declared.classified = classifiers.filter_map(minor).collect();
        let (setup_cfg, _) = SetupCfg::parse(setup_cfg);
        declared.has_setup_cfg_extras =
            setup_cfg.pbr_extras().is_some_and(|mut extras| extras.next().is_some());
        declared.add_setup_cfg(setup_cfg.source().text());
        if declared.requires_python.is_none() {
            declared.requires_python =
                setup_cfg.requires_python().and_then(|text| super::specifiers(&text.text));
        }
        Ok(declared)
    }

    /// The fields of `[metadata]` that `pyproject.toml` left open.
    fn add_setup_cfg(&mut self, text: &str) {
        let mut section = "";
        let mut key = String::new();
        let is_open = self.classified.is_empty();
        for line in text.lines() {
            let trimmed = line.trim();
            if let Some(header) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
                section = header.trim();
                continue;
            }
            if section != "metadata" || trimmed.starts_with(['#', ';']) {
                continue;
            }
            let value = if line.starts_with([' ', '\t']) {
                trimmed
            } else {
                let Some((name, value)) = line.split_once('=') else { continue };
                key = name.trim().to_ascii_lowercase().replace('-', "_");
                value.trim()
            };
            match key.as_str() {
                "name" if self.name.is_none() => self.name = super::distribution(value),
                "version" if self.version.is_none() => self.version = value.parse().ok(),
                "classifier" | "classifiers" if is_open => self.classified.extend(minor(value)),
                _ => {}
            }
        }
    }

    /// The minor versions of Python 3 that a project is for: those of its classifiers, else those that `Requires-Python` allows,
    /// among these.
    pub fn pythons(&self, known: &[u32]) -> BTreeSet<u32> {
        let is_allowed = |minor: &u32| {
            let version: Option<Version> = format!("3.{minor}.0").parse().ok();
            let latest: Option<Version> = format!("3.{minor}.99").parse().ok();
            self.requires_python.as_ref().is_none_or(|required| {
                let allows = |version: Option<Version>| {
                    version
                        .is_some_and(|version| required.contains(&version, haggle_spec::Prereleases::Allow))
                };
                allows(version) || allows(latest)
            })
        };
        let known = known.iter().copied().filter(is_allowed);
        known.filter(|minor| self.classified.is_empty() || self.classified.contains(minor)).collect()
    }
}

/// The minor version of `Programming Language :: Python :: 3.12`.
fn minor(classifier: &str) -> Option<u32> {
    classifier.trim().strip_prefix("Programming Language :: Python :: 3.")?.parse().ok()
}
