//! Requirements and constraints as the commands take them: from the command line, from files, and from the files that
//! those name.

use std::collections::BTreeMap;

use haggle_resolve::python::{BuildPolicy, Names, RootRequirement, SourceLocation};
use haggle_spec::{ExtraName, Marker, MarkerEnvironment, PackageName, Prereleases, SpecifierSet, Version};

use crate::input::index_lines::IndexLines;
use crate::output::failure::Failure;

/// What requirement files and arguments ask for.
#[derive(Debug, Default)]
pub struct RequirementInputs {
    /// What has to be there.
    pub requirements: Vec<RootRequirement>,
    /// What packages are limited to.
    pub constraints: Vec<RootRequirement>,
    /// What replaces requirements.
    pub overrides: Vec<RootRequirement>,
    /// Requirements that are a place, whose project only the place itself tells.
    pub locations: Vec<NamedLocation>,
    /// The hashes that lines give, in order.
    pub hashes: Vec<LineHashes>,
    /// The first line that switches to requiring hashes: `--require-hashes`, or any `--hash`.
    pub requires_hashes: Option<SourceLocation>,
    /// Where the lock files among the inputs may be installed.
    pub locks: Vec<LockScope>,
    /// What files say about indexes.
    pub index: IndexLines,
    /// Whether a file has `--pre`.
    pub prereleases: bool,
    /// `--only-binary` and `--no-binary`.
    pub builds: BuildPolicy,
    /// What was passed over, for people.
    pub warnings: Vec<String>,
}

/// What a file adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// What has to be there.
    Requirements,
    /// What packages are limited to.
    Constraints,
    /// What replaces requirements.
    Overrides,
}

/// A requirement that is a URL or a path.
#[derive(Debug, Clone)]
pub struct NamedLocation {
    /// The URL or path as it is written.
    pub location: String,
    /// Its extras.
    pub extras: Vec<ExtraName>,
    /// Its marker.
    pub marker: Option<Marker>,
    /// Whether it follows `-e`.
    pub editable: bool,
    /// What its line adds.
    pub role: Role,
    /// Its line.
    pub source: SourceLocation,
    /// Its hashes, as `sha256:...`.
    pub hashes: Vec<String>,
}

/// The hashes that one line allows for a project's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineHashes {
    /// The project.
    pub name: PackageName,
    /// As `sha256:...`.
    pub hashes: Vec<String>,
    /// The line.
    pub source: SourceLocation,
}

/// The environments that a lock file is for.
#[derive(Debug, Clone, Default)]
pub struct LockScope {
    /// The file.
    pub shown: String,
    /// Its Pythons; `None` for all.
    pub requires_python: Option<SpecifierSet>,
    /// One of these holds; none for all environments.
    pub environments: Vec<Marker>,
}

impl RequirementInputs {
    /// Refuses a requirement or a constraint that names a place, and what an index is not asked for.
    pub fn refuse_places(&self) -> Result<(), Failure> {
        let mut lines = self.requirements.iter().chain(&self.constraints).chain(&self.overrides);
        let named = lines.find(|line| line.requirement.url().is_some());
        let named = named.map(|line| (&line.source, line.requirement.name().as_str()));
        let place = self.locations.first().map(|line| (&line.source, line.location.as_str()));
        match named.or(place) {
            Some((source, name)) => Err(Failure::new(format!(
                "{source}: `{}` comes from a URL or a path, and here only an index is asked",
                haggle_spec::without_secrets(name)
            ))),
            None => Ok(()),
        }
    }

    /// Refuses an environment that a lock file among the inputs is not for.
    pub fn check_locks(&self, environment: &MarkerEnvironment, python: &Version) -> Result<(), Failure> {
        for lock in &self.locks {
            if let Some(range) = &lock.requires_python
                && !range.contains(python, Prereleases::Allow)
            {
                return Err(Failure::new(format!(
                    "{} is for Python {range}, and this is {python}",
                    lock.shown
                )));
            }
            let holds = |marker: &Marker| marker.evaluate(environment, &[]).unwrap_or(true);
            if !lock.environments.is_empty() && !lock.environments.iter().any(holds) {
                let environments: Vec<String> = lock.environments.iter().map(ToString::to_string).collect();
                return Err(Failure::new(format!(
                    "{} is for other environments: {}",
                    lock.shown,
                    environments.join("; ")
                )));
            }
        }
        Ok(())
    }

    /// The lines that allow only certain files of a project.
    pub fn hashes_of(&self) -> BTreeMap<PackageName, Vec<LineHashes>> {
        let mut by_name: BTreeMap<PackageName, Vec<LineHashes>> = BTreeMap::new();
        for line in &self.hashes {
            by_name.entry(line.name.clone()).or_default().push(line.clone());
        }
        by_name
    }
}

/// pip's values: `:all:` for every name, `:none:` to begin anew, else names between commas. What is none is the error.
pub fn add_names<'v>(names: &mut Names, value: &'v str) -> Result<(), &'v str> {
    for part in value.split(',').map(str::trim) {
        match part {
            ":all:" => *names = Names::All,
            ":none:" => *names = Names::None,
            name => {
                let name = PackageName::new(name).map_err(|_| name)?;
                match names {
                    Names::All => {}
                    Names::None => *names = Names::Some([name].into()),
                    Names::Some(some) => {
                        some.insert(name);
                    }
                }
            }
        }
    }
    Ok(())
}
