//! Changes of lines that would give a request without a solution one.

use std::collections::BTreeSet;

use haggle_spec::{Operator, Prereleases, Requirement, SpecifierSet, Version};

use super::explanation::{Repair, RepairAction, RepairEdit};
use super::lower::{Lowered, Origin};
use super::lowered_request::{LoweredRequest, missing};
use super::request::Request;
use crate::diagnosis::{Budget, RepairChange, repairs_within};
use crate::query::ClauseId;
use crate::solver::{Control, SolveVerdict, Solver};
use crate::table::PackageId;

/// At most this many edits at once are tried.
const LARGEST_REPAIR: usize = 3;
/// At most this many conflicts are looked at for repairs.
const MOST_CONFLICTS: usize = 256;

/// The lines that may change.
pub(super) struct Lines<'a, 'v> {
    pub(super) lowered: &'v Lowered<'a>,
    pub(super) request: &'a Request,
    /// The requirement that is the question: it is not repaired.
    pub(super) question: Option<usize>,
}

impl Lines<'_, '_> {
    /// The least sets of changes that give a solution, each with the one that was found with it, and whether these are all.
    pub(super) fn repairs(
        &self,
        solver: &mut Solver<'_>,
        budget: &mut Budget<'_>,
        control: &Control<'_>,
    ) -> (Vec<Repair>, bool) {
        let lowered = self.lowered;
        let mut actions: Vec<RepairAction> = Vec::new();
        let positions = 0..self.request.requirements.len();
        for position in positions.filter(|position| Some(*position) != self.question) {
            actions.extend([RepairAction::Relax(position), RepairAction::Drop(position)]);
        }
        actions.extend((0..self.request.constraints.len()).map(RepairAction::Unpin));
        actions.sort_unstable();
        let changes: Vec<RepairChange> =
            actions.iter().map(|action| RepairChange { removes: self.removed_by(action) }).collect();
        let found = repairs_within(solver, &lowered.query, &changes, LARGEST_REPAIR, MOST_CONFLICTS, budget);
        let mut repairs = Vec::new();
        for set in &found.sets {
            let removed: BTreeSet<ClauseId> =
                set.iter().flat_map(|change| changes[*change].removes.iter().copied()).collect();
            let verdict = solver.solve_some(&lowered.query, |clause| !removed.contains(&clause), control);
            let SolveVerdict::Solved(chosen) = verdict else { continue };
            let edits = set.iter().filter_map(|change| self.edit(&actions[*change], &chosen)).collect();
            repairs.push(Repair { edits, is_certain: missing(lowered, &chosen).is_empty() });
        }
        (repairs, found.is_complete)
    }

    fn removed_by(&self, action: &RepairAction) -> Vec<ClauseId> {
        let removes = |origin: &Origin| match action {
            RepairAction::Relax(position) => *origin == Origin::Bound(*position),
            RepairAction::Unpin(position) => *origin == Origin::Constraint(*position),
            RepairAction::Allow { name, policy } => *origin == Origin::Policy(name.clone(), *policy),
            RepairAction::Drop(position) => {
                *origin == Origin::Bound(*position) || *origin == Origin::Presence(*position)
            }
        };
        let clauses = self.lowered.query.clauses().zip(&self.lowered.origins);
        clauses.filter(|(_, origin)| removes(origin)).map(|(clause, _)| clause).collect()
    }

    fn edit(&self, action: &RepairAction, chosen: &[(PackageId, u32)]) -> Option<RepairEdit> {
        let (line, may_stay) = match action {
            RepairAction::Relax(position) => (&self.request.requirements[*position], true),
            RepairAction::Unpin(position) => (&self.request.constraints[*position], true),
            RepairAction::Drop(position) => (&self.request.requirements[*position], false),
            RepairAction::Allow { .. } => return None,
        };
        let version = chosen.iter().find_map(|(node, version)| {
            let (name, extra) = self.lowered.nodes[node.index()];
            let is_it = name == line.requirement.name() && extra.is_none();
            is_it.then(|| self.lowered.version(*node, *version)).flatten()
        });
        let is_known = version.is_none_or(|(version, release)| {
            !may_stay || self.lowered.requirements.known(line.requirement.name(), version, release).is_some()
        });
        let after = match version {
            Some((version, _)) if may_stay => Some(widened(&line.requirement, version).to_string()),
            _ => None,
        };
        Some(RepairEdit {
            action: action.clone(),
            source: line.source.clone(),
            before: line.requirement.to_string(),
            after,
            is_known,
        })
    }
}

/// The requirement changed so that it takes the version: a pin is moved to it, other specifiers that rule it out go.
fn widened(requirement: &Requirement, version: &Version) -> Requirement {
    let specifiers: SpecifierSet = requirement
        .specifiers()
        .iter()
        .filter_map(|specifier| {
            if SpecifierSet::from(specifier.clone()).contains(version, Prereleases::Allow) {
                return Some(specifier.clone());
            }
            let is_pin = matches!(specifier.operator(), Operator::Equal | Operator::Arbitrary)
                && !specifier.is_prefix();
            is_pin.then(|| format!("{}{version}", specifier.operator()).parse().ok()).flatten()
        })
        .collect();
    requirement.clone().with_specifiers(specifiers)
}
