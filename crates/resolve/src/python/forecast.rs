//! What an answer will probably need, told as facts come: so that what fetches them need not wait for a search to ask.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{ExtraName, MarkerEnvironment, PackageName, Prereleases, SpecifierSet, Version};

use super::candidates::Candidates;
use super::installed::{fact_of, metadata_here};
use super::request::Request;
use super::requirements::{Requirements, Wanted};

/// A guess at the answer: of each package that is required, the best release that what is known so far allows. No answer depends on
/// it.
#[derive(Debug)]
pub struct Forecast<'r> {
    request: &'r Request,
    environments: Rc<[MarkerEnvironment]>,
    packages: BTreeMap<PackageName, Guess>,
    /// Packages to look at, now or once there are facts.
    open: BTreeSet<PackageName>,
    /// Whether the request itself was looked at.
    is_begun: bool,
}

/// What is guessed of a package.
#[derive(Debug, Default)]
struct Guess {
    bounds: Vec<SpecifierSet>,
    extras: BTreeSet<ExtraName>,
    version: Option<Version>,
    /// Whether the bounds were met by the version when it was last looked at.
    n_met: usize,
    /// How often another version was guessed.
    n_changes: u32,
    followed: BTreeSet<Option<ExtraName>>,
}

impl Guess {
    /// A package that many bounds move about is left to the search.
    const CHANGES: u32 = 3;

    fn fits(&self, version: &Version) -> bool {
        fit(&self.bounds, version)
    }
}

fn fit(bounds: &[SpecifierSet], version: &Version) -> bool {
    bounds.iter().all(|bound| bound.contains(version, Prereleases::Allow))
}

impl<'r> Forecast<'r> {
    /// Nothing is guessed yet.
    pub fn new(request: &'r Request) -> Self {
        Self::within(request, vec![request.environment.clone()])
    }

    /// The same for several environments: what one of them requires is followed, and where releases are required that exclude each
    /// other, those that were required last, as environments may differ.
    pub fn within(request: &'r Request, environments: Vec<MarkerEnvironment>) -> Self {
        let (packages, open) = (BTreeMap::new(), BTreeSet::new());
        Self { request, environments: environments.into(), packages, open, is_begun: false }
    }

    /// The facts that the guess misses, as far as it goes with these.
    pub fn missing(&mut self, facts: &ReleaseFacts) -> Vec<MissingFact> {
        if !self.is_begun {
            self.is_begun = true;
            let environments = Rc::clone(&self.environments);
            let requirements = Requirements::within(self.request, &environments);
            let mut found = Vec::new();
            for root in &self.request.requirements {
                requirements.of_root(&root.requirement, &mut found);
                self.require(&found);
            }
        }
        let mut missing = Vec::new();
        let mut waiting = BTreeSet::new();
        while let Some(name) = self.open.pop_first() {
            if let Some(fact) = self.look_at(&name, facts) {
                missing.push(fact);
                waiting.insert(name);
            }
        }
        self.open = waiting;
        missing
    }

    /// Whether what is known to require the package allows the version.
    pub fn allows(&self, name: &PackageName, version: &Version) -> bool {
        self.packages.get(name).is_none_or(|guess| guess.fits(version))
    }

    /// A search asks for these: it has better reasons.
    pub fn correct(&mut self, asked: &[MissingFact]) {
        for fact in asked {
            let guess = self.packages.entry(fact.name().clone()).or_default();
            if let MissingFact::Metadata(id) | MissingFact::FileMetadata(id, _) = fact {
                guess.version = Some(id.version.clone());
                guess.n_met = guess.bounds.len();
                guess.followed.clear();
            }
            self.open.insert(fact.name().clone());
        }
    }

    /// Follows what the package requires, or says what is missing for that.
    fn look_at(&mut self, name: &PackageName, facts: &ReleaseFacts) -> Option<MissingFact> {
        let releases = match facts.packages.get(name) {
            None => return Some(MissingFact::Versions(name.clone())),
            Some(PackageFacts::Unavailable { .. }) => return None,
            Some(PackageFacts::Releases(releases)) => releases,
        };
        let request = self.request;
        let guess = self.packages.get_mut(name)?;
        let is_met = |guess: &Guess| {
            guess.n_met == guess.bounds.len()
                || guess.version.as_ref().is_some_and(|version| guess.fits(version))
        };
        if guess.version.is_none() || (!is_met(guess) && guess.n_changes < Guess::CHANGES) {
            let last = guess.bounds.len().saturating_sub(1);
            let mut best = best(name, facts, request, &guess.bounds);
            if best.is_none() && self.environments.len() > 1 {
                best = self::best(name, facts, request, &guess.bounds[last..]);
            }
            let best = best?;
            if guess.version.as_ref().is_some_and(|version| *version != best) {
                guess.n_changes += 1;
            }
            guess.version = Some(best);
            guess.followed.clear();
        }
        guess.n_met = guess.bounds.len();
        let (version, release) = releases.get_key_value(guess.version.as_ref()?)?;
        let is_supplied = request.supplied_release(name, version).is_some();
        if !is_supplied && *metadata_here(name, release, request) == ReleaseMetadata::Unfetched {
            return Some(fact_of(request, ReleaseId::new(name.clone(), version.clone()), release));
        }
        let extras: Vec<Option<ExtraName>> = std::iter::once(None)
            .chain(guess.extras.iter().cloned().map(Some))
            .filter(|extra| !guess.followed.contains(extra))
            .collect();
        guess.followed.extend(extras.iter().cloned());
        let environments = Rc::clone(&self.environments);
        let requirements = Requirements::within(request, &environments);
        let mut found = Vec::new();
        for extra in &extras {
            requirements.of_release(name, version, release, extra.as_ref(), &mut found);
            self.require(&found);
        }
        None
    }

    fn require(&mut self, wanted: &[Wanted<'_>]) {
        for wanted in wanted {
            let name = wanted.requirement.name();
            let guess = self.packages.entry(name.clone()).or_default();
            let bound = wanted.requirement.specifiers();
            let mut is_news = guess.version.is_none() && guess.followed.is_empty();
            if !bound.is_empty() && !guess.bounds.contains(bound) {
                guess.bounds.push(bound.clone());
                is_news = true;
            }
            for extra in &wanted.extras {
                is_news |= guess.extras.insert((*extra).clone());
            }
            if is_news {
                self.open.insert(name.clone());
            }
        }
    }
}

/// The best version that the request, its policies and the bounds so far allow.
fn best(
    name: &PackageName,
    facts: &ReleaseFacts,
    request: &Request,
    bounds: &[SpecifierSet],
) -> Option<Version> {
    let candidates = Candidates::of(name, facts, request);
    let lines = request.requirements.iter().chain(&request.constraints);
    let lines: Vec<_> = lines
        .map(|line| &line.requirement)
        .filter(|line| {
            let holds =
                |marker: &haggle_spec::Marker| marker.evaluate(&request.environment, &[]).unwrap_or(true);
            line.name() == name && line.marker().is_none_or(holds)
        })
        .collect();
    let is_allowed = |version: &Version| {
        lines.iter().all(|line| line.specifiers().contains(version, Prereleases::Allow))
            && fit(bounds, version)
    };
    let mut best_first = (0..candidates.versions.len()).rev();
    let position = best_first
        .find(|position| candidates.is_usable(*position) && is_allowed(candidates.versions[*position].0))?;
    Some(candidates.versions[position].0.clone())
}
