//! Side conditions: an alternative with something promised on top, as an alternative of its own.

use super::criterion::Alternative;
use super::draft::Draft;
use super::error::{ProblemError, ProblemPart};
use super::measure::{Cell, Measure};

/// A condition under which an alternative is offered: "an extra, plus a job that tests it, plus the guard".
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SideCondition {
    /// The alternative that it is added to.
    pub of: String,
    /// The id of the new alternative.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The criteria on which the new alternative does otherwise, with its measure there; on all others it does as the old.
    pub measures: Vec<(String, Measure)>,
    /// The vetoes that strike out the old alternative and, with the condition kept, not the new one.
    #[cfg_attr(feature = "serde", serde(default))]
    pub lifts: Vec<String>,
}

impl Draft {
    /// The draft with one more alternative: the old one under the condition. The old one stays, so that both can be compared; on the
    /// rule and the pairwise indices this reverses no two others.
    ///
    /// # Errors
    /// When the condition names an alternative, criterion or veto that does not exist, lifts a veto that does not strike out the old
    /// alternative, changes a criterion twice or one without a measure, or its id is taken or empty. Facts are checked with the draft.
    pub fn with_side_condition(mut self, condition: &SideCondition) -> Result<Self, ProblemError> {
        let user = || format!("the side condition `{}`", condition.id);
        let unknown = |what, id: &str| ProblemError::Unknown { what, id: id.to_owned(), used_by: user() };
        if condition.id.is_empty() || self.alternatives.iter().any(|one| one.id == condition.id) {
            let why = if condition.id.is_empty() { "the id is empty" } else { "the id is taken" };
            return Err(fault(condition, why));
        }
        if !self.alternatives.iter().any(|one| one.id == condition.of) {
            return Err(unknown(ProblemPart::Alternative, &condition.of));
        }
        for veto in &condition.lifts {
            let found = self
                .vetoes
                .iter()
                .find(|one| one.id == *veto)
                .ok_or_else(|| unknown(ProblemPart::Veto, veto))?;
            if !found.strikes.contains(&condition.of) {
                return Err(fault(condition, "it lifts a veto that does not strike out what it is added to"));
            }
        }
        let mut cells: Vec<Cell> =
            self.cells.iter().filter(|cell| cell.alternative == condition.of).cloned().collect();
        let mut changed: Vec<&str> = Vec::new();
        for (criterion, measure) in &condition.measures {
            let cell = cells.iter_mut().find(|cell| cell.criterion == *criterion);
            cell.ok_or_else(|| unknown(ProblemPart::Criterion, criterion))?.measure = measure.clone();
            if changed.contains(&criterion.as_str()) {
                return Err(fault(condition, "it changes a criterion twice"));
            }
            changed.push(criterion);
        }
        for cell in &mut cells {
            cell.alternative.clone_from(&condition.id);
        }
        self.cells.extend(cells);
        for veto in &mut self.vetoes {
            if veto.strikes.contains(&condition.of) && !condition.lifts.contains(&veto.id) {
                veto.strikes.push(condition.id.clone());
            }
        }
        let (id, label) = (condition.id.clone(), condition.label.clone());
        self.alternatives.push(Alternative { id, label, status_quo: false });
        Ok(self)
    }
}

fn fault(condition: &SideCondition, why: &str) -> ProblemError {
    ProblemError::Invalid { what: ProblemPart::SideCondition, id: condition.id.clone(), why: why.to_owned() }
}
