//! What the evaluation strikes out.

use haggle_tradeoff::Veto;

use super::request::{Proposal, Verb};
use crate::data::Placement;
use crate::evaluation::Placing;
use crate::objection::Objections;

/// Adds the vetoes of the evaluated features against where their requirements are to go.
pub(super) fn object(proposal: &Proposal<'_>, objections: &mut Objections<'_>) {
    let placement = match proposal.verb {
        Verb::Include | Verb::Place => proposal.placement,
        Verb::Remove => Placement::Reject,
        Verb::Raise => return,
    };
    for report in proposal.subjects.iter().filter_map(|subject| subject.report) {
        let Placing::Requirements { record, .. } = &report.placing else { continue };
        let strikes = |veto: &&Veto| {
            // The process and the resolver are asked for every change.
            let is_asked_anyway = matches!(veto.id.as_str(), "process" | "satisfiable");
            veto.strikes_out()
                && !is_asked_anyway
                && veto.strikes.iter().any(|alternative| alternative == placement.id())
        };
        for veto in record.problem().vetoes.iter().filter(strikes) {
            let because = format!("{}: {}", veto.label, veto.evidence);
            objections.add(&veto.id, because.trim_end_matches('.'));
        }
    }
}
