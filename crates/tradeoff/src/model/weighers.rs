//! From what stakeholders say of their weights to weights that can be taken and drawn.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{find, index, invalid};
use super::compared;
use super::draft::Draft;
use super::error::{ProblemError, ProblemPart};
use super::leaf::Leaf;
use super::stakeholder::{Elicitation, Stakeholder, SwingWeight};
use super::weigher::Weigher;
use crate::numeric::Interval;

pub(crate) fn weighers(draft: &Draft, leaves: &[Leaf]) -> Result<Vec<Weigher>, ProblemError> {
    let criteria = index(ProblemPart::Criterion, draft.criteria.iter().map(|criterion| &criterion.id))?;
    let parents: Vec<Option<usize>> = draft
        .criteria
        .iter()
        .map(|criterion| criterion.parent.as_deref().and_then(|parent| criteria.get(parent).copied()))
        .collect();
    let families = families(&parents);
    let leaf_criteria: Vec<usize> = leaves.iter().map(|leaf| leaf.criterion).collect();
    draft
        .stakeholders
        .iter()
        .map(|stakeholder| match &stakeholder.weights {
            Elicitation::Swing(swings) => {
                let points = swing_points(draft, &criteria, &families, stakeholder, swings)?;
                let (families, parents) = (families.clone(), parents.clone());
                Ok(Weigher::Swing { points, families, parents, leaves: leaf_criteria.clone() })
            }
            Elicitation::Ranking(order) => {
                named_leaves("ranking", draft, &criteria, &leaf_criteria, stakeholder, order)
                    .map(Weigher::Ranking)
            }
            Elicitation::Comparisons { criteria: order, rows, random_index } => {
                let order =
                    named_leaves("comparisons", draft, &criteria, &leaf_criteria, stakeholder, order)?;
                compared::comparisons(&order, rows, *random_index, stakeholder)
            }
            Elicitation::BestWorst { criteria: order, best_to_others, others_to_worst } => {
                let order =
                    named_leaves("comparisons", draft, &criteria, &leaf_criteria, stakeholder, order)?;
                compared::best_worst(&order, best_to_others, others_to_worst, stakeholder)
            }
            Elicitation::Unstated => Ok(Weigher::Unstated(leaves.len())),
        })
        .collect()
}

/// The criteria that share a parent, parents before their children.
fn families(parents: &[Option<usize>]) -> Vec<Vec<usize>> {
    let depth = |mut criterion: usize| {
        let mut depth = 0;
        while let Some(parent) = parents[criterion] {
            criterion = parent;
            depth += 1;
        }
        depth
    };
    let mut families: BTreeMap<(usize, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (criterion, parent) in parents.iter().enumerate() {
        families.entry((depth(criterion), *parent)).or_default().push(criterion);
    }
    families.into_values().collect()
}

fn swing_points(
    draft: &Draft,
    criteria: &BTreeMap<&str, usize>,
    families: &[Vec<usize>],
    stakeholder: &Stakeholder,
    swings: &[SwingWeight],
) -> Result<Vec<Interval>, ProblemError> {
    let mut points: Vec<Option<Interval>> = vec![None; draft.criteria.len()];
    for swing in swings {
        let user = || format!("the stakeholder `{}`", stakeholder.id);
        let criterion = find(criteria, ProblemPart::Criterion, &swing.criterion, user)?;
        if swing.points.low() < 0.0 {
            let why = format!("the swing points of `{}` are below 0", swing.criterion);
            return Err(invalid(ProblemPart::Stakeholder, &stakeholder.id, &why));
        }
        if points[criterion].replace(swing.points).is_some() {
            let id = format!("{} of {}", swing.criterion, stakeholder.id);
            return Err(ProblemError::Duplicate { what: ProblemPart::Swing, id });
        }
    }
    for family in families {
        if let [only] = family[..] {
            // The weight of an only child is its parent's, whatever was said.
            points[only] = Interval::point(1.0).ok();
        }
        let given = || family.iter().filter_map(|&criterion| points[criterion]);
        let sum: f64 = given().map(Interval::middle).sum();
        let most: f64 = given().map(Interval::high).sum();
        for &criterion in family {
            if points[criterion].is_none() {
                let criterion = draft.criteria[criterion].id.clone();
                return Err(ProblemError::MissingSwing { stakeholder: stakeholder.id.clone(), criterion });
            }
        }
        if !(most.is_finite() && sum > 0.0) {
            let first = &draft.criteria[family[0]].id;
            let why = format!("the swing points of `{first}` and its siblings have no positive, finite sum");
            return Err(invalid(ProblemPart::Stakeholder, &stakeholder.id, &why));
        }
    }
    Ok(points.into_iter().flatten().collect())
}

/// The leaves in the order in which a stakeholder names them: each once.
fn named_leaves(
    what: &str,
    draft: &Draft,
    criteria: &BTreeMap<&str, usize>,
    leaves: &[usize],
    stakeholder: &Stakeholder,
    order: &[String],
) -> Result<Vec<usize>, ProblemError> {
    let mut named = Vec::with_capacity(leaves.len());
    let mut seen = BTreeSet::new();
    for id in order {
        let user = || format!("the stakeholder `{}`", stakeholder.id);
        let criterion = find(criteria, ProblemPart::Criterion, id, user)?;
        let Some(leaf) = leaves.iter().position(|&leaf| leaf == criterion) else {
            let why = format!("the {what} of it name the group `{id}` instead of measured criteria");
            return Err(invalid(ProblemPart::Stakeholder, &stakeholder.id, &why));
        };
        if !seen.insert(leaf) {
            return Err(ProblemError::Duplicate {
                what: ProblemPart::Rank,
                id: format!("{id} of {}", stakeholder.id),
            });
        }
        named.push(leaf);
    }
    if let Some(missing) = (0..leaves.len()).find(|leaf| !seen.contains(leaf)) {
        let why = format!("the {what} of it leave out `{}`", draft.criteria[leaves[missing]].id);
        return Err(invalid(ProblemPart::Stakeholder, &stakeholder.id, &why));
    }
    Ok(named)
}
