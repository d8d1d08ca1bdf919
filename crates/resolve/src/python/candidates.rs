//! The releases of one package as numbered versions, best last, and which of them the policies rule out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use haggle_spec::release::{DistributionFile, DistributionKind, PackageFacts, Release, ReleaseFacts};
use haggle_spec::{MarkerVariable, Operator, PackageName, Prereleases, Specifier, SpecifierSet, Version};

use super::request::{PrereleasePolicy, Request, Resolution, VersionPreference};

/// A policy that rules releases out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Policy {
    /// The release does not run on the Python of the environment.
    RequiresPython,
    /// The release was yanked, and no requirement of the request pins it.
    Yanked,
    /// The release is a prerelease, and these are not candidates.
    Prerelease,
    /// No file of the release may be used here.
    NoUsableFile,
    /// The release is newer than the request allows, or of unknown date.
    ExcludeNewer,
    /// What the release requires is not known, and another release would do.
    UnknownRequirements,
}

/// The numbered versions of a package.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    /// Best last.
    pub(super) versions: Vec<(&'a Version, &'a Release)>,
    /// For each policy that rules something out, whether it lets each version through.
    pub(super) limits: BTreeMap<Policy, Vec<bool>>,
    pub(super) state: ListState<'a>,
}

/// What is known of the list of releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListState<'a> {
    Known,
    /// There is none, for a reason.
    Unavailable(&'a str),
    /// Nobody asked.
    Unfetched,
}

impl<'a> Candidates<'a> {
    pub(super) fn of(name: &PackageName, facts: &'a ReleaseFacts, request: &Request) -> Self {
        let counts = |requirement: &haggle_spec::Requirement| {
            requirement
                .marker()
                .is_none_or(|marker| marker.evaluate(&request.environment, &[]).unwrap_or(true))
        };
        let mut roots = request.requirements.iter().map(|root| &root.requirement);
        let is_direct = request.resolution == Resolution::LowestDirect
            && roots.any(|requirement| requirement.name() == name && counts(requirement));
        Self::ranked(name, facts, request, is_direct)
    }

    /// The same, where it is known whether the request names the package.
    pub(super) fn ranked(
        name: &PackageName,
        facts: &'a ReleaseFacts,
        request: &Request,
        is_direct: bool,
    ) -> Self {
        let releases = match facts.packages.get(name) {
            None => return Self::without_versions(ListState::Unfetched),
            Some(PackageFacts::Unavailable { reason }) => {
                return Self::without_versions(ListState::Unavailable(reason));
            }
            Some(PackageFacts::Releases(releases)) => releases,
        };
        let mut versions: Vec<(&Version, &Release)> = releases.iter().collect();
        order(&mut versions, name, request, is_direct);
        let mut candidates = Self { versions, limits: BTreeMap::new(), state: ListState::Known };
        candidates.apply_policies(name, request);
        candidates
    }

    /// Adds what comes from URLs in some environments, after the releases of the index. While the list of these is not there, nothing
    /// is added: it means any version.
    pub(super) fn add_partial_artefacts(&mut self, name: &PackageName, request: &'a Request) {
        if self.state == ListState::Unfetched {
            return;
        }
        for artefact in request.partial_artefacts.iter().filter(|artefact| artefact.name == *name) {
            self.versions.push((&artefact.version, &artefact.release));
            self.limits.values_mut().for_each(|allowed| allowed.push(true));
        }
    }

    fn without_versions(state: ListState<'a>) -> Self {
        Self { versions: Vec::new(), limits: BTreeMap::new(), state }
    }

    /// How many versions the package has in the table: an unfetched list stands for one version that meets any
    /// requirement.
    pub(super) fn n_versions(&self) -> usize {
        if self.state == ListState::Unfetched { 1 } else { self.versions.len() }
    }

    /// Whether the policies let the version through.
    pub(super) fn is_usable(&self, version: usize) -> bool {
        self.limits.values().all(|allowed| allowed[version])
    }

    /// Whether the policies let the version through, where what requires the package may pin a yanked one.
    pub(super) fn is_admissible(&self, version: usize) -> bool {
        self.limits.iter().all(|(policy, allowed)| *policy == Policy::Yanked || allowed[version])
    }

    fn apply_policies(&mut self, name: &PackageName, request: &Request) {
        let python = request.environment.version(MarkerVariable::PythonFullVersion).cloned();
        let runs =
            |version: &Version, release: &Release| match (range_of(name, version, release, request), &python)
            {
                (Some(range), Some(python)) => {
                    range.contains(python, Prereleases::Allow) || is_above(range, python, request)
                }
                _ => true,
            };
        let pinned = pinned_versions(name, request);
        let cutoff = cutoff(name, request);
        let only_prereleases = self.versions.iter().all(|(version, _)| version.is_prerelease());
        let takes_prereleases = match request.prereleases {
            PrereleasePolicy::Allow | PrereleasePolicy::IfNecessaryOrExplicit => true,
            PrereleasePolicy::Disallow => false,
            PrereleasePolicy::IfNecessary => only_prereleases,
            PrereleasePolicy::Explicit => names_prerelease(name, request),
        };
        self.limit(Policy::RequiresPython, runs);
        self.limit(Policy::NoUsableFile, |_, release| {
            release.files.is_empty()
                || release.files.iter().any(|file| is_file_usable(file, name, request, python.as_ref()))
        });
        if request.artefacts.contains_key(name) {
            return;
        }
        self.limit(Policy::Yanked, |version, release| !is_yanked(release) || pinned.contains(version));
        self.limit(Policy::Prerelease, |version, _| takes_prereleases || !version.is_prerelease());
        self.limit(Policy::ExcludeNewer, |_, release| {
            cutoff.is_none_or(|cutoff| is_uploaded_by(release.uploaded.as_deref(), cutoff))
        });
    }

    fn limit(&mut self, policy: Policy, lets_through: impl Fn(&Version, &Release) -> bool) {
        let mut versions = self.versions.iter();
        let first = versions.position(|(version, release)| !lets_through(version, release));
        if let Some(first) = first {
            let rest = versions.map(|(version, release)| lets_through(version, release));
            let allowed = std::iter::repeat_n(true, first).chain([false]).chain(rest);
            self.limits.insert(policy, allowed.collect());
        }
    }
}

/// Whether the specifiers take the release. `===` compares texts, and the files of a release may spell its version in
/// several ways: any of them will do.
pub(super) fn takes(specifiers: &SpecifierSet, version: &Version, release: &Release) -> bool {
    specifiers.is_empty()
        || specifiers.contains(version, Prereleases::Allow)
        // No spelling of another version is the same text, so few releases have their files looked at.
        || (specifiers.iter().any(|specifier| specifier.operator() == Operator::Arbitrary && names(specifier, version))
            && release.files.iter().any(|file| {
                let spelt = DistributionFile::from_filename(&file.filename);
                spelt.is_some_and(|(_, spelt, _)| specifiers.contains(&spelt, Prereleases::Allow))
            }))
}

/// Whether the specifiers name the version with `==` or `===`: only so may a yanked release be chosen (PEP 592).
pub(super) fn pins(specifiers: &SpecifierSet, version: &Version) -> bool {
    specifiers.iter().any(|specifier| {
        matches!(specifier.operator(), Operator::Equal | Operator::Arbitrary)
            && !specifier.is_prefix()
            && names(specifier, version)
    })
}

/// Whether the text behind the operator is that version, in any spelling.
fn names(specifier: &Specifier, version: &Version) -> bool {
    specifier.version_text().parse::<Version>().is_ok_and(|named| named == *version)
}

/// The Pythons that a release runs on, as the user says or else the facts.
pub(super) fn range_of<'a>(
    name: &PackageName,
    version: &Version,
    release: &'a Release,
    request: &'a Request,
) -> Option<&'a SpecifierSet> {
    let supplied =
        request.supplied_release(name, version).and_then(|supplied| supplied.requires_python.as_ref());
    supplied.or(release.requires_python.as_ref())
}

/// Whether the Python lies above all that the range has of those that are asked for, and later ones count.
fn is_above(range: &SpecifierSet, python: &Version, request: &Request) -> bool {
    let Some(asked) = &request.open_pythons else { return false };
    let Ok(from_here) = format!(">={}", python.public()).parse::<SpecifierSet>() else { return false };
    let runs_on = range.to_set().intersection(&asked.to_set());
    !runs_on.is_empty() && runs_on.is_disjoint(&from_here.to_set())
}

/// Sorts ascending releases so that the best comes last.
fn order(versions: &mut [(&Version, &Release)], name: &PackageName, request: &Request, is_direct: bool) {
    let preference = request.preferences.get(name);
    let of_request = match request.resolution {
        Resolution::Highest => false,
        Resolution::Lowest => true,
        Resolution::LowestDirect => is_direct,
    };
    let lowest = match preference {
        Some(VersionPreference::Highest) => false,
        Some(VersionPreference::Lowest) => true,
        None | Some(VersionPreference::First(_)) => of_request,
        Some(VersionPreference::Near(wanted)) => {
            let at = versions.partition_point(|(version, _)| *version < wanted);
            let mut ranked: Vec<_> = versions.iter().copied().enumerate().collect();
            // An older neighbour is one step further away than the newer one at the same distance.
            let distance = |index: usize| if index >= at { 2 * (index - at) } else { 2 * (at - index) + 1 };
            ranked.sort_by_key(|(index, _)| Reverse(distance(*index)));
            for (slot, (_, version)) in versions.iter_mut().zip(ranked) {
                *slot = version;
            }
            return;
        }
    };
    if lowest {
        versions.reverse();
    }
    if request.prereleases == PrereleasePolicy::IfNecessaryOrExplicit {
        versions.sort_by_key(|(version, _)| !version.is_prerelease());
    }
    versions.sort_by_key(|(_, release)| Reverse(release.index_rank));
    if let Some(VersionPreference::First(first)) = preference {
        versions.sort_by_key(|(version, _)| *version == first);
    }
}

/// The versions that requirements and constraints of the request pin.
fn pinned_versions(name: &PackageName, request: &Request) -> Vec<Version> {
    let lines = request.requirements.iter().chain(&request.constraints).chain(&request.overrides);
    lines
        .filter(|line| line.requirement.name() == name)
        .flat_map(|line| line.requirement.specifiers().iter())
        .filter(|specifier| {
            matches!(specifier.operator(), Operator::Equal | Operator::Arbitrary) && !specifier.is_prefix()
        })
        .filter_map(|specifier| specifier.version_text().parse().ok())
        .collect()
}

pub(super) fn names_prerelease(name: &PackageName, request: &Request) -> bool {
    let lines = request.requirements.iter().chain(&request.constraints).chain(&request.overrides);
    lines
        .filter(|line| line.requirement.name() == name)
        .any(|line| line.requirement.specifiers().names_prerelease())
}

pub(super) fn is_yanked(release: &Release) -> bool {
    release.yanked.is_some() || (!release.files.is_empty() && release.files.iter().all(|file| file.yanked))
}

/// Whether the file may be used.
pub(super) fn is_file_usable(
    file: &DistributionFile,
    name: &PackageName,
    request: &Request,
    python: Option<&Version>,
) -> bool {
    if let (Some(range), Some(python)) = (&file.requires_python, python)
        && !range.contains(python, Prereleases::Allow)
    {
        return false;
    }
    match &file.kind {
        DistributionKind::Sdist => !request.builds.only_binary.contains(name),
        DistributionKind::Wheel { tags } => {
            !request.builds.no_binary.contains(name)
                && request.wheels.as_ref().is_none_or(|target| tags.iter().any(|tag| target.takes(tag)))
        }
    }
}

/// The moment after which releases of the package are not candidates.
pub(super) fn cutoff<'r>(name: &PackageName, request: &'r Request) -> Option<&'r str> {
    match request.exclude_newer_package.get(name) {
        Some(own) => own.as_deref(),
        None => request.exclude_newer.as_deref(),
    }
}

/// Whether a release of this date was up by the moment, or by the end of the day. Both are RFC 3339 in UTC or dates; a date alone is
/// taken as the end of its day where it could tell against the release.
pub(super) fn is_uploaded_by(uploaded: Option<&str>, cutoff: &str) -> bool {
    const DATE: usize = "2026-01-31".len();
    let Some(uploaded) = uploaded else { return false };
    let (Some(day), Some(last_day)) = (uploaded.get(..DATE), cutoff.get(..DATE)) else { return false };
    if day != last_day || cutoff.len() == DATE {
        return day <= last_day;
    }
    let time = |text: &str| text[DATE..].trim_end_matches(['Z', 'z']).replacen(['t', ' '], "T", 1);
    uploaded.len() > DATE && time(uploaded) <= time(cutoff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_after_all_its_moments() {
        for (uploaded, cutoff, expected) in [
            ("2026-01-31T23:59:59Z", "2026-01-31", true),
            ("2026-02-01T00:00:00Z", "2026-01-31", false),
            ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z", true),
            ("2026-01-31T10:00:00.5Z", "2026-01-31T10:00:00Z", false),
            ("2026-01-31", "2026-01-31T10:00:00Z", false),
            ("2026-01-30", "2026-01-31T10:00:00Z", true),
            ("", "2026-01-31", false),
        ] {
            assert_eq!(is_uploaded_by(Some(uploaded), cutoff), expected, "{uploaded} by {cutoff}");
        }
        assert!(!is_uploaded_by(None, "2026-01-31"));
    }
}
