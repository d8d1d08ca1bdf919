//! Resolving with an index: the solver names the facts that it misses, they are fetched, and it is asked again.

use haggle_index::{Index, Snapshot, Wanted};
use haggle_resolve::python::{MissingFact, Outcome, Request, resolve};
use haggle_spec::release::{Facts, PackageFacts, ReleaseMetadata};

use crate::failure::Failure;
use crate::live::progress::Progress;

/// Fetches facts into `facts` until the answer depends on no missing one; the answer is never `Missing`.
///
/// Each round adds at least one fact that was missing, so the number of rounds is bounded by the facts that can be
/// reached; it is in the order of the graph's depth.
pub fn resolve_live(
    index: &Index,
    facts: &mut Facts,
    request: &Request,
    progress: &Progress,
) -> Result<Outcome, Failure> {
    loop {
        let missing = match resolve(facts, request) {
            Outcome::Missing(missing) => missing,
            outcome => return Ok(outcome),
        };
        let wanted: Vec<Wanted> = missing.iter().map(wanted).collect();
        fetch(index, facts, &wanted, progress)?;
        if let Some(still) = missing.iter().find(|fact| !is_there(facts, fact)) {
            return Err(Failure::new(format!("the index did not give the {}", described(still))));
        }
    }
}

/// Fetches facts, with progress.
pub fn fetch(
    index: &Index,
    facts: &mut Facts,
    wanted: &[Wanted],
    progress: &Progress,
) -> Result<(), Failure> {
    let report = |fact: &Wanted| progress.fetched(fact.name().as_str());
    index.fetch(facts, wanted, &report).map_err(|error| Failure::new(error.to_string()))
}

/// The answer from recorded facts; leaving their scope is a failure that says what is missing and what would record it.
pub fn resolve_recorded(snapshot: &Snapshot, request: &Request) -> Result<Outcome, Failure> {
    match resolve(&snapshot.facts, request) {
        Outcome::Missing(missing) => Err(outside_scope(snapshot, &missing)),
        outcome => Ok(outcome),
    }
}

/// The failure of an answer that recorded facts do not give.
pub fn outside_scope(snapshot: &Snapshot, missing: &[MissingFact]) -> Failure {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = missing.iter().take(SHOWN).map(described).collect();
    if missing.len() > SHOWN {
        names.push(format!("{} more", missing.len() - SHOWN));
    }
    let purposes: Vec<&str> = snapshot.scope.purposes.iter().map(|purpose| purpose.as_str()).collect();
    Failure::new(format!(
        "the snapshot of {} does not have the {}: it was recorded for {} with {} versions of each project",
        snapshot.provenance.recorded,
        names.join(", the "),
        purposes.join(", "),
        snapshot.scope.versions,
    ))
    .hint(format!("record it with what you ask for: `{}`", snapshot.provenance.command))
}

fn described(fact: &MissingFact) -> String {
    match fact {
        MissingFact::Versions(name) => format!("releases of `{name}`"),
        MissingFact::Metadata(name, version) => format!("requirements of `{name}` {version}"),
    }
}

/// The fact as the index is asked for it.
pub fn wanted(fact: &MissingFact) -> Wanted {
    match fact {
        MissingFact::Versions(name) => Wanted::Versions(name.clone()),
        MissingFact::Metadata(name, version) => Wanted::Metadata(name.clone(), version.clone()),
    }
}

/// Whether a fact is not missing any more.
pub fn is_there(facts: &Facts, fact: &MissingFact) -> bool {
    match fact {
        MissingFact::Versions(name) => facts.packages.contains_key(name),
        MissingFact::Metadata(name, version) => match facts.packages.get(name) {
            Some(PackageFacts::Releases(releases)) => {
                releases.get(version).is_some_and(|release| release.metadata != ReleaseMetadata::Unfetched)
            }
            _ => false,
        },
    }
}
