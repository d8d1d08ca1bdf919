//! Facts of questions that were answered before: the same question needs no more than these.

use std::fmt::Write as _;

use haggle_resolve::python::Request;
use haggle_spec::PackageName;
use haggle_spec::release::{PackageFacts, ReleaseFacts, ReleaseMetadata};

use crate::client::cache::sha256_hex;
use crate::client::facts::{
    FactStore, ListOfQuestion, Listing, Origin, RecordKind, question_record, read_question,
};
use crate::client::page::ProjectRemarks;
use crate::client::source::Source;

/// A question to an index.
#[derive(Debug, Clone)]
pub(crate) struct Question<'q> {
    pub(crate) request: &'q Request,
    /// What else tells it from others.
    pub(crate) more: String,
}

/// The facts that gave the answer to this question when it was asked before, and the number of lists in which it was looked for, if the
/// index says the same of all of these.
pub(crate) fn known_facts(source: &Source, question: &Question<'_>) -> Option<(ReleaseFacts, usize)> {
    let (cache, store) = source.kept()?;
    let record = store.read(&digest(source, question), RecordKind::Question)?;
    let mut all_remarks = Vec::new();
    let facts = read_question(&record, |list| {
        let ListOfQuestion { name, digest, origin, remarks } = list;
        let Some(remarks) = remarks_of_text(remarks.as_deref()) else { return false };
        all_remarks.push((name.clone(), remarks));
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
    })?;
    let n_lists = all_remarks.len();
    source.put_remarks_of_question(all_remarks);
    Some((facts, n_lists))
}

/// What is to be said of a project; nothing where the text does not say it.
fn remarks_of_text(text: Option<&str>) -> Option<ProjectRemarks> {
    text.map_or_else(|| Some(ProjectRemarks::default()), ProjectRemarks::from_text)
}

/// Keeps these facts of an answer that was looked for in the lists of these projects, if they are enough for it, which is said of them as
/// they will be read, and if the server would say the same of them again. Nothing depends on this working.
pub(crate) fn keep_facts<'n>(
    source: &Source,
    question: &Question<'_>,
    names: impl Iterator<Item = &'n PackageName>,
    facts: &ReleaseFacts,
    is_enough: impl Fn(&ReleaseFacts) -> bool,
) -> bool {
    let Some((_, store)) = source.kept() else { return false };
    let list = |name: &PackageName| source.list_of_question(name).filter(|_| !source.has_passing(name));
    let lists: Option<Vec<ListOfQuestion>> = names.map(list).collect();
    let record = lists.and_then(|lists| question_record(&lists, facts));
    let Some(record) = record else { return false };
    let is_kept = read_question(&record, |_| true).is_some_and(|facts| is_enough(&facts));
    if is_kept {
        store.keep(&digest(source, question), RecordKind::Question, &record);
    }
    is_kept
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
fn digest(source: &Source, question: &Question<'_>) -> String {
    let Question { request, more } = question;
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
    let builder = source.builder.as_ref().map_or("", |builder| builder.environment());
    let mut text = format!("{} {} {more} {builder}\n", env!("CARGO_PKG_VERSION"), source.places.shown());
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
