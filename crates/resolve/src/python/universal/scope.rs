//! Which environments an answer is for.

use haggle_spec::{Marker, MarkerEnvironment, MarkerVariable, Platform, Prereleases, SpecifierSet, Version};

use super::diagram::{Set, Variable};
use super::pythons;
use super::space::Space;
use super::vocabulary::Vocabulary;
use crate::python::request::Request;
use crate::python::target::Target;

/// The environments that one answer is wanted for.
///
/// Pythons are final releases; a prerelease is among them only where the range names it. Variables of markers have values
/// that exist together: no system has the `os_name` of another, and `python_version` is that of `python_full_version`.
///
/// ```
/// use haggle_resolve::python::Environments;
/// let later = Environments::pythons(">=3.10".parse()?);
/// assert!(later.is_open());
/// assert!(!Environments::pythons(">=3.10,<3.13".parse()?).is_open());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Environments {
    range: SpecifierSet,
    markers: Vec<Marker>,
    told_apart: Vec<Marker>,
    listed: Option<Vec<Listed>>,
}

/// One of the environments of a list, with what wheels have to fit, if that is known.
#[derive(Debug, Clone, PartialEq)]
struct Listed {
    environment: MarkerEnvironment,
    target: Option<Target>,
}

impl Environments {
    /// All environments whose Python lies in the range.
    pub fn pythons(range: SpecifierSet) -> Self {
        Self { range, markers: Vec::new(), told_apart: Vec::new(), listed: None }
    }

    /// Just these environments: the answer holds for each, and its markers tell no others apart.
    pub fn list(environments: Vec<MarkerEnvironment>) -> Self {
        let listed = environments.into_iter().map(|environment| Listed { environment, target: None });
        Self { listed: Some(listed.collect()), ..Self::pythons(SpecifierSet::new()) }
    }

    /// Just these targets: as [`Environments::list`], and a release counts where it has a file that may be used on the target,
    /// as it does for the target alone.
    pub fn targets(targets: impl IntoIterator<Item = Target>) -> Self {
        let listed = targets
            .into_iter()
            .map(|target| Listed { environment: target.environment(), target: Some(target) });
        Self { listed: Some(listed.collect()), ..Self::pythons(SpecifierSet::new()) }
    }

    /// Only those of the environments in which one of the markers holds. Without markers, all of them.
    #[must_use]
    pub fn within(mut self, markers: Vec<Marker>) -> Self {
        self.markers = markers;
        self
    }

    /// The same environments, where [`UniversalSolution::parts`](super::UniversalSolution::parts) keeps those in which one of these
    /// markers holds apart from those in which it does not.
    #[must_use]
    pub fn telling_apart(mut self, markers: Vec<Marker>) -> Self {
        self.told_apart = markers;
        self
    }

    /// The request for one of the environments, alone.
    pub fn request_at(&self, request: &Request, environment: &MarkerEnvironment) -> Request {
        let listed = self.listed.iter().flatten().find(|listed| listed.environment == *environment);
        Request {
            environment: environment.clone(),
            wheels: listed.and_then(|listed| listed.target.clone()),
            open_pythons: self.is_open().then(|| self.range.clone()),
            ..request.clone()
        }
    }

    /// The range of Pythons.
    pub fn range(&self) -> &SpecifierSet {
        &self.range
    }

    /// Some of the environments, which mostly require all that any does, those of one Python together: the newest that is in wide use and
    /// the oldest, each on systems that markers name; or the first of those that are listed.
    pub fn samples(&self) -> Vec<Vec<MarkerEnvironment>> {
        const MOST_LISTED: usize = 16;
        if let Some(listed) = &self.listed {
            let listed = listed.iter().take(MOST_LISTED);
            return listed.map(|listed| vec![listed.environment.clone()]).collect();
        }
        let pythons = pythons::of_range(&self.range);
        let by_use = pythons::by_use(&pythons);
        let newest = by_use.first().and_then(|index| pythons.get(*index as usize));
        let mut ends: Vec<&Version> = newest.into_iter().chain(pythons.first()).collect();
        ends.dedup();
        let is_asked = |environment: &MarkerEnvironment| {
            let holds = |marker: &Marker| marker.evaluate(environment, &[]).unwrap_or(true);
            self.markers.is_empty() || self.markers.iter().any(holds)
        };
        let of_python = |python: &Version| {
            let environments = systems(&python.to_string()).into_iter();
            environments.filter(is_asked).collect::<Vec<_>>()
        };
        ends.into_iter().map(of_python).filter(|environments| !environments.is_empty()).collect()
    }

    /// Whether every later Python is among them. Then an upper bound of `Requires-Python` is not looked at: it says what
    /// was known when the release was made, and taken at its word it would give the Pythons above it an older release
    /// that only forgot to say so.
    pub fn is_open(&self) -> bool {
        let late = "3.99999".parse::<Version>();
        self.listed.is_none() && late.is_ok_and(|late| self.range.contains(&late, Prereleases::Allow))
    }

    /// Whether they are listed one by one.
    pub(super) fn is_list(&self) -> bool {
        self.listed.is_some()
    }

    pub(super) fn note(&self, vocabulary: &mut Vocabulary) {
        for marker in self.markers.iter().chain(&self.told_apart) {
            vocabulary.note_marker(marker);
        }
        for listed in self.listed.iter().flatten() {
            vocabulary.note_environment(&listed.environment);
        }
    }

    /// Where the markers hold that are to be told apart.
    pub(super) fn told_apart(&self, space: &mut Space) -> Vec<Set> {
        self.told_apart.iter().map(|marker| space.marker(marker, None)).collect()
    }

    /// The environments, where they are listed.
    pub(super) fn listed(&self) -> Vec<MarkerEnvironment> {
        self.listed.iter().flatten().map(|listed| listed.environment.clone()).collect()
    }

    /// Leaves out what is not among them.
    pub(super) fn restrict(&self, space: &mut Space) {
        for marker in &self.told_apart {
            space.make_variables(marker);
        }
        if !self.markers.is_empty() {
            let sets = self.markers.iter().map(|marker| space.marker(marker, None)).collect();
            space.everywhere = space.diagrams.any(sets);
        }
        if let Some(listed) = &self.listed {
            let sets = listed.iter().map(|listed| point(space, &listed.environment)).collect();
            let listed = space.diagrams.any(sets);
            space.everywhere = space.diagrams.and(space.everywhere, listed);
        }
    }

    /// The targets, each as a set and with the request for it alone.
    pub(super) fn requests(&self, space: &mut Space, request: &Request) -> Vec<(Set, Request)> {
        let mut found = Vec::new();
        for listed in self.listed.iter().flatten() {
            if let Some(target) = &listed.target {
                let environment = listed.environment.clone();
                let alone = Request { environment, wheels: Some(target.clone()), ..request.clone() };
                found.push((point(space, &listed.environment), alone));
            }
        }
        found
    }

    /// The environments that a range of `Requires-Python` lets through.
    pub(super) fn pythons_of(&self, space: &mut Space, range: &SpecifierSet) -> Set {
        let mut runs: Vec<bool> =
            space.pythons.iter().map(|python| range.contains(python, Prereleases::Allow)).collect();
        if self.is_open()
            && let Some(last) = runs.iter().rposition(|runs| *runs)
        {
            runs[last..].fill(true);
        }
        space.diagrams.values(super::space::PYTHON, &runs)
    }
}

/// Environments of a Python that markers tell apart.
fn systems(python: &str) -> [MarkerEnvironment; 6] {
    let linux = || MarkerEnvironment::new(python, Platform::Linux);
    [
        linux(),
        MarkerEnvironment::new(python, Platform::MacOs),
        MarkerEnvironment::new(python, Platform::Windows),
        linux().with(MarkerVariable::PlatformMachine, "aarch64"),
        linux()
            .with(MarkerVariable::ImplementationName, "pypy")
            .with(MarkerVariable::PlatformPythonImplementation, "PyPy"),
        linux()
            .with(MarkerVariable::SysPlatform, "emscripten")
            .with(MarkerVariable::PlatformSystem, "Emscripten")
            .with(MarkerVariable::PlatformMachine, "wasm32"),
    ]
}

/// The environment as a set; empty where it does not exist.
fn point(space: &mut Space, environment: &MarkerEnvironment) -> Set {
    let Some(values) = space.values_of(environment) else { return Set::NONE };
    let point = (0..).zip(values).map(|(variable, value): (Variable, u32)| (variable, vec![value]));
    let sizes = space.sizes.clone();
    space.diagrams.product(&point.collect(), &sizes)
}
