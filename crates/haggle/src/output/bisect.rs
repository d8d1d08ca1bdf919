//! What a search for culprits found.

use std::path::Path;

use haggle_govern::bisect::{BatchRequirements, Culprits, PinBatch};
use serde::Serialize;

use super::failure::Failure;
use super::page::Page;

/// What is shown of a search.
#[derive(Debug)]
pub struct BisectReport<'a> {
    /// The batch.
    pub batch: &'a PinBatch,
    /// What its releases require of each other.
    pub requirements: &'a BatchRequirements,
    /// How many runs the answer rests on.
    pub n_runs: usize,
    /// Where plan and results are.
    pub state: &'a Path,
    /// The culprits; none where the whole batch passes.
    pub culprits: Option<&'a Culprits>,
}

/// How many names a sentence has at most.
const SHOWN: usize = 4;

/// Names in a sentence.
pub fn some(names: &[String]) -> String {
    match names {
        [] => "no change".to_owned(),
        names if names.len() <= SHOWN => names.join(", "),
        names => format!("{} and {} more", names[..SHOWN - 1].join(", "), names.len() + 1 - SHOWN),
    }
}

/// A line that tells of a run.
pub fn progress(number: usize, about: &[String], all: usize, because: &str) -> String {
    format!("run {number}: {} of {all} changes ({}): {because}", about.len(), some(about))
}

/// The failure of a batch that cannot be installed whatever is tested.
pub fn conflicts(batch: &PinBatch, requirements: &BatchRequirements) -> Option<Failure> {
    let mut page = Page::new();
    for conflict in &requirements.conflicts {
        let (change, other) = (&batch.changes()[conflict.change], &batch.changes()[conflict.other]);
        let message = format!(
            "the batch cannot be installed: {} requires `{}`, and the batch has {}",
            change.words(),
            conflict.requirement,
            other.words()
        );
        page.append(Failure::new(message).page());
    }
    (!page.is_empty())
        .then(|| Failure::rendered(page).hint("no test is needed for that: change one of the pins"))
}

/// The result for people.
pub fn text(report: &BisectReport<'_>) -> Page {
    let mut page = Page::new();
    let changes = report.batch.changes();
    let n_changes = changes.len();
    let runs = format!("{} run{}", report.n_runs, if report.n_runs == 1 { "" } else { "s" });
    let Some(culprits) = report.culprits else {
        page.line(format_args!("all {n_changes} changes together pass, after {runs}: there is no culprit"));
        return page;
    };
    let n_sets = culprits.sets.len();
    page.line(format_args!(
        "{n_sets} culprit{} of {n_changes} changes, after {runs}",
        if n_sets == 1 { "" } else { "s" }
    ));
    for set in &culprits.sets {
        let words: Vec<String> = set.iter().map(|change| changes[*change].words()).collect();
        let how = if set.len() == 1 { "" } else { "  (only together)" };
        page.line(format_args!("  {}{how}", words.join(" with ")));
    }
    let names: Vec<String> =
        culprits.left_out.iter().map(|change| changes[*change].name.to_string()).collect();
    page.line(format_args!("the rest passes without {}", names.join(", ")));
    if culprits.n_untried > 0 {
        page.line(format_args!(
            "not tested: {} other ways to leave out one of each, among which there may be another culprit",
            culprits.n_untried
        ));
    }
    let unknown: Vec<String> = report.requirements.unknown.iter().map(ToString::to_string).collect();
    if !unknown.is_empty() {
        page.line(format_args!(
            "what these require is not known, so they were taken to go apart: {}",
            some(&unknown)
        ));
    }
    page.line(format_args!("plan, outputs and results: {}", report.state.display()));
    page
}

/// The result for programs.
#[derive(Debug, Serialize)]
pub struct BisectDocument {
    schema: u32,
    changes: Vec<ChangeDocument>,
    passes: bool,
    culprits: Vec<Vec<String>>,
    left_out: Vec<String>,
    untried: usize,
    runs: usize,
    requirements_unknown: Vec<String>,
    state: String,
}

#[derive(Debug, Serialize)]
struct ChangeDocument {
    name: String,
    before: Vec<String>,
    after: Vec<String>,
    requires: Vec<String>,
}

/// The result for programs.
pub fn json(report: &BisectReport<'_>) -> BisectDocument {
    let changes = report.batch.changes();
    let name = |change: &usize| changes[*change].name.to_string();
    let lines = |pins: &[haggle_spec::Requirement]| pins.iter().map(ToString::to_string).collect();
    let document = |(number, change): (usize, &haggle_govern::bisect::PinChange)| ChangeDocument {
        name: change.name.to_string(),
        before: lines(&change.before),
        after: lines(&change.after),
        requires: report
            .requirements
            .requires
            .iter()
            .filter(|(from, _)| *from == number)
            .map(|(_, to)| name(to))
            .collect(),
    };
    let culprits = report.culprits;
    BisectDocument {
        schema: 1,
        changes: changes.iter().enumerate().map(document).collect(),
        passes: culprits.is_none(),
        culprits: culprits
            .iter()
            .flat_map(|one| &one.sets)
            .map(|set| set.iter().map(name).collect())
            .collect(),
        left_out: culprits.iter().flat_map(|one| &one.left_out).map(name).collect(),
        untried: culprits.map_or(0, |one| one.n_untried),
        runs: report.n_runs,
        requirements_unknown: report.requirements.unknown.iter().map(ToString::to_string).collect(),
        state: report.state.display().to_string(),
    }
}
