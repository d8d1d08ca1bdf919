//! Taking a decision: from the record that an evaluation proposes to one that is accepted.

use haggle_tradeoff::record::{Record, RecordError, Ruling};
use haggle_tradeoff::{Options, Problem, VetoVerdict, Waiver};

use super::accepted::AcceptedDecision;
use super::error::{RulingError, RulingErrorKind};
use super::role::DeciderRole;
use crate::data::PlacementChoice;
use crate::day::Day;

/// What somebody decides.
#[derive(Debug, Clone)]
pub struct RulingRequest<'a> {
    /// The number of the new record.
    pub number: u32,
    /// What is chosen.
    pub choice: &'a PlacementChoice,
    /// Who decides.
    pub name: &'a str,
    /// In which role.
    pub role: DeciderRole,
    /// Why.
    pub because: &'a str,
    /// The vetoes that are waived.
    pub waive: &'a [String],
    /// When.
    pub date: Day,
    /// The day of the family's facts.
    pub as_of: Day,
    /// The decision that this one takes the place of.
    pub supersedes: Option<&'a AcceptedDecision>,
}

/// Decides: the record of what was proposed, with the waivers and what was chosen.
///
/// # Errors
/// What was chosen is not an option, or vetoed; a veto is not there, does not fail, or is not for this role to waive; the name or the
/// reason is empty; the day is before that of the facts or of the decision whose place it takes.
pub fn rule(proposed: &Record, request: &RulingRequest<'_>) -> Result<Record, RulingError> {
    check_day(request)?;
    let mut draft = proposed.problem().clone();
    let id = request.choice.to_string();
    if !draft.alternatives.iter().any(|one| one.id == id) {
        let options = draft.alternatives.into_iter().map(|one| one.id).collect();
        return Err(RulingErrorKind::NotAnOption { choice: request.choice.clone(), options }.into());
    }
    for name in request.waive {
        let failed =
            draft.vetoes.iter().filter(|veto| veto.strikes_out()).map(|veto| veto.id.clone()).collect();
        let Some(veto) = draft.vetoes.iter_mut().find(|veto| veto.id == *name) else {
            return Err(RulingErrorKind::NoSuchVeto { veto: name.clone(), failed }.into());
        };
        if veto.verdict != VetoVerdict::Fail {
            return Err(RulingErrorKind::NotFailed { veto: name.clone() }.into());
        }
        let Some(by) = veto.waivable_by.clone().filter(|by| request.role.may_waive(by)) else {
            let (by, role) = (veto.waivable_by.clone(), request.role.to_string());
            return Err(RulingErrorKind::NotYours { veto: name.clone(), by, role }.into());
        };
        veto.waiver = Some(Waiver {
            name: request.name.to_owned(),
            role: by,
            date: request.date.to_string(),
            reason: request.because.to_owned(),
        });
    }
    let vetoes = draft.vetoes.clone();
    let problem = Problem::new(draft).map_err(|error| RulingErrorKind::Problem(Box::new(error)))?;
    let options: &Options = proposed.options();
    let ruling = Ruling {
        number: request.number,
        supersedes: request.supersedes.map(|earlier| earlier.number),
        alternative: id,
        reason: request.because.to_owned(),
        name: request.name.to_owned(),
        role: request.role.to_string(),
    };
    Record::new(&problem, options, request.date.to_string()).decided(ruling).map_err(|error| match error {
        RecordError::StruckOut { vetoes: struck, .. } => {
            let by = |id: &String| {
                vetoes.iter().find(|veto| veto.id == *id).and_then(|veto| veto.waivable_by.clone())
            };
            let vetoes = struck.iter().map(|id| (id.clone(), by(id))).collect();
            RulingErrorKind::StruckOut { choice: request.choice.clone(), vetoes }.into()
        }
        error => RulingErrorKind::Record(error).into(),
    })
}

fn check_day(request: &RulingRequest<'_>) -> Result<(), RulingError> {
    let earlier =
        request.supersedes.and_then(|one| Some((one.number, one.record.date().parse::<Day>().ok()?)));
    let before = match earlier {
        _ if request.date < request.as_of => format!("the day of the family's facts, {}", request.as_of),
        Some((number, day)) if request.date < day => {
            format!("decision {number:04} of {day}, whose place it takes")
        }
        _ => return Ok(()),
    };
    Err(RulingErrorKind::TooEarly { date: request.date, before }.into())
}
