//! Draws a column at a time: one fact, weight or value of 64 samples side by side. Each lane has the very draws that
//! [`Draw`](crate::uncertainty::draw::Draw) has for its sample.

use super::draw::{FACTS, WEIGHTS};
use crate::model::{Fact, Measure, Problem, QuantileTable, Scale, Weigher};
use crate::numeric::{Stream, Streams};
use crate::vector::Lanes;

/// What is drawn, sorted out before the first sample.
pub(super) struct Plan<'a> {
    problem: &'a Problem,
    facts: Vec<FactPlan<'a>>,
    cells: Vec<CellPlan<'a>>,
    n_eligible: usize,
}

enum FactPlan<'a> {
    /// The column never changes.
    Known,
    /// Uniform between two bounds.
    Uniform { low: f64, width: f64, high: f64 },
    /// Whatever distribution, lane by lane.
    Other(&'a Fact, Option<&'a QuantileTable>),
}

/// One cell: a leaf and one of the eligible alternatives.
enum CellPlan<'a> {
    /// The facts that it rests on are known: the value.
    Value(f64),
    Open {
        measure: &'a Measure<usize>,
        scale: &'a Scale,
    },
}

/// The columns of 64 samples.
pub(super) struct Columns {
    facts: Vec<Lanes>,
    /// The group's value of each eligible alternative.
    pub(super) values: Vec<Lanes>,
    scratch: Vec<Lanes>,
    cell: Lanes,
}

impl<'a> Plan<'a> {
    pub(super) fn new(problem: &'a Problem, eligible: &[usize]) -> Self {
        let plan = |(at, fact): (usize, &'a Fact)| match fact.uniform() {
            _ if fact.is_certain() => FactPlan::Known,
            Some(bounds) => {
                FactPlan::Uniform { low: bounds.low(), width: bounds.width(), high: bounds.high() }
            }
            None => FactPlan::Other(fact, problem.quantile_table(at)),
        };
        let draft = problem.draft();
        let known = first_draw(problem);
        let mut cells = Vec::with_capacity(problem.leaves().len() * eligible.len());
        for leaf in problem.leaves() {
            for &at in eligible {
                let measure = &leaf.measures[at];
                let certain = measure.facts().iter().all(|fact| draft.facts[**fact].is_certain());
                cells.push(if certain {
                    CellPlan::Value(leaf.scale.value_of(measure.at(&known)))
                } else {
                    CellPlan::Open { measure, scale: &leaf.scale }
                });
            }
        }
        let facts = draft.facts.iter().enumerate().map(plan).collect();
        Self { problem, facts, cells, n_eligible: eligible.len() }
    }

    pub(super) fn columns(&self) -> Columns {
        Columns {
            facts: first_draw(self.problem).into_iter().map(|value| Lanes([value; 64])).collect(),
            values: vec![Lanes::ZERO; self.n_eligible],
            scratch: Vec::new(),
            cell: Lanes::ZERO,
        }
    }
}

/// A draw of every fact; for one that is known, the only one.
fn first_draw(problem: &Problem) -> Vec<f64> {
    problem.draw_facts(|_| Stream::new(0, 0)).collect()
}

impl Columns {
    /// Draws 64 samples, the first of this number; the group's weight of each leaf goes to `weights`.
    #[inline(always)]
    pub(super) fn draw(&mut self, plan: &Plan<'_>, seed: u64, first: u64, weights: &mut [Lanes]) {
        let streams = Streams::new(seed, first);
        for ((fact, column), purpose) in plan.facts.iter().zip(&mut self.facts).zip(FACTS..) {
            match fact {
                FactPlan::Known => {}
                FactPlan::Uniform { low, width, high } => {
                    streams.fork(purpose).uniform_in(*low, *width, *high, column);
                }
                FactPlan::Other(fact, table) => {
                    let streams = streams.fork(purpose);
                    for (lane, value) in column.0.iter_mut().enumerate() {
                        *value = fact.draw(*table, &mut streams.lane(lane));
                    }
                }
            }
        }
        weights.fill(Lanes::ZERO);
        let weighers = plan.problem.weighers().iter().zip(plan.problem.powers());
        for ((weigher, power), purpose) in weighers.zip(WEIGHTS..) {
            let streams = streams.fork(purpose);
            self.add_weights(weigher, streams, *power, weights);
        }
        self.add_up(plan, weights);
    }

    #[inline(always)]
    fn add_weights(&mut self, weigher: &Weigher, mut streams: Streams, power: f64, group: &mut [Lanes]) {
        if let Some(swing) = weigher.swing_plan() {
            swing.add_columns(&mut streams, power, group, &mut self.scratch);
            return;
        }
        let (mut weights, mut scratch) = (vec![0.0; group.len()], Vec::new());
        for lane in 0..64 {
            weights.fill(0.0);
            weigher.add_draw(&mut streams.lane(lane), power, &mut weights, &mut scratch);
            for (column, weight) in group.iter_mut().zip(&weights) {
                column.0[lane] += weight;
            }
        }
    }

    /// The additive values: products and sums are rounded one by one, in the order of the leaves.
    #[inline(always)]
    fn add_up(&mut self, plan: &Plan<'_>, weights: &[Lanes]) {
        for value in &mut self.values {
            *value = Lanes::ZERO;
        }
        if plan.n_eligible == 0 {
            return;
        }
        for (cells, weights) in plan.cells.chunks_exact(plan.n_eligible).zip(weights) {
            for (cell, sums) in cells.iter().zip(&mut self.values) {
                match cell {
                    CellPlan::Value(value) => {
                        for (sum, weight) in sums.0.iter_mut().zip(&weights.0) {
                            *sum += weight * value;
                        }
                    }
                    CellPlan::Open { measure, scale } => {
                        measure.column(&self.facts, &mut self.cell);
                        scale.value_column(&mut self.cell);
                        for ((sum, weight), value) in sums.0.iter_mut().zip(&weights.0).zip(&self.cell.0) {
                            *sum += weight * value;
                        }
                    }
                }
            }
        }
    }
}
