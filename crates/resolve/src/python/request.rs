//! What is asked: requirements, constraints, an environment, and the policies that choose among releases.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use haggle_spec::release::Release;
use haggle_spec::{ExtraName, Marker, MarkerEnvironment, PackageName, Requirement, SpecifierSet, Version};

use super::target::Target;

/// Where a requirement is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SourceLocation {
    /// The file, or what stands for one (`the command line`).
    pub file: String,
    /// The line, counted from one; zero where there are no lines.
    pub line: u32,
}

impl SourceLocation {
    /// A line of a file.
    pub fn new(file: impl Into<String>, line: u32) -> Self {
        Self { file: file.into(), line }
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return formatter.write_str(&self.file);
        }
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

/// A requirement or a constraint with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootRequirement {
    /// The requirement.
    pub requirement: Requirement,
    /// Where it is written.
    pub source: SourceLocation,
}

impl RootRequirement {
    /// A requirement that is written at a place.
    pub fn new(requirement: Requirement, source: SourceLocation) -> Self {
        Self { requirement, source }
    }
}

/// Which version is tried first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resolution {
    /// The newest.
    #[default]
    Highest,
    /// The oldest.
    Lowest,
    /// The oldest of what the requirements name, the newest of what that brings.
    LowestDirect,
}

/// Which version of one package is tried first, whatever [`Resolution`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionPreference {
    /// The newest.
    Highest,
    /// The oldest.
    Lowest,
    /// This one, then the others as [`Resolution`] has them.
    First(Version),
    /// This one, then those that are nearest to it in the list of releases, of two as near the newer one.
    Near(Version),
}

/// Whether prereleases (a pre- or development segment) are candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrereleasePolicy {
    /// Never.
    Disallow,
    /// Always, in their place among the others.
    Allow,
    /// Of packages that have published nothing else.
    IfNecessary,
    /// Of packages of which a requirement or a constraint of the request names one.
    Explicit,
    /// Always, but every final release of the package is tried before the first prerelease of it.
    #[default]
    IfNecessaryOrExplicit,
}

/// Names of packages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Names {
    /// None.
    #[default]
    None,
    /// All.
    All,
    /// These.
    Some(BTreeSet<PackageName>),
}

impl Names {
    /// Whether the name is one of them.
    pub fn contains(&self, name: &PackageName) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Some(names) => names.contains(name),
        }
    }
}

/// Which files of a release will do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuildPolicy {
    /// Packages that must come as wheels: their source distributions do not count.
    pub only_binary: Names,
    /// Packages that must be built: their wheels do not count.
    pub no_binary: Names,
}

/// What the user vouches for about one release, instead of what the facts say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SuppliedRelease {
    /// Its requirements, all of them.
    pub requirements: Vec<Requirement>,
    /// The Pythons that it runs on; `None` leaves that to the facts.
    pub requires_python: Option<SpecifierSet>,
    /// The extras that it declares; `None` takes every extra that is asked for.
    pub provides_extra: Option<Vec<ExtraName>>,
    /// Where this is written.
    pub source: Option<SourceLocation>,
}

/// A package that comes from a URL in some environments, and in the others from where it comes without one.
#[derive(Debug, Clone, PartialEq)]
pub struct PartialArtefact {
    /// The package.
    pub name: PackageName,
    /// Where it comes from the URL.
    pub marker: Marker,
    /// The URL.
    pub url: String,
    /// The version that is there.
    pub version: Version,
    /// What is known of it.
    pub release: Release,
}

/// What to resolve.
///
/// The answer depends on the sets of requirements and constraints, not on their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What has to be there.
    pub requirements: Vec<RootRequirement>,
    /// What packages are limited to if something requires them. Extras of a constraint mean nothing.
    pub constraints: Vec<RootRequirement>,
    /// Requirements that stand for every requirement of their name, wherever it comes from, markers included: only what is
    /// required for an extra stays bound to that extra. Extras are added up.
    pub overrides: Vec<RootRequirement>,
    /// Packages that are left out although something requires them.
    pub exclusions: BTreeSet<PackageName>,
    /// What markers are evaluated in, and the Python that releases have to run on.
    pub environment: MarkerEnvironment,
    /// What wheels have to fit; `None` takes any wheel.
    pub wheels: Option<Target>,
    /// Which kinds of files will do.
    pub builds: BuildPolicy,
    /// Which version is tried first.
    pub resolution: Resolution,
    /// Exceptions from `resolution`, by package.
    pub preferences: BTreeMap<PackageName, VersionPreference>,
    /// Packages whose versions matter most, the one that matters most first: where newest versions exclude each other, an answer
    /// has the best version of the first that any answer has, then the best of the second that goes with it. An answer for
    /// many environments does not look at it.
    pub priorities: Vec<PackageName>,
    /// Whether prereleases are candidates.
    pub prereleases: PrereleasePolicy,
    /// Releases after this moment (RFC 3339 in UTC) or day (its end) are not candidates, nor those of unknown date.
    pub exclude_newer: Option<String>,
    /// Exceptions from `exclude_newer`, by package; `None` sets no bound.
    pub exclude_newer_package: BTreeMap<PackageName, Option<String>>,
    /// What the user vouches for, instead of what the facts say of these releases.
    pub supplied: BTreeMap<PackageName, BTreeMap<Version, SuppliedRelease>>,
    /// Whether what releases require is left out: only what the request itself requires is answered.
    pub no_dependencies: bool,
    /// Packages that come from a URL: the facts have that artefact as their only release. Policies about what an index offers
    /// (dates, yanks, prereleases) do not look at them.
    pub artefacts: BTreeMap<PackageName, String>,
    /// Packages that come from a URL in some of many environments. An answer for one environment does not look at them: there
    /// a package is among `artefacts` or is not.
    pub partial_artefacts: Vec<PartialArtefact>,
    /// Where the environment is one of many: the Pythons of all of them, if every later one is among them. Then a release counts
    /// above the upper bound of its `Requires-Python`, too, as long as it runs on some of these.
    pub open_pythons: Option<SpecifierSet>,
    /// Environments that a release without a usable source distribution has to have a wheel for, where one answer is wanted
    /// for many environments; an answer for one environment does not look at them.
    pub required_environments: Vec<Marker>,
    /// The most steps that a search may take; `None` sets no bound.
    pub max_steps: Option<u64>,
}

impl Request {
    /// A request for nothing yet, with the default policies.
    pub fn new(environment: MarkerEnvironment) -> Self {
        Self {
            requirements: Vec::new(),
            constraints: Vec::new(),
            overrides: Vec::new(),
            exclusions: BTreeSet::new(),
            environment,
            wheels: None,
            builds: BuildPolicy::default(),
            resolution: Resolution::default(),
            preferences: BTreeMap::new(),
            priorities: Vec::new(),
            prereleases: PrereleasePolicy::default(),
            exclude_newer: None,
            exclude_newer_package: BTreeMap::new(),
            supplied: BTreeMap::new(),
            no_dependencies: false,
            artefacts: BTreeMap::new(),
            partial_artefacts: Vec::new(),
            open_pythons: None,
            required_environments: Vec::new(),
            max_steps: None,
        }
    }

    /// A request for nothing yet on the target: markers are evaluated there, and wheels have to fit it.
    pub fn for_target(target: &Target) -> Self {
        Self { wheels: Some(target.clone()), ..Self::new(target.environment()) }
    }

    /// The same request, with one more requirement.
    #[must_use]
    pub fn require(mut self, requirement: Requirement, source: SourceLocation) -> Self {
        self.requirements.push(RootRequirement::new(requirement, source));
        self
    }

    /// The same request, with one more constraint.
    #[must_use]
    pub fn constrain(mut self, constraint: Requirement, source: SourceLocation) -> Self {
        self.constraints.push(RootRequirement::new(constraint, source));
        self
    }

    /// Whether the package comes from the URL, at least somewhere.
    pub fn follows(&self, name: &PackageName, url: &str) -> bool {
        self.artefacts.get(name).is_some_and(|known| known == url)
            || self.partial_artefacts.iter().any(|known| known.name == *name && known.url == url)
    }

    /// What the user supplied about a release.
    pub fn supplied_release(&self, name: &PackageName, version: &Version) -> Option<&SuppliedRelease> {
        self.supplied.get(name)?.get(version)
    }

    /// The same request, where this requirement replaces what the request itself says of the package: what it
    /// requires of it, or else what it limits it to. The place of the lines is that of the new one.
    #[must_use]
    pub fn with_instead(mut self, requirement: Requirement, source: SourceLocation) -> Self {
        let is_other = |line: &RootRequirement| line.requirement.name() != requirement.name();
        let n_before = self.requirements.len();
        self.requirements.retain(is_other);
        self.constraints.retain(is_other);
        let line = RootRequirement::new(requirement, source);
        if self.requirements.len() < n_before {
            self.requirements.push(line);
        } else {
            self.constraints.push(line);
        }
        self
    }
}
