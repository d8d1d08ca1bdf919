//! What became of a decision since it was taken.

use haggle_tradeoff::record::Record;
use haggle_tradeoff::{Fact, Lever, VetoVerdict};
use serde::Serialize;

use super::accepted::AcceptedDecision;
use crate::data::PlacementChoice;

/// The decision about a feature that holds, and what moved since.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct DecidedReport {
    /// The number of its record.
    pub number: u32,
    /// When.
    pub date: String,
    /// What was decided.
    pub choice: PlacementChoice,
    /// Who decided.
    pub name: String,
    /// In which role.
    pub role: String,
    /// Why.
    pub reason: String,
    /// Facts and vetoes that are not as they were.
    pub moved: Vec<Moved>,
    /// Why it is due for another decision; nothing where it is not.
    pub due: Vec<DueReason>,
}

/// Something that is not as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "moved")]
#[non_exhaustive]
pub enum Moved {
    /// A fact is taken as another number, or is known now, or is no longer known.
    Fact {
        /// The fact.
        fact: String,
        /// In words.
        label: String,
        /// The unit of the numbers.
        unit: String,
        /// As it was taken; none where nobody knew.
        before: Option<f64>,
        /// As it is taken now.
        now: Option<f64>,
    },
    /// A veto says something else.
    Veto {
        /// The veto.
        veto: String,
        /// In words.
        label: String,
        /// What it said.
        before: &'static str,
        /// What it says.
        now: &'static str,
    },
}

/// Why a decision is due.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "due")]
#[non_exhaustive]
pub enum DueReason {
    /// A fact has passed the value at which the rule takes something else.
    FlipPassed {
        /// The fact.
        fact: String,
        /// In words.
        label: String,
        /// The unit of the numbers.
        unit: String,
        /// The value at which it flips.
        flip: f64,
        /// What it is taken as now.
        now: f64,
        /// What the rule takes beyond.
        winner: String,
    },
    /// Vetoes strike out what was decided.
    StruckOut {
        /// The vetoes.
        vetoes: Vec<String>,
    },
    /// What was recommended and decided is no longer what is recommended.
    Recommended {
        /// What is recommended now; none where nothing is.
        now: Option<PlacementChoice>,
    },
}

impl DecidedReport {
    /// What became of a decision, by the record of an evaluation of today; none where the record is of no ruling.
    pub(crate) fn of(
        decision: &AcceptedDecision,
        now: &Record,
        recommended: Option<&PlacementChoice>,
    ) -> Option<Self> {
        let ruling = decision.record.ruling()?;
        Some(Self {
            number: decision.number,
            date: decision.record.date().to_owned(),
            choice: ruling.alternative.parse().ok()?,
            name: ruling.name.clone(),
            role: ruling.role.clone(),
            reason: ruling.reason.clone(),
            moved: moved(&decision.record, now),
            due: due(&decision.record, now, recommended),
        })
    }
}

fn moved(before: &Record, now: &Record) -> Vec<Moved> {
    let (old, new) = (before.problem(), now.problem());
    let mut found = Vec::new();
    for fact in &new.facts {
        let then = old.facts.iter().find(|other| other.id == fact.id).and_then(taken);
        let today = taken(fact);
        if then != today {
            let (id, label, unit) = (fact.id.clone(), fact.label.clone(), fact.unit.clone());
            found.push(Moved::Fact { fact: id, label, unit, before: then, now: today });
        }
    }
    for veto in &new.vetoes {
        let said = old
            .vetoes
            .iter()
            .find(|other| other.id == veto.id)
            .map_or("nothing", |other| verdict(other.verdict));
        if said != verdict(veto.verdict) {
            let (id, label) = (veto.id.clone(), veto.label.clone());
            found.push(Moved::Veto { veto: id, label, before: said, now: verdict(veto.verdict) });
        }
    }
    found
}

/// What a fact is taken as; none where nobody knows it.
fn taken(fact: &Fact) -> Option<f64> {
    (fact.quantity != haggle_tradeoff::Quantity::Missing).then(|| fact.nominal())
}

fn verdict(verdict: VetoVerdict) -> &'static str {
    match verdict {
        VetoVerdict::Pass => "pass",
        VetoVerdict::Fail => "fail",
        VetoVerdict::Unknown => "unknown",
    }
}

fn due(before: &Record, now: &Record, recommended: Option<&PlacementChoice>) -> Vec<DueReason> {
    let Some(chosen) = before.chosen() else { return Vec::new() };
    // Terms that are met have stopped being an option of their own.
    let is_option = now.problem().alternatives.iter().any(|one| one.id == chosen);
    let held = if is_option { chosen } else { chosen.split('+').next().unwrap_or(chosen) };
    let mut found = Vec::new();
    for flip in &before.decision().flips {
        let Lever::Fact { fact, unit } = &flip.lever else { continue };
        let Some(today) = now.problem().facts.iter().find(|other| other.id == *fact) else { continue };
        let value = today.nominal();
        let is_passed = if flip.to > flip.from { value >= flip.to } else { value <= flip.to };
        if is_passed && flip.winner != chosen && flip.winner != held && taken(today).is_some() {
            let (fact, label, unit) = (fact.clone(), today.label.clone(), unit.clone());
            let (flip, winner) = (flip.to, flip.winner.clone());
            found.push(DueReason::FlipPassed { fact, label, unit, flip, now: value, winner });
        }
    }
    let struck = &now.decision().screening.struck_out;
    if let Some(struck) = struck.iter().find(|one| one.alternative == held) {
        found.push(DueReason::StruckOut { vetoes: struck.vetoes.clone() });
    }
    let was_recommended = before.decision().outcome.leader() == Some(chosen);
    let is_recommended = recommended.is_some_and(|choice| choice.to_string() == held);
    if found.is_empty() && was_recommended && !is_recommended {
        found.push(DueReason::Recommended { now: recommended.cloned() });
    }
    found
}
