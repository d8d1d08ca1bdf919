//! The search: decide, propagate, learn from conflicts, jump back.

mod conflict;
mod nogoods;
mod order;
mod propagate;
mod refutation;
mod resolvent;
#[cfg(feature = "python")]
mod support;
mod trail;

use std::fmt;
use std::sync::atomic::AtomicBool;

use crate::bits;
use crate::query::{ClauseId, Query};
use crate::table::{PackageId, Table};
pub use refutation::{Refutation, RefutationStep, StepId, TermView};
#[cfg(feature = "python")]
#[cfg(feature = "python")]
pub(crate) use support::Support;

use conflict::Learned;
use nogoods::{Cause, Nogoods};
use order::{Mark, Order};
use propagate::Best;
use resolvent::Resolvent;
use trail::{Narrowed, Reason, Trail};

/// How long a search may take. The default sets no bound.
#[derive(Debug, Clone, Copy, Default)]
pub struct Control<'a> {
    /// The most narrowings that the search may make before it stops.
    pub max_steps: Option<u64>,
    /// Set from another thread to stop the search; looked at every few hundred narrowings.
    pub cancelled: Option<&'a AtomicBool>,
}

/// Why a search stopped without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Stop {
    /// [`Control::cancelled`] was set.
    Cancelled,
    /// [`Control::max_steps`] narrowings were made.
    OutOfSteps,
    /// What was learned no longer fits 32-bit positions.
    OutOfSpace,
    /// The query is about another table than the solver's.
    OtherTable,
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Cancelled => "it was cancelled",
            Self::OutOfSteps => "it reached the bound on its steps",
            Self::OutOfSpace => "it learned more than fits its tables",
            Self::OtherTable => "its query is about another table",
        })
    }
}

impl std::error::Error for Stop {}

/// The answer of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[must_use]
pub enum SolveVerdict {
    /// The packages that are there, by number, each with its version.
    Solved(Vec<(PackageId, u32)>),
    /// No choice of versions meets all clauses; [`Solver::refutation`] says why.
    Unsolvable,
    /// The search was stopped.
    Stopped(Stop),
}

/// Solves a query over a table once. For many queries over one table, keep a [`Solver`].
///
/// ```
/// use haggle_resolve::{Control, Query, SolveVerdict, TableBuilder, solve};
///
/// let mut builder = TableBuilder::new();
/// let menu = builder.package(2)?;
/// let icons = builder.package(3)?;
/// builder.edge(menu, 1, icons, &[(0, 2)])?;
/// let table = builder.build()?;
/// let mut query = Query::new();
/// query.require(&table, menu, &[(0, 2)])?;
/// let verdict = solve(&table, &query, &Control::default());
/// assert_eq!(verdict, SolveVerdict::Solved(vec![(menu, 1), (icons, 1)]));
/// # Ok::<(), haggle_resolve::TableError>(())
/// ```
pub fn solve(table: &Table, query: &Query, control: &Control<'_>) -> SolveVerdict {
    Solver::new(table).solve(query, control)
}

/// A search over one table that can be run many times: starting again costs what the search before touched.
///
/// Laws, each with a property test of its name:
/// - *every solution holds*: all clauses and all edges of the chosen versions are met;
/// - *no solution means none*: brute force finds none either;
/// - *the first in order*: no solution that agrees on the decisions before has a better version at any decision;
/// - *a reused solver answers like a new one*.
#[derive(Debug)]
pub struct Solver<'t> {
    table: &'t Table,
    trail: Trail,
    /// The next entry of the trail to propagate.
    head: usize,
    /// Sets of which no version is left.
    is_dead: Vec<bool>,
    died: Vec<u32>,
    order: Order,
    nogoods: Nogoods,
    resolvent: Resolvent,
    marks: Vec<(Mark, usize)>,
    causes: Vec<Cause>,
    is_refuted: bool,
    /// Tells whether a query is the one that was solved.
    solved: u64,
    /// Whether the search looks ahead: dead sets narrow every package.
    is_eager: bool,
    steps: u64,
}

impl<'t> Solver<'t> {
    /// A solver for queries over the table.
    pub fn new(table: &'t Table) -> Self {
        Self {
            table,
            is_eager: false,
            trail: Trail::new(table),
            head: 0,
            is_dead: vec![false; table.n_sets()],
            died: Vec::new(),
            order: Order::new(table.n_packages()),
            nogoods: Nogoods::new(table.n_packages()),
            resolvent: Resolvent::new(table),
            marks: Vec::new(),
            causes: Vec::new(),
            is_refuted: false,
            solved: 0,
            steps: 0,
        }
    }

    /// Solves the query.
    pub fn solve(&mut self, query: &Query, control: &Control<'_>) -> SolveVerdict {
        self.solve_some(query, |_| true, control)
    }

    /// Solves with those clauses of the query that `is_enabled` lets through.
    pub fn solve_some(
        &mut self,
        query: &Query,
        is_enabled: impl Fn(ClauseId) -> bool,
        control: &Control<'_>,
    ) -> SolveVerdict {
        self.reset();
        if !query.fits(self.table) {
            return SolveVerdict::Stopped(Stop::OtherTable);
        }
        self.solved = query.mark();
        if let Err(reason) = self.assume(query, is_enabled) {
            self.learn(query, reason);
            return SolveVerdict::Unsolvable;
        }
        loop {
            let next = self.propagate(control).and_then(|()| self.decide());
            match next {
                Ok(true) => {}
                Ok(false) => return SolveVerdict::Solved(self.solution()),
                Err(Halt::Stopped(stop)) => return SolveVerdict::Stopped(stop),
                Err(Halt::Conflict(reason)) => match self.learn(query, reason) {
                    Learned::Refutation => return SolveVerdict::Unsolvable,
                    Learned::Nogood if !self.is_eager => {
                        if let Err(reason) = self.become_eager() {
                            self.learn(query, reason);
                            return SolveVerdict::Unsolvable;
                        }
                    }
                    Learned::Nogood => {}
                },
            }
        }
    }

    /// How many narrowings the latest search made.
    pub fn n_steps(&self) -> u64 {
        self.steps
    }

    /// How many nogoods the latest search learned.
    pub fn n_learned(&self) -> usize {
        self.nogoods.len()
    }

    fn reset(&mut self) {
        self.trail.clear();
        self.revive(0);
        self.order.clear();
        self.nogoods.clear();
        self.resolvent.clear();
        self.marks.clear();
        self.causes.clear();
        self.is_refuted = false;
        self.is_eager = false;
        self.head = 0;
        self.steps = 0;
    }

    fn assume(&mut self, query: &Query, is_enabled: impl Fn(ClauseId) -> bool) -> Result<(), Reason> {
        for id in query.clauses() {
            if !is_enabled(id) {
                continue;
            }
            let package = query.clauses[id.index()].package;
            let reason = Reason::Clause(id.0);
            if self.trail.keep(package, query.allowed(self.table, id.index()), reason) == Narrowed::Empty {
                return Err(reason);
            }
            if query.is_root(id) {
                self.order.discover(package);
            }
        }
        Ok(())
    }

    /// Decides the next package in order; false when there is none.
    fn decide(&mut self) -> Result<bool, Halt> {
        while let Some(package) = self.order.next() {
            let value = match self.best_value(package).map_err(Halt::Conflict)? {
                Best::Only(value) => value,
                Best::Gone => return Ok(true),
                Best::Of(value) => {
                    self.marks.push((self.order.mark(), self.died.len()));
                    self.trail.open_level();
                    self.trail.decide(package, value);
                    self.order.decide(self.table, package, value);
                    return Ok(true);
                }
            };
            self.order.decide(self.table, package, value);
        }
        Ok(false)
    }

    fn back_to(&mut self, level: usize) {
        if let Some((mark, n_died)) = self.marks.get(level).copied() {
            self.order.back_to(mark);
            self.revive(n_died);
            self.marks.truncate(level);
        }
        self.trail.back_to(level);
        self.head = self.trail.len();
    }

    fn revive(&mut self, n_died: usize) {
        for set in self.died.drain(n_died..) {
            self.is_dead[set as usize] = false;
        }
    }

    fn solution(&self) -> Vec<(PackageId, u32)> {
        let decided = self.order.decided();
        let mut chosen = Vec::with_capacity(decided.len());
        for package in decided {
            let version = bits::highest(self.trail.domain(*package)).and_then(|value| value.checked_sub(1));
            chosen.extend(version.map(|version| (PackageId(*package), version)));
        }
        chosen.sort_unstable_by_key(|(package, _)| *package);
        chosen
    }

    /// The first conflict shows that looking ahead pays: starts again from level zero, where from now on dead sets narrow
    /// every package. What was learned stays, and the order of decisions makes the answer the same.
    fn become_eager(&mut self) -> Result<(), Reason> {
        self.is_eager = true;
        self.back_to(0);
        self.head = 0;
        for set in &self.table.empty_sets {
            self.is_dead[*set as usize] = true;
            self.died.push(*set);
            self.remove_dependents(*set)?;
        }
        Ok(())
    }
}

enum Halt {
    Conflict(Reason),
    Stopped(Stop),
}
