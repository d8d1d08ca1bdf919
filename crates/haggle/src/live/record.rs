//! Recording a snapshot: rounds of missing facts until every question is answered, then the releases that are kept in
//! any case, then a check that the bytes answer the same.

use std::collections::BTreeSet;

use haggle_index::{Index, Snapshot};
use haggle_resolve::python::{Request, ResolveOutcome, resolve};
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{Prereleases, Requirement, Version};

use crate::input::questions::Question;
use crate::live::rounds::{fetch, is_there};
use crate::output::failure::Failure;
use crate::output::progress::Progress;

/// The answer to a question, as far as it is compared and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The pins as text.
    Pins(Vec<String>),
    /// There is no solution.
    None,
    /// The search was stopped.
    Stopped,
}

/// Fetches facts until every question has its answer, which are returned in the order of the questions.
pub fn answer_all(
    index: &Index,
    facts: &mut ReleaseFacts,
    questions: &[Question],
    progress: &Progress,
) -> Result<Vec<Answer>, Failure> {
    let mut answers: Vec<Option<Answer>> = vec![None; questions.len()];
    let mut round = 0;
    loop {
        round += 1;
        let mut missing = BTreeSet::new();
        for (question, answer) in questions.iter().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
            progress.phase(&format!("round {round}: {}", question.title));
            match resolve(facts, &question.request) {
                ResolveOutcome::Missing(facts) => missing.extend(facts),
                outcome => *answer = Some(summary(&outcome)),
            }
        }
        if missing.is_empty() {
            return Ok(answers.into_iter().flatten().collect());
        }
        let missing: Vec<MissingFact> = missing.into_iter().collect();
        fetch(index, facts, &missing, progress)?;
        if let Some(still) = missing.iter().find(|fact| !is_there(facts, fact)) {
            return Err(Failure::new(format!("the index did not give {still}")));
        }
    }
}

/// Fetches the metadata of the newest releases and of those that are pinned, of every package that is known.
///
/// The newest are all from the `n_versions`-th final release, counted from the newest and leaving out yanked ones.
pub fn keep_newest<'a>(
    index: &Index,
    facts: &mut ReleaseFacts,
    n_versions: usize,
    pins: impl Iterator<Item = &'a Requirement>,
    progress: &Progress,
) -> Result<(), Failure> {
    let mut kept = BTreeSet::new();
    for (name, package) in &facts.packages {
        let PackageFacts::Releases(releases) = package else { continue };
        let is_counted =
            |(version, release): &(&Version, &Release)| !version.is_prerelease() && release.yanked.is_none();
        let oldest = releases.iter().rev().filter(is_counted).nth(n_versions.saturating_sub(1));
        let first = oldest.or_else(|| releases.iter().next()).map(|(version, _)| version);
        let newest =
            releases.keys().filter(|version| n_versions > 0 && first.is_some_and(|first| *version >= first));
        kept.extend(newest.map(|version| (name.clone(), version.clone())));
    }
    for pin in pins {
        if let Some(PackageFacts::Releases(releases)) = facts.packages.get(pin.name()) {
            let pinned =
                releases.keys().filter(|version| pin.specifiers().contains(version, Prereleases::Allow));
            // A constraint that is no pin allows many releases; the rounds have fetched those that matter.
            let pinned: Vec<&Version> = pinned.collect();
            if let [version] = pinned.as_slice() {
                kept.insert((pin.name().clone(), (*version).clone()));
            }
        }
    }
    let unfetched = kept.into_iter().filter(|(name, version)| match &facts.packages[name] {
        PackageFacts::Releases(releases) => releases[version].metadata == ReleaseMetadata::Unfetched,
        PackageFacts::Unavailable { .. } => false,
    });
    let wanted: Vec<MissingFact> =
        unfetched.map(|(name, version)| MissingFact::Metadata(ReleaseId::new(name, version))).collect();
    fetch(index, facts, &wanted, progress)
}

/// Checks that what is about to be written gives every question the answer that the index gave.
pub fn check(bytes: &[u8], questions: &[Question], answers: &[Answer]) -> Result<(), Failure> {
    let snapshot = Snapshot::read(bytes)
        .map_err(|error| Failure::new(format!("the snapshot cannot be read back: {error}")))?;
    for (question, answer) in questions.iter().zip(answers) {
        if answer_from(&snapshot.facts, &question.request).as_ref() != Some(answer) {
            return Err(Failure::new(format!(
                "the snapshot would answer otherwise than the index: {}; nothing was written",
                question.title
            )));
        }
    }
    Ok(())
}

fn answer_from(facts: &ReleaseFacts, request: &Request) -> Option<Answer> {
    match resolve(facts, request) {
        ResolveOutcome::Missing(_) => None,
        outcome => Some(summary(&outcome)),
    }
}

fn summary(outcome: &ResolveOutcome) -> Answer {
    match outcome {
        ResolveOutcome::Solved(solution) => {
            Answer::Pins(solution.pins.iter().map(|(name, pin)| format!("{name}=={}", pin.version)).collect())
        }
        ResolveOutcome::Unsolvable(_) => Answer::None,
        ResolveOutcome::Stopped(_) | ResolveOutcome::Missing(_) => Answer::Stopped,
    }
}
