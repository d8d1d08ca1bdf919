//! The checks that turn a draft into a problem.

use std::collections::{BTreeMap, BTreeSet};

use super::criterion::CriterionKind;
use super::draft::{Disagreement, Draft};
use super::error::{ProblemError, ProblemPart};
use super::leaf::{DisagreementPoint, Leaf};
use super::measure::Measure;
use super::veto::VetoVerdict;
use crate::numeric::Interval;

/// Maps each id to its index; an id that is given twice or is empty is an error.
pub(crate) fn index<'a>(
    what: ProblemPart,
    ids: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<&'a str, usize>, ProblemError> {
    let mut indices = BTreeMap::new();
    for (position, id) in ids.enumerate() {
        if id.is_empty() {
            return Err(ProblemError::Invalid { what, id: id.clone(), why: "the id is empty".to_owned() });
        }
        if indices.insert(id.as_str(), position).is_some() {
            return Err(ProblemError::Duplicate { what, id: id.clone() });
        }
    }
    Ok(indices)
}

/// The index of an id that something refers to.
pub(crate) fn find(
    indices: &BTreeMap<&str, usize>,
    what: ProblemPart,
    id: &str,
    used_by: impl FnOnce() -> String,
) -> Result<usize, ProblemError> {
    let unknown = || ProblemError::Unknown { what, id: id.to_owned(), used_by: used_by() };
    indices.get(id).copied().ok_or_else(unknown)
}

pub(crate) fn check_ids(draft: &Draft) -> Result<(), ProblemError> {
    for (what, empty) in [
        (ProblemPart::Alternative, draft.alternatives.is_empty()),
        (ProblemPart::Criterion, draft.criteria.is_empty()),
        (ProblemPart::Stakeholder, draft.stakeholders.is_empty()),
    ] {
        if empty {
            return Err(ProblemError::Empty { what });
        }
    }
    index(ProblemPart::Fact, draft.facts.iter().map(|fact| &fact.id))?;
    index(ProblemPart::Alternative, draft.alternatives.iter().map(|alternative| &alternative.id))?;
    index(ProblemPart::Veto, draft.vetoes.iter().map(|veto| &veto.id))?;
    index(ProblemPart::Stakeholder, draft.stakeholders.iter().map(|stakeholder| &stakeholder.id))?;
    let criteria = index(ProblemPart::Criterion, draft.criteria.iter().map(|criterion| &criterion.id))?;
    for criterion in &draft.criteria {
        if let Some(parent) = &criterion.parent {
            let at = find(&criteria, ProblemPart::Criterion, parent, || {
                format!("the criterion `{}`", criterion.id)
            })?;
            if draft.criteria[at].kind != CriterionKind::Group {
                return Err(invalid(
                    ProblemPart::Criterion,
                    parent,
                    "it is measured, so that nothing can belong to it",
                ));
            }
            check_no_cycle(draft, &criteria, at, &criterion.id)?;
        }
        let is_group = criterion.kind == CriterionKind::Group;
        let childless = || draft.criteria.iter().all(|other| other.parent.as_deref() != Some(&criterion.id));
        if is_group && childless() {
            return Err(invalid(ProblemPart::Criterion, &criterion.id, "the group has no criterion"));
        }
    }
    Ok(())
}

fn check_no_cycle(
    draft: &Draft,
    criteria: &BTreeMap<&str, usize>,
    parent: usize,
    id: &str,
) -> Result<(), ProblemError> {
    let mut at = Some(parent);
    for _ in 0..=draft.criteria.len() {
        let Some(node) = at else { return Ok(()) };
        at = draft.criteria[node].parent.as_deref().and_then(|parent| criteria.get(parent).copied());
    }
    Err(invalid(ProblemPart::Criterion, id, "it belongs to itself"))
}

pub(crate) fn check_numbers(draft: &Draft) -> Result<(), ProblemError> {
    for fact in &draft.facts {
        if let Some(why) = fact.fault() {
            return Err(invalid(ProblemPart::Fact, &fact.id, why));
        }
    }
    for criterion in &draft.criteria {
        if let CriterionKind::Leaf(scale) = &criterion.kind
            && let Some(why) = scale.fault()
        {
            return Err(invalid(ProblemPart::Criterion, &criterion.id, why));
        }
    }
    let asks = draft.rule.status_quo;
    let asks = asks.into_iter().flat_map(|asks| [("margin", asks.margin), ("most lost", asks.most_lost)]);
    for (name, share) in
        [("tolerance", draft.rule.tolerance), ("stability", draft.rule.stability)].into_iter().chain(asks)
    {
        if !(0.0..=1.0).contains(&share) {
            return Err(invalid(ProblemPart::Rule, name, "it lies between 0 and 1"));
        }
    }
    Ok(())
}

pub(crate) fn check_vetoes(draft: &Draft) -> Result<(), ProblemError> {
    let alternatives =
        index(ProblemPart::Alternative, draft.alternatives.iter().map(|alternative| &alternative.id))?;
    for veto in &draft.vetoes {
        let mut struck = BTreeSet::new();
        for strike in &veto.strikes {
            find(&alternatives, ProblemPart::Alternative, strike, || format!("the veto `{}`", veto.id))?;
            if !struck.insert(strike) {
                return Err(invalid(ProblemPart::Veto, &veto.id, "it strikes out an alternative twice"));
            }
        }
        if let Some(waiver) = &veto.waiver {
            if veto.verdict != VetoVerdict::Fail {
                return Err(invalid(ProblemPart::Veto, &veto.id, "only a failed veto can be waived"));
            }
            if veto.waivable_by.as_ref() != Some(&waiver.role) {
                return Err(invalid(
                    ProblemPart::Veto,
                    &veto.id,
                    "the waiver comes from a role that may not waive it",
                ));
            }
        }
    }
    Ok(())
}

pub(crate) fn leaves(draft: &Draft) -> Result<Vec<Leaf>, ProblemError> {
    let facts = index(ProblemPart::Fact, draft.facts.iter().map(|fact| &fact.id))?;
    let criteria = index(ProblemPart::Criterion, draft.criteria.iter().map(|criterion| &criterion.id))?;
    let alternatives =
        index(ProblemPart::Alternative, draft.alternatives.iter().map(|alternative| &alternative.id))?;
    let ranges: Vec<Interval> = draft.facts.iter().map(|fact| fact.range).collect();
    let mut measures: BTreeMap<(usize, usize), Measure<usize>> = BTreeMap::new();
    for cell in &draft.cells {
        let name = || format!("{} × {}", cell.criterion, cell.alternative);
        let user = || format!("the cell `{}`", name());
        let criterion = find(&criteria, ProblemPart::Criterion, &cell.criterion, user)?;
        let alternative = find(&alternatives, ProblemPart::Alternative, &cell.alternative, user)?;
        if draft.criteria[criterion].kind == CriterionKind::Group {
            return Err(invalid(
                ProblemPart::Cell,
                &name(),
                "the criterion is a group, which is not measured",
            ));
        }
        if let Some(why) = cell.measure.fault() {
            return Err(invalid(ProblemPart::Cell, &name(), why));
        }
        let measure = cell.measure.try_map(|fact| find(&facts, ProblemPart::Fact, fact, user))?;
        let (low, high) = measure.bounds(&ranges);
        if !(low.is_finite() && high.is_finite()) {
            return Err(invalid(
                ProblemPart::Cell,
                &name(),
                "the measure overflows somewhere in the ranges of its facts",
            ));
        }
        if let CriterionKind::Leaf(scale) = &draft.criteria[criterion].kind
            && ![low, high].iter().all(|measure| scale.value_of(*measure).is_finite())
        {
            return Err(invalid(ProblemPart::Cell, &name(), "the value overflows beyond the scale"));
        }
        if measures.insert((criterion, alternative), measure).is_some() {
            return Err(ProblemError::Duplicate { what: ProblemPart::Cell, id: name() });
        }
    }
    let mut leaves = Vec::new();
    for (criterion, written) in draft.criteria.iter().enumerate() {
        let CriterionKind::Leaf(scale) = &written.kind else { continue };
        let mut row = Vec::with_capacity(draft.alternatives.len());
        for (alternative, named) in draft.alternatives.iter().enumerate() {
            let missing =
                || ProblemError::MissingCell { criterion: written.id.clone(), alternative: named.id.clone() };
            row.push(measures.remove(&(criterion, alternative)).ok_or_else(missing)?);
        }
        leaves.push(Leaf { criterion, scale: scale.clone(), measures: row });
    }
    Ok(leaves)
}

/// The powers, divided by their sum.
pub(crate) fn powers(draft: &Draft) -> Result<Vec<f64>, ProblemError> {
    for stakeholder in &draft.stakeholders {
        if !(stakeholder.power.is_finite() && stakeholder.power >= 0.0) {
            return Err(invalid(
                ProblemPart::Stakeholder,
                &stakeholder.id,
                "the power is not a number from 0 up",
            ));
        }
    }
    let largest = draft.stakeholders.iter().map(|stakeholder| stakeholder.power).fold(0.0, f64::max);
    if largest <= 0.0 {
        return Err(invalid(
            ProblemPart::Stakeholder,
            &draft.stakeholders[0].id,
            "no stakeholder has any power",
        ));
    }
    // Dividing by the largest first keeps the sum finite.
    let sum: f64 = draft.stakeholders.iter().map(|stakeholder| stakeholder.power / largest).sum();
    Ok(draft.stakeholders.iter().map(|stakeholder| stakeholder.power / largest / sum).collect())
}

pub(crate) fn status_quo(draft: &Draft) -> Result<Option<usize>, ProblemError> {
    let mut flagged = (0..draft.alternatives.len()).filter(|&index| draft.alternatives[index].status_quo);
    let first = flagged.next();
    if let Some(second) = flagged.next() {
        let id = &draft.alternatives[second].id;
        return Err(invalid(ProblemPart::Alternative, id, "another alternative is the status quo already"));
    }
    Ok(first)
}

/// What the draft says of disagreement.
pub(crate) fn disagreement(draft: &Draft) -> Result<Option<DisagreementPoint>, ProblemError> {
    let user = || "the disagreement point".to_owned();
    match &draft.disagreement {
        None => Ok(None),
        Some(Disagreement::Alternative(id)) => {
            let alternatives = index(ProblemPart::Alternative, draft.alternatives.iter().map(|one| &one.id))?;
            let at = find(&alternatives, ProblemPart::Alternative, id, user)?;
            Ok(Some(DisagreementPoint::Alternative(at)))
        }
        Some(Disagreement::Utilities(given)) => {
            let stakeholders = index(ProblemPart::Stakeholder, draft.stakeholders.iter().map(|one| &one.id))?;
            let mut utilities = vec![None; draft.stakeholders.len()];
            for (id, utility) in given {
                let at = find(&stakeholders, ProblemPart::Stakeholder, id, user)?;
                if !(0.0..=1.0).contains(utility) {
                    return Err(invalid(
                        ProblemPart::Stakeholder,
                        id,
                        "the utility of disagreeing lies between 0 and 1",
                    ));
                }
                if utilities[at].replace(*utility).is_some() {
                    return Err(ProblemError::Duplicate { what: ProblemPart::Utility, id: id.clone() });
                }
            }
            if let Some(at) = utilities.iter().position(Option::is_none) {
                let id = &draft.stakeholders[at].id;
                return Err(invalid(
                    ProblemPart::Stakeholder,
                    id,
                    "the disagreement point says nothing of its utility",
                ));
            }
            Ok(Some(DisagreementPoint::Utilities(utilities.into_iter().flatten().collect())))
        }
    }
}

pub(crate) fn invalid(what: ProblemPart, id: &str, why: &str) -> ProblemError {
    ProblemError::Invalid { what, id: id.to_owned(), why: why.to_owned() }
}
