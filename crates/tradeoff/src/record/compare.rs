//! Which facts or values moved the result from one record to the next.

use super::canonical::value;
use super::entry::Record;
use crate::decision::decide;
use crate::model::{Draft, Problem};

/// What changed between two records.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The alternative of highest value before; none if nothing was left.
    pub leader_before: Option<String>,
    /// The alternative of highest value after.
    pub leader_after: Option<String>,
    /// Every fact, veto, stakeholder, rule, alternative, criterion and cell that differs.
    pub changes: Vec<RecordChange>,
}

/// One part of a problem that differs between two records.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordChange {
    /// The kind and the id, such as `fact adoption`.
    pub what: String,
    /// What it was, as JSON; none if it was not there.
    pub before: Option<String>,
    /// What it is; none if it is gone.
    pub after: Option<String>,
    /// The leader if this alone had changed; none if the change makes no sense alone.
    pub leader_with_this_alone: Option<String>,
}

impl Comparison {
    /// The changes that give the new leader by themselves: those that moved the result.
    pub fn movers(&self) -> impl Iterator<Item = &RecordChange> {
        let moved = self.leader_before != self.leader_after;
        self.changes.iter().filter(move |change| moved && change.leader_with_this_alone == self.leader_after)
    }
}

/// Compares two records, and tries each change of a fact, veto, stakeholder or rule alone.
pub fn compare(before: &Record, after: &Record) -> Comparison {
    let (old, new) = (&before.problem, &after.problem);
    let mut changes = Vec::new();
    let leader = |draft: Draft| {
        let problem = Problem::new(draft).ok()?;
        decide(&problem, &before.options).outcome.leader().map(str::to_owned)
    };
    macro_rules! parts {
        ($kind:literal, $field:ident, $id:expr) => {
            for part in part_changes($kind, &old.$field, &new.$field, $id) {
                let mut draft = old.clone();
                match (part.before, part.after) {
                    (Some(at), Some(with)) => draft.$field[at] = new.$field[with].clone(),
                    (None, Some(with)) => draft.$field.push(new.$field[with].clone()),
                    (Some(at), None) => drop(draft.$field.remove(at)),
                    (None, None) => {}
                }
                changes.push(RecordChange {
                    what: part.what,
                    before: part.before.map(|at| value(&old.$field[at]).to_string()),
                    after: part.after.map(|at| value(&new.$field[at]).to_string()),
                    leader_with_this_alone: leader(draft),
                });
            }
        };
    }
    parts!("fact", facts, |fact| fact.id.clone());
    parts!("veto", vetoes, |veto| veto.id.clone());
    parts!("stakeholder", stakeholders, |stakeholder| stakeholder.id.clone());
    parts!("alternative", alternatives, |alternative| alternative.id.clone());
    parts!("criterion", criteria, |criterion| criterion.id.clone());
    parts!("cell", cells, |cell| format!("{} × {}", cell.criterion, cell.alternative));
    if old.rule != new.rule {
        changes.push(RecordChange {
            what: "rule".to_owned(),
            before: Some(value(&old.rule).to_string()),
            after: Some(value(&new.rule).to_string()),
            leader_with_this_alone: leader(Draft { rule: new.rule, ..old.clone() }),
        });
    }
    if old.disagreement != new.disagreement {
        changes.push(RecordChange {
            what: "disagreement".to_owned(),
            before: old.disagreement.as_ref().map(|point| value(point).to_string()),
            after: new.disagreement.as_ref().map(|point| value(point).to_string()),
            leader_with_this_alone: leader(Draft { disagreement: new.disagreement.clone(), ..old.clone() }),
        });
    }
    let leader_of = |record: &Record| record.decision.outcome.leader().map(str::to_owned);
    Comparison { leader_before: leader_of(before), leader_after: leader_of(after), changes }
}

struct PartChange {
    what: String,
    before: Option<usize>,
    after: Option<usize>,
}

/// The parts with an id that differ, are new or are gone.
fn part_changes<T: PartialEq>(
    kind: &str,
    old: &[T],
    new: &[T],
    id: impl Fn(&T) -> String,
) -> Vec<PartChange> {
    let position = |parts: &[T], wanted: &str| parts.iter().position(|part| id(part) == wanted);
    let mut found = Vec::new();
    for (at, part) in old.iter().enumerate() {
        let after = position(new, &id(part));
        if after.is_none_or(|with| new[with] != *part) {
            found.push(PartChange { what: format!("{kind} {}", id(part)), before: Some(at), after });
        }
    }
    for (at, part) in new.iter().enumerate() {
        if position(old, &id(part)).is_none() {
            found.push(PartChange { what: format!("{kind} {}", id(part)), before: None, after: Some(at) });
        }
    }
    found
}
