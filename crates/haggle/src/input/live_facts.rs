//! Adds to the family's snapshot what it lacks, from an index.

use std::collections::{BTreeMap, BTreeSet};

use haggle_govern::data::Feature;
use haggle_govern::evaluation::SnapshotReport;
use haggle_index::{Index, Purpose, Snapshot, SnapshotProvenance, SnapshotScope};
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts};
use haggle_spec::{PackageName, Prereleases, Version};

use crate::input::clock::recording_time;
use crate::input::family::{Family, FamilyFiles, recorded, snapshot_path, snapshot_report};
use crate::input::index_settings::IndexArguments;
use crate::input::questions::{Question, Subject};
use crate::input::recording::{check, record};
use crate::output::failure::Failure;
use crate::output::progress::Progress;
use crate::output::{files as written, terminal};
use crate::program;

/// The snapshot with all that an evaluation of these features needs; it is written where something was added.
pub fn completed(
    settings: &IndexArguments,
    family: &Family,
    files: &FamilyFiles,
    features: &[&Feature],
) -> Result<(Snapshot, SnapshotReport), Failure> {
    let path = snapshot_path(&family.manifest)?;
    let index = settings.open(family.manifest.index_url.as_deref())?;
    let now = recording_time()?.to_string();
    let is_there = family.source.on_disk(path).is_none_or(|file| file.is_file());
    let mut snapshot =
        if is_there { recorded(&family.source, &family.manifest)?.0 } else { empty(&now, &index) };
    let before = snapshot.to_bytes();
    let subject = Subject::of_family(&family.manifest, &family.catalogue, files, features);
    let questions = subject.questions(&[Purpose::Evaluate].into());
    let progress = Progress::start("recording");
    let outdated = outdated(&snapshot.facts, &questions);
    ask_again(&index, &mut snapshot.facts, &outdated)?;
    let versions = snapshot.scope.versions;
    let answers = record(&index, &mut snapshot.facts, &subject, &questions, versions, &progress)?;
    drop(progress);
    if is_there && snapshot.to_bytes() == before {
        let report = snapshot_report(&family.source, path, &snapshot)?;
        return Ok((snapshot, report));
    }
    snapshot.provenance.updated = is_there.then_some(now);
    snapshot.scope.purposes.insert(Purpose::Evaluate);
    let bytes = snapshot.to_bytes();
    // What is evaluated is what was written.
    let snapshot = check(&bytes, &questions, &answers)?;
    match family.source.writable(path) {
        Ok(place) => {
            written::write(&place, &bytes)?;
            terminal::note(format_args!(
                "{}: what it lacked was added, from {}",
                place.display(),
                index.places()
            ));
        }
        Err(failure) => terminal::note(format_args!("note: {failure}: what was added is not kept")),
    }
    let report = snapshot_report(&family.source, path, &snapshot)?;
    Ok((snapshot, report))
}

/// A snapshot that has nothing yet.
fn empty(now: &str, index: &Index) -> Snapshot {
    Snapshot {
        facts: ReleaseFacts::default(),
        scope: SnapshotScope { versions: 1, ..SnapshotScope::default() },
        provenance: SnapshotProvenance {
            recorded: now.to_owned(),
            command: program::call("snapshot --for evaluate --versions 1"),
            source: Some(index.places()),
            updated: None,
        },
    }
}

/// The packages whose list was recorded before what is asked for was published: of which a line of the questions allows no release, or which
/// the index did not have.
fn outdated(facts: &ReleaseFacts, questions: &[Question]) -> BTreeSet<PackageName> {
    let requests = questions.iter().map(|question| &question.request);
    let lines = requests.flat_map(|request| request.requirements.iter().chain(&request.constraints));
    let is_outdated = |requirement: &haggle_spec::Requirement| match facts.packages.get(requirement.name()) {
        None => false,
        Some(PackageFacts::Unavailable { .. }) => true,
        Some(PackageFacts::Releases(releases)) => {
            !releases.keys().any(|version| requirement.specifiers().contains(version, Prereleases::Allow))
        }
    };
    lines
        .map(|line| &line.requirement)
        .filter(|line| is_outdated(line))
        .map(|line| line.name().clone())
        .collect()
}

/// Asks for the lists of packages again, and keeps the requirements that are known.
fn ask_again(index: &Index, facts: &mut ReleaseFacts, names: &BTreeSet<PackageName>) -> Result<(), Failure> {
    let wanted: Vec<MissingFact> = names.iter().cloned().map(MissingFact::Versions).collect();
    let mut fresh = ReleaseFacts::default();
    index.fetch(&mut fresh, &wanted, &|_| {}).map_err(|error| Failure::new(error.to_string()))?;
    for (name, mut package) in fresh.packages {
        if let (PackageFacts::Releases(now), Some(PackageFacts::Releases(before))) =
            (&mut package, facts.packages.remove(&name))
        {
            keep_requirements(now, before);
        }
        facts.packages.insert(name, package);
    }
    Ok(())
}

fn keep_requirements(now: &mut BTreeMap<Version, Release>, before: BTreeMap<Version, Release>) {
    for (version, known) in before {
        let Some(release) = now.get_mut(&version) else { continue };
        release.metadata = known.metadata;
        release.variants = known.variants;
        release.may_differ = known.may_differ;
        release.licence = known.licence;
        release.written_name = known.written_name;
        release.notes = known.notes;
    }
}
