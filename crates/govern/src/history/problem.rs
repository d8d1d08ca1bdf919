//! The decision of that day: today's criteria and values, the facts of the eve, and everything else unknown.

use haggle_tradeoff::Draft;

use super::event::Event;
use super::inputs::BacktestInputs;
use super::known::KnownThen;
use crate::data::{Placement, Process};
use crate::decision::{FeatureFacts, RequirementFacts, draft, vetoes};
use crate::known::Known;

/// Why a fact of that day is not known.
const UNKNOWN: &str = "nothing of that day is recorded";

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
    let facts = facts(known, inputs.manifest.environments.len());
    // What the process forbade on that day is not known; today's freeze says nothing of it.
    let process = Process { frozen: Known::unknown(UNKNOWN), stable: Known::unknown(UNKNOWN) };
    let vetoes = vetoes(&facts, &alternatives, Some(today), &process, true);
    let title = format!("{} in {} on {}", event.package, event.repository, event.date);
    draft(&title, &facts, (&alternatives, Some(today)), inputs.values, vetoes)
}

fn facts(known: &KnownThen, n_environments: usize) -> FeatureFacts {
    let removed = known.removed.value();
    let requirement = RequirementFacts {
        imports: match removed {
            Some(_) => known.removed.map(|_| Vec::new()),
            None => Known::unknown(UNKNOWN),
        },
        runs: match removed {
            Some(_) => known.removed.map(|_| Vec::new()),
            None => Known::unknown(UNKNOWN),
        },
        removed: removed.cloned(),
        licence: known.licence.clone(),
    };
    FeatureFacts {
        share: known.share.clone(),
        requirements: vec![requirement],
        environments: Known::unknown(UNKNOWN),
        n_environments,
        excluded: Vec::new(),
        staleness: known.staleness.clone(),
        shared_files: known.shared_files.clone(),
    }
}
