//! Which releases an answer can have at all, told from what a list of releases says, before anything is a fact.
//!
//! A release that this rules out is in no solution: leaving it out of the facts changes no solution, and only an explanation
//! misses it.

use std::collections::BTreeMap;

use haggle_spec::{
    MarkerVariable, Operator, PackageName, Prereleases, Specifier, SpecifierSet, Tag, Version,
};

use super::candidates::{cutoff, is_uploaded_by, names_prerelease};
use super::request::{PrereleasePolicy, Request, VersionPreference};
use super::target::WheelRank;

/// What rules releases out for a request with one environment, whatever else is chosen.
#[derive(Debug)]
pub struct Screen<'r> {
    request: &'r Request,
    python: Option<Version>,
    bounds: BTreeMap<&'r PackageName, Vec<&'r SpecifierSet>>,
}

/// The same for one package.
#[derive(Debug)]
pub struct PackageScreen<'s> {
    screen: &'s Screen<'s>,
    name: &'s PackageName,
    bounds: &'s [&'s SpecifierSet],
}

impl<'r> Screen<'r> {
    /// What rules releases out for the request.
    pub fn new(request: &'r Request) -> Self {
        let python = request.environment.version(MarkerVariable::PythonFullVersion).cloned();
        let mut bounds: BTreeMap<&PackageName, Vec<&SpecifierSet>> = BTreeMap::new();
        // An override replaces what requirements say, but not constraints.
        let overridden =
            |name: &PackageName| request.overrides.iter().any(|line| line.requirement.name() == name);
        let lines = request.requirements.iter().filter(|line| !overridden(line.requirement.name()));
        for line in lines.chain(&request.constraints) {
            let requirement = &line.requirement;
            let holds =
                |marker: &haggle_spec::Marker| marker.evaluate(&request.environment, &[]).unwrap_or(true);
            if requirement.marker().is_none_or(holds) && !requirement.specifiers().is_empty() {
                bounds.entry(requirement.name()).or_default().push(requirement.specifiers());
            }
        }
        Self { request, python, bounds }
    }

    /// The request.
    pub fn request(&self) -> &'r Request {
        self.request
    }

    /// What rules releases of the package out.
    pub fn of<'s>(&'s self, name: &'s PackageName) -> PackageScreen<'s> {
        PackageScreen { screen: self, name, bounds: self.bounds.get(name).map_or(&[], Vec::as_slice) }
    }

    /// Whether a release or a file with this `Requires-Python` runs in the environment.
    pub fn runs_on(&self, range: &SpecifierSet) -> bool {
        self.python.as_ref().is_none_or(|python| range.contains(python, Prereleases::Allow))
    }

    /// How a wheel with these tags does. Any wheel will do where the request has no target.
    pub fn wheel_fit<'t>(&self, tags: impl IntoIterator<Item = &'t Tag>) -> FileFit {
        match &self.request.wheels {
            Some(target) => {
                let best = tags.into_iter().filter_map(|tag| target.rank(tag)).max();
                best.map_or(FileFit::Unusable, FileFit::Wheel)
            }
            None => FileFit::Usable,
        }
    }
}

/// How a file does in an environment; an installer takes the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFit {
    /// It may not be used.
    Unusable,
    /// It may be used, and nothing tells it from others: a source distribution.
    Usable,
    /// A wheel for the target.
    Wheel(WheelRank),
}

impl PackageScreen<'_> {
    /// Whether nothing is left out of this package's list, as something rests on all of it: an order by distance, what the user vouches
    /// for.
    pub fn keeps_all(&self) -> bool {
        let request = self.screen.request;
        matches!(request.preferences.get(self.name), Some(VersionPreference::Near(_)))
            || request.supplied.contains_key(self.name)
            || request.open_pythons.is_some()
    }

    /// The moment after which releases are not candidates. Those of unknown date are spoken of, so that nothing is left out where
    /// there is one.
    pub fn cutoff(&self) -> Option<&str> {
        cutoff(self.name, self.screen.request)
    }

    /// Whether a release of this date is a candidate.
    pub fn is_in_time(&self, uploaded: Option<&str>) -> bool {
        self.cutoff().is_none_or(|cutoff| is_uploaded_by(uploaded, cutoff))
    }

    /// Whether the request's own lines allow the version.
    pub fn allows(&self, version: &Version) -> bool {
        // `===` compares texts, which files may write in several ways; all of them are of the same version.
        let may_be_met = |one: &Specifier| match one.operator() {
            Operator::Arbitrary => one.version_text().parse().is_ok_and(|named: Version| named == *version),
            _ => one.contains(version, Prereleases::Allow),
        };
        self.bounds.iter().all(|bound| bound.iter().all(may_be_met))
    }

    /// Whether wheels will do.
    pub fn takes_wheels(&self) -> bool {
        !self.screen.request.builds.no_binary.contains(self.name)
    }

    /// Whether source distributions will do.
    pub fn takes_sdists(&self) -> bool {
        !self.screen.request.builds.only_binary.contains(self.name)
    }

    /// Whether prereleases are candidates, where the package has final releases or has none.
    pub fn takes_prereleases(&self, only_prereleases: bool) -> bool {
        let request = self.screen.request;
        match request.prereleases {
            PrereleasePolicy::Allow | PrereleasePolicy::IfNecessaryOrExplicit => true,
            PrereleasePolicy::Disallow => false,
            PrereleasePolicy::IfNecessary => only_prereleases,
            PrereleasePolicy::Explicit => names_prerelease(self.name, request),
        }
    }
}
