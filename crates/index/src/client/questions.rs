//! Facts of questions that were answered before: the same question needs no more than these.

use std::fmt::Write as _;

use haggle_resolve::python::Request;
use haggle_spec::release::{PackageFacts, ReleaseFacts, ReleaseMetadata};

use crate::client::cache::sha256_hex;
use crate::client::facts::{
    FactStore, ListOfQuestion, Listing, Origin, RecordKind, question_record, read_question,
};
use crate::client::source::Source;

/// The facts that the answer to this request rested on when it was asked before, if the index says the same of all of them.
pub(crate) fn known_facts(source: &Source, request: &Request) -> Option<ReleaseFacts> {
    let (cache, store) = source.kept()?;
    let record = store.read(&digest(source, request), RecordKind::Question)?;
    read_question(&record, |list| {
        let ListOfQuestion { name, digest, origin } = list;
        let Some(stamp) = cache.stamp_of(digest) else { return false };
        if stamp == origin.stamp {
            return source.fetcher.needs_no_asking(Some(name), origin.fresh_until);
        }
        // The server may have said that nothing changed: then the answer was stored again as it was.
        let now = origin_of(store, digest);
        now.is_some_and(|now| {
            now.stamp == stamp
                && now.sha256 == origin.sha256
                && source.fetcher.needs_no_asking(Some(name), now.fresh_until)
        })
    })
}

/// Keeps the facts that an answer rests on. Nothing depends on this working.
pub(crate) fn keep_facts(source: &Source, request: &Request, facts: &ReleaseFacts) {
    let Some((_, store)) = source.kept() else { return };
    let lists: Option<Vec<ListOfQuestion>> =
        facts.packages.keys().map(|name| source.list_of_question(name)).collect();
    if let Some(record) = lists.and_then(|lists| question_record(&lists, facts)) {
        store.keep(&digest(source, request), RecordKind::Question, &record);
    }
}

/// The same facts without the releases whose requirements nobody looked at.
pub(crate) fn looked_at(facts: &ReleaseFacts) -> ReleaseFacts {
    let packages = facts.packages.iter().map(|(name, package)| {
        let package = match package {
            PackageFacts::Releases(releases) => {
                let known =
                    releases.iter().filter(|(_, release)| release.metadata != ReleaseMetadata::Unfetched);
                PackageFacts::Releases(
                    known.map(|(version, release)| (version.clone(), release.clone())).collect(),
                )
            }
            other @ PackageFacts::Unavailable { .. } => other.clone(),
        };
        (name.clone(), package)
    });
    ReleaseFacts { packages: packages.collect() }
}

fn origin_of(store: &FactStore, digest: &str) -> Option<Origin> {
    Listing::read(store.read(digest, RecordKind::Listing)?).map(|listing| listing.origin().clone())
}

/// What tells a question to an index from others. The places of its lines change no fact.
fn digest(source: &Source, request: &Request) -> String {
    let Request {
        requirements,
        constraints,
        overrides,
        exclusions,
        environment,
        wheels,
        builds,
        resolution,
        preferences,
        priorities,
        prereleases,
        exclude_newer,
        exclude_newer_package,
        supplied,
        no_dependencies,
        artefacts,
        partial_artefacts,
        open_pythons,
        required_environments,
        max_steps,
    } = request;
    let mut text = format!("{} {}\n", env!("CARGO_PKG_VERSION"), source.places.shown());
    for lines in [requirements, constraints, overrides] {
        for line in lines {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", line.requirement);
        }
        text.push('\n');
    }
    let _ = write!(
        text,
        "{:?}",
        (
            (exclusions, environment, wheels, builds, resolution, preferences, priorities, prereleases),
            (exclude_newer, exclude_newer_package, supplied, no_dependencies, artefacts, open_pythons),
            (required_environments, max_steps, partial_artefacts)
        )
    );
    sha256_hex(text.as_bytes())
}
