//! Side conditions as alternatives of their own.

use haggle_tradeoff::{Draft, ProblemError, ProblemPart, SideCondition, Veto};

use super::amounts::Amounts;
use super::facts::FeatureFacts;
use crate::data::{Placement, SideConditionEntry, Values};

/// The draft with each side condition that still changes something. One whose only use is to lift vetoes that do not fail (the imports
/// are guarded by now) is not an option any more.
///
/// # Errors
/// A criterion that the problem does not have.
pub(crate) fn with_conditions(
    mut draft: Draft,
    conditions: &[SideConditionEntry],
    facts: &FeatureFacts,
    values: &Values,
    today: Option<Placement>,
) -> Result<Draft, ProblemError> {
    let engine_facts = draft.facts.clone();
    let amounts = Amounts::of(facts, &engine_facts, today, values.settings.horizon);
    for entry in conditions {
        let strikes = |veto: &&Veto| veto.strikes.iter().any(|id| id == entry.of.id());
        let is_lifted = |veto: &&Veto| entry.lifts.contains(&veto.id.as_str());
        let lifted: Vec<&Veto> = draft.vetoes.iter().filter(is_lifted).filter(strikes).collect();
        let is_needed = entry.lifts.is_empty() || lifted.iter().any(|veto| veto.strikes_out());
        if !is_needed || !draft.alternatives.iter().any(|one| one.id == entry.of.id()) {
            continue;
        }
        let mut measures = Vec::with_capacity(entry.amounts.len());
        for (id, formula) in &entry.amounts {
            let criterion = values.criteria.iter().find(|criterion| criterion.id == *id);
            let criterion = criterion.ok_or_else(|| ProblemError::Unknown {
                what: ProblemPart::Criterion,
                id: id.to_string(),
                used_by: format!("the side condition `{}`", entry.id),
            })?;
            measures.push((id.to_string(), amounts.on_terms(criterion, entry.of, formula)));
        }
        let choice = entry.choice();
        let condition = SideCondition {
            of: entry.of.id().to_owned(),
            id: choice.to_string(),
            label: format!("{}, {}", entry.of.label(), entry.terms),
            measures,
            lifts: lifted.iter().map(|veto| veto.id.clone()).collect(),
        };
        draft = draft.with_side_condition(&condition)?;
        // Terms on which it stays where it is are a change as well, which a freeze forbids.
        if Some(entry.of) == today
            && let Some(process) = draft.vetoes.iter_mut().find(|veto| veto.id == "process")
        {
            process.strikes.push(condition.id);
        }
    }
    Ok(draft)
}
