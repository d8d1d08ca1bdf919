//! The proof that a query has no solution, as data.

use rustc_hash::{FxHashMap, FxHashSet};

use super::conflict::cause_of;
use super::nogoods::Cause;
use super::{Solver, trail};
use crate::bits;
use crate::query::{ClauseId, Query};
use crate::table::{EdgeGroupId, PackageId};

/// A step of a [`Refutation`], numbered in the order of the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StepId(pub(crate) u32);

impl StepId {
    /// The position of the step in the proof.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a step comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum RefutationStep {
    /// A root or a limit of the query.
    Clause(ClauseId),
    /// A grouped edge of the table.
    Edge(EdgeGroupId),
    /// It follows from earlier steps, by resolution in this order.
    Derived(Vec<StepId>),
}

/// One term of a step: the package being at one of `versions`, or absent where `absent` is set. The terms of a step
/// cannot all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct TermView {
    /// The package.
    pub package: PackageId,
    /// Whether the package's absence is one of the values.
    pub absent: bool,
    /// The versions, ascending.
    pub versions: Vec<u32>,
}

/// A proof: each step is given or follows from steps before it, and the last one has no terms, so that it cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Refutation {
    steps: Vec<(RefutationStep, Vec<TermView>)>,
}

impl Refutation {
    /// The steps in order, each with the terms that cannot all hold.
    pub fn steps(&self) -> impl Iterator<Item = (StepId, &RefutationStep, &[TermView])> {
        self.steps.iter().zip(0u32..).map(|((step, terms), id)| (StepId(id), step, terms.as_slice()))
    }

    /// The step and its terms; none where it is a step of another proof.
    pub fn step(&self, id: StepId) -> Option<(&RefutationStep, &[TermView])> {
        self.steps.get(id.index()).map(|(step, terms)| (step, terms.as_slice()))
    }

    /// The clauses that the proof uses, ascending. They need not be a minimal set.
    pub fn clauses(&self) -> Vec<ClauseId> {
        let used = self.steps.iter().filter_map(|(step, _)| match step {
            RefutationStep::Clause(clause) => Some(*clause),
            _ => None,
        });
        let mut clauses: Vec<ClauseId> = used.collect();
        clauses.sort_unstable();
        clauses
    }

    /// The edges that the proof uses, ascending.
    pub fn edges(&self) -> Vec<EdgeGroupId> {
        let used = self.steps.iter().filter_map(|(step, _)| match step {
            RefutationStep::Edge(edge) => Some(*edge),
            _ => None,
        });
        let mut edges: Vec<EdgeGroupId> = used.collect();
        edges.sort_unstable();
        edges
    }
}

impl Solver<'_> {
    /// The clauses that the proof of the latest [`SolveVerdict::Unsolvable`](super::SolveVerdict::Unsolvable) uses, ascending; none
    /// when the latest search ended otherwise, or was of another query.
    pub fn core(&mut self, query: &Query) -> Vec<ClauseId> {
        let mut clauses = Vec::new();
        self.walk_proof(query, |_, cause, _| {
            if let Cause::Clause(clause) = cause {
                clauses.push(ClauseId(clause));
            }
        });
        clauses.sort_unstable();
        clauses
    }

    /// The proof behind the latest [`SolveVerdict::Unsolvable`](super::SolveVerdict::Unsolvable); none when the latest search ended
    /// otherwise, or was of another query.
    pub fn refutation(&mut self, query: &Query) -> Option<Refutation> {
        if !self.is_refuted || query.mark() != self.solved {
            return None;
        }
        let mut steps = Vec::new();
        let mut ids: FxHashMap<Cause, StepId> = FxHashMap::default();
        self.walk_proof(query, |solver, cause, premises| {
            let id = StepId(trail::position(steps.len()));
            ids.insert(cause, id);
            let step = match cause {
                Cause::Clause(clause) => RefutationStep::Clause(ClauseId(clause)),
                Cause::Edge(group) => RefutationStep::Edge(EdgeGroupId(group)),
                Cause::Learned(_) | Cause::Fact(_) => RefutationStep::Derived(
                    premises.iter().filter_map(|premise| ids.get(premise).copied()).collect(),
                ),
            };
            let terms = solver.terms_of(query, cause);
            steps.push((step, terms));
        });
        let last = self.causes.iter().filter_map(|cause| ids.get(cause).copied()).collect();
        steps.push((RefutationStep::Derived(last), Vec::new()));
        Some(Refutation { steps })
    }

    /// Visits what the refutation rests on, premises first, each once.
    fn walk_proof(&mut self, query: &Query, mut visit: impl FnMut(&mut Self, Cause, &[Cause])) {
        if !self.is_refuted || query.mark() != self.solved {
            return;
        }
        let mut seen: FxHashSet<Cause> = FxHashSet::default();
        let mut stack: Vec<Visit> = self.causes.iter().rev().map(|cause| Visit::Open(*cause)).collect();
        while let Some(next) = stack.pop() {
            match next {
                Visit::Open(cause) => {
                    if !seen.insert(cause) {
                        continue;
                    }
                    let premises = self.premises(query, cause);
                    let opened: Vec<Visit> =
                        premises.iter().rev().map(|premise| Visit::Open(*premise)).collect();
                    stack.push(Visit::Close(cause, premises));
                    stack.extend(opened);
                }
                Visit::Close(cause, premises) => visit(self, cause, &premises),
            }
        }
    }

    fn premises(&mut self, query: &Query, cause: Cause) -> Vec<Cause> {
        match cause {
            Cause::Clause(_) | Cause::Edge(_) => Vec::new(),
            Cause::Learned(nogood) => self.nogoods.causes(nogood).to_vec(),
            Cause::Fact(index) => {
                let entry = self.trail.entry(index);
                let mut premises: Vec<Cause> = cause_of(entry.reason).into_iter().collect();
                if entry.previous != trail::NONE {
                    premises.push(Cause::Fact(entry.previous));
                }
                self.resolvent.clear();
                self.resolvent.resolve(self.table, query, &self.nogoods, entry.reason, None);
                for package in self.resolvent.packages() {
                    if *package != entry.package {
                        premises.extend(self.satisfier(*package, index).map(Cause::Fact));
                    }
                }
                premises
            }
        }
    }

    fn terms_of(&mut self, query: &Query, cause: Cause) -> Vec<TermView> {
        let reason = match cause {
            Cause::Clause(clause) => trail::Reason::Clause(clause),
            Cause::Edge(group) => trail::Reason::Edge(group),
            Cause::Learned(nogood) => trail::Reason::Learned(nogood),
            Cause::Fact(index) => return vec![self.fact(index)],
        };
        self.resolvent.clear();
        self.resolvent.resolve(self.table, query, &self.nogoods, reason, None);
        let packages = self.resolvent.packages().iter();
        packages.map(|package| view(*package, self.resolvent.term(self.table, *package))).collect()
    }

    /// A fact as a nogood: the package cannot have any value that is gone since the entry.
    fn fact(&self, index: u32) -> TermView {
        let package = self.trail.entry(index).package;
        let mut after = self.trail.domain(package);
        let mut later = self.trail.latest(package);
        while later != index && later != trail::NONE {
            after = self.trail.before(later);
            later = self.trail.entry(later).previous;
        }
        let gone: Vec<u64> =
            after.iter().zip(self.table.full(package)).map(|(left, all)| all & !left).collect();
        view(package, &gone)
    }
}

/// Premises are known once a cause is opened; it is visited when they all were.
enum Visit {
    Open(Cause),
    Close(Cause, Vec<Cause>),
}

fn view(package: u32, words: &[u64]) -> TermView {
    TermView {
        package: PackageId(package),
        absent: words.first().is_some_and(|word| word & bits::ABSENT != 0),
        versions: bits::versions(words).collect(),
    }
}
