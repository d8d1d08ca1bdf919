//! Where release facts come from: an index as it is now, or what was recorded of one.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use haggle_index::rounds::{Completeness, RoundsTally};
use haggle_index::{Artefact, ArtefactAddress, Index, IndexErrorKind, IndexTally, Snapshot, rounds};
use haggle_resolve::python::{
    Environments, ForkStrategy, Request, Resolved, SourceLocation, UniversalOutcome, resolve,
    resolve_environments,
};
use haggle_spec::release::{DistributionFile, MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId};
use haggle_spec::{PackageName, Version};

use crate::input::named;
use crate::input::watched_rounds::WatchedRounds;
use crate::output::failure::Failure;
use crate::output::terminal;

/// Where release facts come from.
pub enum FactSource {
    /// An index, as it is now; what was fetched so far.
    Index(Box<Index>, ReleaseFacts, WatchedRounds),
    /// Recorded facts.
    Snapshot(Box<Snapshot>),
}

impl FactSource {
    /// An index that was asked for nothing yet.
    pub fn index(index: Index) -> Self {
        Self::Index(Box::new(index), ReleaseFacts::default(), WatchedRounds::start())
    }

    /// What the index was asked so far, and what the last question took; nothing where facts are recorded.
    pub fn tallies(&self) -> Option<(IndexTally, RoundsTally)> {
        match self {
            Self::Index(index, _, rounds) => Some((index.tally(), rounds.tally())),
            Self::Snapshot(_) => None,
        }
    }

    /// The index, for what recorded facts do not have.
    pub fn require_index(&self, what: &str) -> Result<&Index, Failure> {
        match self {
            Self::Index(index, ..) => Ok(index),
            Self::Snapshot(_) => {
                Err(Failure::new(format!("a snapshot does not have {what}")).hint("leave `--snapshot` out"))
            }
        }
    }

    /// The files of a release whose list is known, each with its SHA-256: as the facts have it, else of the file itself.
    pub fn files(
        &self,
        name: &PackageName,
        version: &Version,
    ) -> Result<Vec<(DistributionFile, String)>, Failure> {
        let (facts, index) = match self {
            Self::Index(index, facts, _) => (facts, Some(index)),
            Self::Snapshot(snapshot) => (&snapshot.facts, None),
        };
        let asked;
        let release = match (facts.packages.get(name), index) {
            (Some(PackageFacts::Releases(releases)), _) => releases.get(version),
            (None, Some(index)) => {
                let id = ReleaseId::new(name.clone(), version.clone());
                asked = index.release(&id).map_err(|error| Failure::new(error.to_string()))?;
                asked.as_ref()
            }
            _ => None,
        };
        let mut files = Vec::new();
        for file in release.into_iter().flat_map(|release| &release.files) {
            let sha256 = match (file.hashes.get("sha256"), &file.url) {
                (Some(sha256), _) => sha256.clone(),
                (None, Some(url)) => {
                    let index = self.require_index("the hashes of files")?;
                    index.sha256(url).map_err(|error| Failure::new(error.to_string()))?
                }
                (None, None) => {
                    return Err(Failure::new(format!("the hash of `{}` is not known", file.filename))
                        .hint("a snapshot has no hashes: leave `--snapshot` out"));
                }
            };
            files.push((file.clone(), sha256));
        }
        Ok(files)
    }

    /// What is known of releases, with all their files and their metadata.
    pub fn releases(
        &self,
        pins: &BTreeMap<PackageName, Version>,
    ) -> Result<Vec<(PackageName, Version, Release)>, Failure> {
        let mut asked = ReleaseFacts::default();
        let known = match self {
            Self::Snapshot(snapshot) => &snapshot.facts,
            Self::Index(index, facts, _) => {
                let names = pins.keys().filter(|name| !facts.packages.contains_key(*name));
                let wanted = names.flat_map(|name| {
                    let id = ReleaseId::new(name.clone(), pins[name].clone());
                    [MissingFact::Versions(name.clone()), MissingFact::Metadata(id)]
                });
                let wanted: Vec<MissingFact> = wanted.collect();
                index.fetch(&mut asked, &wanted, &|_| {}).map_err(|error| Failure::new(error.to_string()))?;
                facts
            }
        };
        let release = |name: &PackageName, version: &Version| {
            let package = known.packages.get(name).or_else(|| asked.packages.get(name));
            let Some(PackageFacts::Releases(releases)) = package else { return Release::default() };
            releases.get(version).cloned().unwrap_or_default()
        };
        let pins = pins.iter();
        Ok(pins.map(|(name, version)| (name.clone(), version.clone(), release(name, version))).collect())
    }

    /// Reads the distribution that a line names by its place.
    pub fn artefact(&self, address: &ArtefactAddress, line: &SourceLocation) -> Result<Artefact, Failure> {
        let index = self.require_index("what comes from a URL or a path")?;
        index.artefact(address).map_err(|error| {
            let failure = Failure::new(format!("{line}: {error}"));
            match error.kind() {
                IndexErrorKind::NeedsBuild => {
                    failure.hint("nothing is built here: build a wheel and name it")
                }
                _ => failure,
            }
        })
    }

    /// Puts a distribution in the place of what the index has by its name.
    pub fn add_artefact(&mut self, artefact: Artefact) -> Result<(), Failure> {
        self.require_index("what comes from a URL or a path")?;
        if let Self::Index(_, facts, _) = self {
            let releases = [(artefact.version, artefact.release)].into();
            facts.packages.insert(artefact.name, PackageFacts::Releases(releases));
        }
        Ok(())
    }

    /// Resolves a request with the facts that it needs.
    pub fn resolve(&mut self, request: &Request) -> Result<Resolved, Failure> {
        match self {
            Self::Index(index, facts, rounds_so_far) => rounds::solve(index, facts, request, rounds_so_far)
                .map_err(|error| Failure::new(error.to_string())),
            Self::Snapshot(_) => self.ask(request, |facts| resolve(facts, request).into_resolved()),
        }
    }

    /// Resolves a request for many environments with the facts that it needs.
    pub fn resolve_environments(
        &mut self,
        request: &Request,
        environments: &Environments,
        strategy: ForkStrategy,
    ) -> Result<UniversalOutcome, Failure> {
        match self {
            Self::Index(index, facts, rounds_so_far) => {
                let many = (environments, strategy);
                rounds::resolve_environments(index, facts, request, many, rounds_so_far)
                    .map_err(|error| Failure::new(error.to_string()))
            }
            Self::Snapshot(_) => self.ask(request, |facts| {
                match resolve_environments(facts, request, environments, strategy, None) {
                    UniversalOutcome::Missing(missing) => Err(missing),
                    other => Ok(other),
                }
            }),
        }
    }

    /// Asks a question until its answer depends on no missing fact, or its time is over (see [`rounds::ask_until`]): then the answer
    /// rests on what is known, and that is said.
    pub fn ask_within<T>(
        &mut self,
        seconds: u64,
        request: &Request,
        answer: impl FnMut(&ReleaseFacts) -> Result<T, Vec<MissingFact>>,
    ) -> Result<T, Failure> {
        let Self::Index(index, facts, rounds_so_far) = self else { return self.ask(request, answer) };
        let deadline = Instant::now() + Duration::from_secs(seconds);
        let (answer, completeness) =
            rounds::ask_until(index, facts, request, rounds_so_far, deadline, answer)
                .map_err(|error| Failure::new(error.to_string()))?;
        if completeness == Completeness::KnownFacts {
            terminal::note(format_args!(
                "warning: after {seconds} s, the answer rests on the facts that are there so far (`--budget` sets the time)"
            ));
        }
        Ok(answer)
    }

    /// Asks until the answer depends on no missing fact (see [`rounds::ask`]).
    ///
    /// Recorded facts are asked once; leaving their scope is a failure that says what is missing and what would record it.
    pub fn ask<T>(
        &mut self,
        request: &Request,
        mut answer: impl FnMut(&ReleaseFacts) -> Result<T, Vec<MissingFact>>,
    ) -> Result<T, Failure> {
        match self {
            Self::Index(index, facts, rounds_so_far) => {
                rounds::ask(index, facts, request, rounds_so_far, answer)
                    .map_err(|error| Failure::new(error.to_string()))
            }
            Self::Snapshot(snapshot) => {
                answer(&snapshot.facts).map_err(|missing| outside_scope(snapshot, &missing))
            }
        }
    }
}

/// The failure of an answer that recorded facts do not give.
fn outside_scope(snapshot: &Snapshot, missing: &[MissingFact]) -> Failure {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = missing.iter().take(SHOWN).map(ToString::to_string).collect();
    if missing.len() > SHOWN {
        names.push(format!("{} more", missing.len() - SHOWN));
    }
    let purposes: Vec<&str> = snapshot.scope.purposes.iter().map(|purpose| purpose.as_str()).collect();
    let failure = Failure::new(format!(
        "the snapshot of {} does not have {}: it was recorded for {} with {} versions of each project",
        snapshot.provenance.recorded,
        names.join(", "),
        purposes.join(", "),
        snapshot.scope.versions,
    ));
    let asked = missing.iter().find_map(|fact| match fact {
        MissingFact::Versions(name) => Some(name.as_str()),
        _ => None,
    });
    let known: Vec<&str> = snapshot.facts.packages.keys().map(PackageName::as_str).collect();
    match asked.and_then(|name| named::near(name, &known)) {
        Some(near) => failure.hint(format!("did you mean `{near}`? It is there")),
        None => failure,
    }
    .or(format!("record it with what you ask for: `{}`", snapshot.provenance.command))
}
