//! Decisions that were taken, as the family keeps them.

use haggle_tradeoff::record::{Record, Status};
use haggle_tradeoff::{Veto, VetoVerdict};

use crate::data::Identifier;

/// A record in the family's folder of decisions.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceptedDecision {
    /// Its number, unique in the family.
    pub number: u32,
    /// The feature.
    pub feature: Identifier,
    /// What was decided, and from what.
    pub record: Record,
}

/// The decision about a feature that holds: the last that nothing has taken the place of.
pub fn in_force<'a>(decisions: &'a [AcceptedDecision], feature: &Identifier) -> Option<&'a AcceptedDecision> {
    let holds = |one: &&AcceptedDecision| one.feature == *feature && one.record.status() == Status::Accepted;
    decisions.iter().filter(holds).max_by_key(|one| one.number)
}

/// Waives what was waived in a decision that holds, as far as it is the same: the veto fails on the same evidence, and the role that
/// waived it still may.
pub(crate) fn apply_waivers(vetoes: &mut [Veto], decision: Option<&AcceptedDecision>) {
    let Some(decision) = decision else { return };
    for veto in vetoes.iter_mut().filter(|veto| veto.verdict == VetoVerdict::Fail && veto.waiver.is_none()) {
        let before = decision.record.problem().vetoes.iter().find(|before| before.id == veto.id);
        let waiver =
            before.filter(|before| before.evidence == veto.evidence).and_then(|before| before.waiver.clone());
        veto.waiver = waiver.filter(|waiver| veto.waivable_by.as_ref() == Some(&waiver.role));
    }
}
