//! The decision of that day: today's criteria and values, the facts of the eve, and everything else anywhere in its range.

use haggle_tradeoff::{Draft, Fact, Interval, Measure as Amount, Quantity};

use super::Event;
use super::known::KnownThen;
use super::replay::BacktestInputs;
use crate::data::{CriterionMeasure, Placement, Process};
use crate::decision::{BROKEN, FactProvenance, FeatureFacts, Known, STALENESS, UNGUARDED, draft, vetoes};

/// How many shared files must change first: none where a requirement file had the name, else nobody knows which lists had it.
const SHARED_FILES: &str = "shared-files";

/// The problem's draft, with only those alternatives that `keep` names.
pub(super) fn problem(
    event: &Event,
    known: &KnownThen,
    today: Placement,
    inputs: &BacktestInputs<'_>,
    keep: impl Fn(Placement) -> bool,
) -> Draft {
    let mut alternatives = vec![Placement::Core, Placement::Extra, Placement::Documented, Placement::Reject];
    if !alternatives.contains(&today) {
        alternatives.push(today);
    }
    alternatives.retain(|alternative| keep(*alternative));
    let facts = facts(known);
    // What the process forbade on that day is not known; today's freeze says nothing of it.
    let mut vetoes = vetoes(&facts, &alternatives, Some(today), Process::default(), true);
    vetoes.retain(|veto| veto.id != "process");
    for veto in &mut vetoes {
        veto.strikes.retain(|id| alternatives.iter().any(|alternative| alternative.id() == id));
    }
    let provenance = FactProvenance {
        resolution: UNKNOWN,
        resolution_date: None,
        catalogue: UNKNOWN,
        n_environments: inputs.manifest.environments.len(),
    };
    let title = format!("{} in {} on {}", event.package, event.repository, event.date);
    let mut draft = draft(&title, &facts, (&alternatives, Some(today)), inputs.values, vetoes, &provenance);
    forget(&mut draft, known);
    let declared = |id: &str| Placement::from_id(id).is_some_and(Placement::is_declared) && id != today.id();
    shared_files(&mut draft, known, declared);
    draft
}

/// What stands in place of a source.
const UNKNOWN: &str = "nothing of that day is recorded";

fn facts(known: &KnownThen) -> FeatureFacts {
    FeatureFacts {
        share: known.share.clone(),
        environments: Vec::new(),
        staleness: Known::no(UNKNOWN),
        licences: vec![known.licence.clone()],
        unguarded: Vec::new(),
        guarded: Vec::new(),
        unused_since: known.unused_since.clone(),
        not_in_global: Vec::new(),
        not_pinned: Vec::new(),
        n_placed: 1,
    }
}

/// Makes vacuous what an evaluation of today would count in files, and puts in what was known instead.
fn forget(draft: &mut Draft, known: &KnownThen) {
    for fact in &mut draft.facts {
        match fact.id.as_str() {
            UNGUARDED | BROKEN => fact.quantity = Quantity::Missing,
            STALENESS => {
                if let Some((Quantity::Interval(years), source, date)) = &known.staleness {
                    // A release older than the whole range leaves it all open.
                    let most = fact.range.clamp(years.high());
                    fact.quantity = Interval::new(0.0, most).map_or(Quantity::Missing, Quantity::Interval);
                    (fact.source, fact.date) = (source.clone(), Some(date.clone()));
                }
            }
            _ => {}
        }
    }
}

fn shared_files(draft: &mut Draft, known: &KnownThen, declared: impl Fn(&str) -> bool) {
    let (quantity, source, date) = match &known.listed {
        Some((source, date)) => (Quantity::Point(0.0), source.clone(), date.clone()),
        None => (Quantity::Missing, UNKNOWN.to_owned(), None),
    };
    draft.facts.push(Fact {
        id: SHARED_FILES.into(),
        label: "shared files to change first".into(),
        unit: "files".into(),
        quantity,
        range: Interval::new(0.0, 2.0).unwrap_or(Interval::UNIT),
        source,
        date,
    });
    for cell in &mut draft.cells {
        if cell.criterion == CriterionMeasure::ChangedFiles.id()
            && declared(&cell.alternative)
            && let Amount::Fixed { value, .. } = cell.measure
        {
            cell.measure = Amount::affine(value, 1.0, SHARED_FILES);
        }
    }
}
