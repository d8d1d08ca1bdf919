//! What cannot hold together, and the smallest changes that help: every answer is verified by solving.

use std::collections::{BTreeSet, VecDeque};

use crate::query::{ClauseId, Query};
use crate::solver::{Control, SolveVerdict, Solver, Stop};

/// A minimal set of clauses that have no solution: without any one of them the others have one. `None` when the enabled
/// clauses have a solution. Costs one search for each clause of the first proof.
///
/// Laws: the clauses that are given back have no solution; leaving any one out gives one.
///
/// # Errors
/// When a search was stopped.
pub fn minimal_conflict(
    solver: &mut Solver<'_>,
    query: &Query,
    is_enabled: impl Fn(ClauseId) -> bool,
    control: &Control<'_>,
) -> Result<Option<Vec<ClauseId>>, Stop> {
    match conflict_within(solver, query, is_enabled, &mut Budget::each(control))? {
        Some(Conflict { stopped: Some(stop), .. }) => Err(stop),
        conflict => Ok(conflict.map(|conflict| conflict.clauses)),
    }
}

/// Bounds on several searches: on each, or on all of them together.
pub(crate) struct Budget<'c> {
    control: Control<'c>,
    /// Narrowings that are left for all searches.
    left: Option<u64>,
}

impl<'c> Budget<'c> {
    /// The bounds of `control` for each search.
    pub(crate) fn each(control: &Control<'c>) -> Self {
        Self { control: *control, left: None }
    }

    #[cfg(feature = "python")]
    /// The same, and at most `n_steps` narrowings in all searches together.
    pub(crate) fn of_all(control: &Control<'c>, n_steps: u64) -> Self {
        Self { control: *control, left: Some(n_steps) }
    }

    /// Solves within what is left.
    pub(crate) fn solve(
        &mut self,
        solver: &mut Solver<'_>,
        query: &Query,
        is_enabled: impl Fn(ClauseId) -> bool,
    ) -> SolveVerdict {
        let bounds = [self.control.max_steps, self.left];
        let control = Control { max_steps: bounds.into_iter().flatten().min(), ..self.control };
        let verdict = solver.solve_some(query, is_enabled, &control);
        self.left = self.left.map(|left| left.saturating_sub(solver.n_steps()));
        verdict
    }
}

/// Clauses that have no solution.
pub(crate) struct Conflict {
    pub(crate) clauses: Vec<ClauseId>,
    /// Set where a search was stopped before the conflict was known to be minimal.
    pub(crate) stopped: Option<Stop>,
}

/// The same, which keeps what was found before a search was stopped. A search that is stopped at once is an error.
pub(crate) fn conflict_within(
    solver: &mut Solver<'_>,
    query: &Query,
    is_enabled: impl Fn(ClauseId) -> bool,
    budget: &mut Budget<'_>,
) -> Result<Option<Conflict>, Stop> {
    match budget.solve(solver, query, is_enabled) {
        SolveVerdict::Solved(_) => return Ok(None),
        SolveVerdict::Stopped(stop) => return Err(stop),
        SolveVerdict::Unsolvable => {}
    }
    let mut core = solver.core(query);
    let mut position = 0;
    while let Some(candidate) = core.get(position).copied() {
        let without: BTreeSet<ClauseId> =
            core.iter().copied().filter(|clause| *clause != candidate).collect();
        match budget.solve(solver, query, |clause| without.contains(&clause)) {
            // Needed: it stays, and so does everything before it.
            SolveVerdict::Solved(_) => position += 1,
            SolveVerdict::Unsolvable => core = solver.core(query),
            SolveVerdict::Stopped(stop) => {
                return Ok(Some(Conflict { clauses: core, stopped: Some(stop) }));
            }
        }
    }
    Ok(Some(Conflict { clauses: core, stopped: None }))
}

/// A change to the query: the clauses that it takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RepairChange {
    /// The clauses that no longer hold.
    pub removes: Vec<ClauseId>,
}

/// The smallest sets of changes that make a query solvable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Repairs {
    /// Each as positions in the list of changes; all of the same, smallest size, in ascending order.
    pub sets: Vec<Vec<usize>>,
    /// Whether every set of this size was tried, and every smaller one: false when a bound ended the search before, or, where
    /// no set is given, before every set was tried.
    pub is_complete: bool,
}

/// The smallest sets of `changes` after which the query has a solution. Each was solved. Whatever repairs the query has to
/// take a clause of every conflict away, so only changes that touch a minimal conflict are tried, one conflict at a time
/// (Reiter's hitting sets, doi:10.1016/0004-3702(87)90062-2). At most `largest` changes at once, and `most_conflicts`
/// conflicts, are looked at.
///
/// Laws: each set that is given back repairs; none of its subsets does; a query with a solution has the empty repair.
pub fn smallest_repairs(
    solver: &mut Solver<'_>,
    query: &Query,
    changes: &[RepairChange],
    largest: usize,
    most_conflicts: usize,
    control: &Control<'_>,
) -> Repairs {
    repairs_within(solver, query, changes, largest, most_conflicts, &mut Budget::each(control))
}

/// The same within a budget; what is found before it is spent is kept.
pub(crate) fn repairs_within(
    solver: &mut Solver<'_>,
    query: &Query,
    changes: &[RepairChange],
    largest: usize,
    most_conflicts: usize,
    budget: &mut Budget<'_>,
) -> Repairs {
    let mut repairs = Repairs { sets: Vec::new(), is_complete: true };
    let mut seen: BTreeSet<Vec<usize>> = BTreeSet::new();
    let mut queue: VecDeque<Vec<usize>> = VecDeque::from([Vec::new()]);
    let mut n_conflicts = 0;
    // Larger sets might help: that matters where no set of the allowed size does.
    let mut is_cut_short = false;
    while let Some(set) = queue.pop_front() {
        if repairs.sets.first().is_some_and(|found| found.len() < set.len()) {
            break;
        }
        if n_conflicts == most_conflicts {
            repairs.is_complete = false;
            break;
        }
        n_conflicts += 1;
        let is_enabled =
            |clause: ClauseId| !set.iter().any(|change| changes[*change].removes.contains(&clause));
        // Where the search ends anyway, whether there is a conflict is all that matters.
        let conflict = if set.len() == largest || !repairs.sets.is_empty() {
            match budget.solve(solver, query, is_enabled) {
                SolveVerdict::Solved(_) => Ok(None),
                SolveVerdict::Unsolvable => Ok(Some(Vec::new())),
                SolveVerdict::Stopped(stop) => Err(stop),
            }
        } else {
            match conflict_within(solver, query, is_enabled, budget) {
                Ok(Some(Conflict { stopped: Some(stop), .. })) => Err(stop),
                found => found.map(|conflict| conflict.map(|conflict| conflict.clauses)),
            }
        };
        match conflict {
            Ok(None) => repairs.sets.push(set),
            Ok(Some(_)) if set.len() == largest => is_cut_short = true,
            Ok(Some(conflict)) => {
                for (position, change) in changes.iter().enumerate() {
                    if !set.contains(&position)
                        && change.removes.iter().any(|clause| conflict.contains(clause))
                    {
                        let mut larger = set.clone();
                        larger.push(position);
                        larger.sort_unstable();
                        if seen.insert(larger.clone()) {
                            queue.push_back(larger);
                        }
                    }
                }
            }
            Err(_) => {
                repairs.is_complete = false;
                break;
            }
        }
    }
    repairs.is_complete &= !(is_cut_short && repairs.sets.is_empty());
    repairs.sets.sort();
    repairs
}
