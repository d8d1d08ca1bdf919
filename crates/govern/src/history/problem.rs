//! The decision of that day: today's criteria and values, the facts of the eve, and everything else unknown.

use haggle_tradeoff::Draft;

use super::event::Event;
use super::inputs::BacktestInputs;
use super::known::KnownThen;
use crate::data::{CriterionMeasure, Placement, Process};
use crate::decision::{FeatureFacts, Promise, RequirementFacts, VetoSources, draft, family_rule, vetoes};
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
    let process = Process {
        frozen: Known::unknown(UNKNOWN),
        stable: Known::unknown(UNKNOWN),
        deprecation_months: Process::DEPRECATION_MONTHS,
    };
    let sources = VetoSources {
        process: &process,
        waivers: &inputs.manifest.waivers,
        guards_are_work: inputs.values.has(CriterionMeasure::Unguarded),
    };
    let mut vetoes = vetoes(&facts, &alternatives, Some(today), sources, true);
    // Where staying is ruled out, the rule that most often says so is not asked.
    if alternatives.contains(&today) {
        let waivers = &inputs.manifest.waivers;
        let (settings, among) = (&inputs.values.settings, (alternatives.as_slice(), Some(today)));
        vetoes.extend(family_rule(&facts, among, &vetoes, settings, waivers).1);
    }
    let title = format!("{} in {} on {}", event.package, event.repository, event.date);
    draft(&title, &facts, (&alternatives, Some(today)), inputs.values, vetoes).draft
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
        tested: Known::unknown(UNKNOWN),
        duplicates: Known::unknown(UNKNOWN),
        releasers: Known::unknown(UNKNOWN),
        advisories: Known::unknown(UNKNOWN),
        licence: known.licence.clone(),
    };
    FeatureFacts {
        share: known.share.clone(),
        requirements: vec![requirement],
        environments: Known::unknown(UNKNOWN),
        n_environments,
        excluded: Vec::new(),
        staleness: known.staleness.clone(),
        pythons: Known::unknown(UNKNOWN),
        lacking: Known::unknown(UNKNOWN),
        promise: Promise::None,
        shared_files: known.shared_files.clone(),
        unlisted: Known::unknown(UNKNOWN),
    }
}
