//! Resolving with an index: the solver names the facts that it misses, they are fetched, and it is asked again.

use haggle_index::{Index, Snapshot};
use haggle_resolve::python::{Request, first_choice};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId, ReleaseMetadata};

use crate::output::failure::Failure;
use crate::output::progress::Progress;

/// Where release facts come from.
pub enum FactSource {
    /// An index, as it is now; what was fetched so far.
    Index(Box<Index>, ReleaseFacts, Progress),
    /// Recorded facts.
    Snapshot(Box<Snapshot>),
}

impl FactSource {
    /// An index that was asked for nothing yet.
    pub fn index(index: Index) -> Self {
        Self::Index(Box::new(index), ReleaseFacts::default(), Progress::start())
    }

    /// Asks until the answer depends on no missing fact. `request` tells which releases are likely to be needed, and so
    /// saves rounds; the answer does not depend on it.
    ///
    /// Recorded facts are asked once; leaving their scope is a failure that says what is missing and what would record it.
    pub fn ask<T>(
        &mut self,
        request: &Request,
        answer: impl FnMut(&ReleaseFacts) -> Result<T, Vec<MissingFact>>,
    ) -> Result<T, Failure> {
        match self {
            Self::Index(index, facts, progress) => ask_index(index, facts, request, progress, answer),
            Self::Snapshot(snapshot) => {
                let mut answer = answer;
                answer(&snapshot.facts).map_err(|missing| outside_scope(snapshot, &missing))
            }
        }
    }
}

/// Fetches facts into `facts` until the answer depends on no missing one.
///
/// Each round adds at least one fact that was missing, so the number of rounds is bounded by the facts that can be
/// reached. The requirements of the release that is likely to be chosen come with the list of releases, so that a solution
/// which takes every first choice needs one round for each level of its graph.
pub fn ask_index<T>(
    index: &Index,
    facts: &mut ReleaseFacts,
    request: &Request,
    progress: &Progress,
    mut answer: impl FnMut(&ReleaseFacts) -> Result<T, Vec<MissingFact>>,
) -> Result<T, Failure> {
    loop {
        let missing = match answer(facts) {
            Ok(answer) => return Ok(answer),
            Err(missing) => missing,
        };
        fetch(index, facts, &missing, progress)?;
        if let Some(still) = missing.iter().find(|fact| !is_there(facts, fact)) {
            return Err(Failure::new(format!("the index did not give {still}")));
        }
        let likely = likely(facts, request, &missing);
        fetch(index, facts, &likely, progress)?;
    }
}

/// The requirements of the first choices among packages whose list has just come.
pub fn likely(facts: &ReleaseFacts, request: &Request, fetched: &[MissingFact]) -> Vec<MissingFact> {
    let lists = fetched.iter().filter_map(|fact| match fact {
        MissingFact::Versions(name) => Some(name),
        MissingFact::Metadata(..) => None,
    });
    let first = |name: &PackageName| {
        let version = first_choice(facts, request, name)?;
        let Some(PackageFacts::Releases(releases)) = facts.packages.get(name) else { return None };
        let is_open = releases.get(&version)?.metadata == ReleaseMetadata::Unfetched
            && request.supplied_release(name, &version).is_none();
        is_open.then(|| MissingFact::Metadata(ReleaseId::new(name.clone(), version)))
    };
    lists.filter_map(first).collect()
}

/// Fetches facts, with progress.
pub fn fetch(
    index: &Index,
    facts: &mut ReleaseFacts,
    wanted: &[MissingFact],
    progress: &Progress,
) -> Result<(), Failure> {
    let report = |fact: &MissingFact| progress.fetched(fact.name().as_str());
    index.fetch(facts, wanted, &report).map_err(|error| Failure::new(error.to_string()))
}

/// The failure of an answer that recorded facts do not give.
pub fn outside_scope(snapshot: &Snapshot, missing: &[MissingFact]) -> Failure {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = missing.iter().take(SHOWN).map(ToString::to_string).collect();
    if missing.len() > SHOWN {
        names.push(format!("{} more", missing.len() - SHOWN));
    }
    let purposes: Vec<&str> = snapshot.scope.purposes.iter().map(|purpose| purpose.as_str()).collect();
    Failure::new(format!(
        "the snapshot of {} does not have {}: it was recorded for {} with {} versions of each project",
        snapshot.provenance.recorded,
        names.join(", "),
        purposes.join(", "),
        snapshot.scope.versions,
    ))
    .hint(format!("record it with what you ask for: `{}`", snapshot.provenance.command))
}

/// Whether a fact is not missing any more.
pub fn is_there(facts: &ReleaseFacts, fact: &MissingFact) -> bool {
    match fact {
        MissingFact::Versions(name) => facts.packages.contains_key(name),
        MissingFact::Metadata(ReleaseId { name, version }) => match facts.packages.get(name) {
            Some(PackageFacts::Releases(releases)) => {
                releases.get(version).is_some_and(|release| release.metadata != ReleaseMetadata::Unfetched)
            }
            _ => false,
        },
    }
}
