//! Cargo's dialect, through the `semver` crate: versions of three numbers and requirements such as `^1.2`.
//!
//! | requirement | range of releases |
//! |---|---|
//! | `1.2.3`, `^1.2.3` | `>=1.2.3, <2.0.0`; `^0.2.3` is `<0.3.0`, `^0.0.3` is `<0.0.4` |
//! | `~1.2.3`, `~1.2` | `>=1.2.3, <1.3.0`; `>=1.2.0, <1.3.0`; `~1` is `>=1.0.0, <2.0.0` |
//! | `1.2.*`, `1.*`, `*` | `>=1.2.0, <1.3.0`; `>=1.0.0, <2.0.0`; any |
//! | `=1.2.3`, `=1.2` | that one; `>=1.2.0, <1.3.0` |
//! | `>1.2`, `>=1.2`, `<1.2`, `<=1.2` | from `1.3.0`; from `1.2.0`; below `1.2.0`; below `1.3.0` |
//!
//! Comparators are joined by commas, and all must hold. A prerelease satisfies a requirement only if a comparator names a
//! prerelease of the same three numbers, so the versions that match need not be an interval: [`CargoRequirement::release_range`] is
//! exact for releases, and [`CargoRequirement::matching`] for any known versions.
//!
//! Source: Semantic Versioning 2.0.0; the Cargo book, *Specifying Dependencies*.

use core::fmt;
use core::str::FromStr;

/// A version of Cargo's: three numbers, a prerelease and build metadata.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CargoVersion(semver::Version);

/// The text is not one of Cargo's versions or requirements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CargoError {
    text: String,
    kind: CargoErrorKind,
    /// What is wrong, in the words of the `semver` crate.
    reason: String,
}

/// What a text was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CargoErrorKind {
    /// A version.
    Version,
    /// A requirement.
    Requirement,
}

impl CargoError {
    fn new(text: &str, kind: CargoErrorKind, error: &semver::Error) -> Self {
        CargoError { text: text.to_owned(), kind, reason: error.to_string() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it was read as.
    pub fn kind(&self) -> CargoErrorKind {
        self.kind
    }
}

impl fmt::Display for CargoError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            CargoErrorKind::Version => "version",
            CargoErrorKind::Requirement => "requirement",
        };
        write!(formatter, "`{}` is not a valid {what} of Cargo: {}", self.text.escape_debug(), self.reason)
    }
}

impl core::error::Error for CargoError {}

impl CargoVersion {
    /// A release.
    pub fn release(major: u64, minor: u64, patch: u64) -> Self {
        Self(semver::Version::new(major, minor, patch))
    }

    /// Major, minor and patch.
    pub fn numbers(&self) -> (u64, u64, u64) {
        (self.0.major, self.0.minor, self.0.patch)
    }

    /// Whether it has a prerelease part.
    pub fn is_prerelease(&self) -> bool {
        !self.0.pre.is_empty()
    }
}

impl FromStr for CargoVersion {
    type Err = CargoError;

    fn from_str(text: &str) -> Result<Self, CargoError> {
        text.parse().map(Self).map_err(|error| CargoError::new(text, CargoErrorKind::Version, &error))
    }
}

impl From<semver::Version> for CargoVersion {
    fn from(version: semver::Version) -> Self {
        Self(version)
    }
}

impl From<CargoVersion> for semver::Version {
    fn from(version: CargoVersion) -> Self {
        version.0
    }
}

impl fmt::Display for CargoVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A requirement of Cargo's: comparators that must all hold.
///
/// ```
/// use haggle_spec::cargo::{CargoRequirement, CargoVersion};
///
/// let requirement: CargoRequirement = "^1.2, <1.9".parse()?;
/// assert!(requirement.matches(&"1.4.0".parse()?));
/// assert!(!requirement.matches(&"1.4.0-beta.1".parse()?));
/// let range = requirement.release_range();
/// assert_eq!((range.from, range.to), (CargoVersion::release(1, 2, 0), Some(CargoVersion::release(1, 9, 0))));
/// # Ok::<(), haggle_spec::cargo::CargoError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CargoRequirement(semver::VersionReq);

/// Releases from one on, up to and not including another; empty where `to` is not above `from`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReleaseRange {
    /// The first release.
    pub from: CargoVersion,
    /// The first release above; none without a bound.
    pub to: Option<CargoVersion>,
}

impl ReleaseRange {
    /// Whether a release lies in it.
    pub fn contains(&self, release: &CargoVersion) -> bool {
        *release >= self.from && self.to.as_ref().is_none_or(|to| release < to)
    }
}

impl CargoRequirement {
    /// Whether a version satisfies it, Cargo's rule for prereleases included.
    pub fn matches(&self, version: &CargoVersion) -> bool {
        self.0.matches(&version.0)
    }

    /// For each of the versions, whether it satisfies the requirement: a row of a solver's table.
    ///
    /// O(versions · comparators).
    pub fn matching(&self, versions: &[CargoVersion]) -> Vec<bool> {
        versions.iter().map(|version| self.matches(version)).collect()
    }

    /// The releases that satisfy it. Except for prereleases it is exact.
    ///
    /// Law: for a version that is not a prerelease and has no build metadata, `release_range().contains(v) == matches(v)`.
    pub fn release_range(&self) -> ReleaseRange {
        let mut range = ReleaseRange { from: CargoVersion::release(0, 0, 0), to: None };
        for comparator in &self.0.comparators {
            let (from, to) = bounds(comparator);
            range.from = range.from.max(from);
            range.to = match (range.to.take(), to) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        range
    }
}

impl FromStr for CargoRequirement {
    type Err = CargoError;

    fn from_str(text: &str) -> Result<Self, CargoError> {
        text.parse().map(Self).map_err(|error| CargoError::new(text, CargoErrorKind::Requirement, &error))
    }
}

impl From<semver::VersionReq> for CargoRequirement {
    fn from(requirement: semver::VersionReq) -> Self {
        Self(requirement)
    }
}

impl From<CargoRequirement> for semver::VersionReq {
    fn from(requirement: CargoRequirement) -> Self {
        requirement.0
    }
}

impl fmt::Display for CargoRequirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The releases of one comparator: from, and up to but not including.
fn bounds(comparator: &semver::Comparator) -> (CargoVersion, Option<CargoVersion>) {
    let release = CargoVersion::release;
    let zero = release(0, 0, 0);
    let (major, minor, patch) = (comparator.major, comparator.minor, comparator.patch);
    let from = release(major, minor.unwrap_or(0), patch.unwrap_or(0));
    // The first release after all that share the numbers that are written.
    let after = match (minor, patch) {
        (None, _) => next(major).map(|major| release(major, 0, 0)),
        (Some(minor), None) => after_minor(major, minor),
        (Some(minor), Some(patch)) => match next(patch) {
            Some(patch) => Some(release(major, minor, patch)),
            None => after_minor(major, minor),
        },
    };
    // A prerelease comes before the release of its numbers: that release is above it.
    let names_prerelease = !comparator.pre.is_empty();
    match comparator.op {
        semver::Op::Exact if names_prerelease => (from.clone(), Some(from)),
        semver::Op::Exact | semver::Op::Wildcard => (from, after),
        semver::Op::Greater if names_prerelease => (from, None),
        semver::Op::Greater => match after {
            Some(after) => (after, None),
            // Nothing is greater than the greatest number.
            None => (from.clone(), Some(from)),
        },
        semver::Op::GreaterEq => (from, None),
        semver::Op::Less => (zero, Some(from)),
        semver::Op::LessEq if names_prerelease => (zero, Some(from)),
        semver::Op::LessEq => (zero, after),
        semver::Op::Tilde => (from, minor.map_or_else(|| after.clone(), |minor| after_minor(major, minor))),
        semver::Op::Caret => (from, caret(major, minor, patch, after.clone())),
        // An operator that a later `semver` adds: no release is known to satisfy it.
        _ => (zero.clone(), Some(zero)),
    }
}

/// The first release after those that are compatible: the first number that is not 0 stays.
fn caret(
    major: u64,
    minor: Option<u64>,
    patch: Option<u64>,
    after: Option<CargoVersion>,
) -> Option<CargoVersion> {
    match (major, minor, patch) {
        (0, Some(0), Some(_)) | (0, Some(0) | None, None) => after,
        (0, Some(minor), _) => after_minor(0, minor),
        _ => next(major).map(|major| CargoVersion::release(major, 0, 0)),
    }
}

fn after_minor(major: u64, minor: u64) -> Option<CargoVersion> {
    match next(minor) {
        Some(minor) => Some(CargoVersion::release(major, minor, 0)),
        None => next(major).map(|major| CargoVersion::release(major, 0, 0)),
    }
}

fn next(number: u64) -> Option<u64> {
    number.checked_add(1)
}
