//! Draws a column at a time: one fact, weight or value of 64 samples side by side. Each lane has the very draws that
//! [`Draw`](crate::uncertainty::draw::Draw) has for its sample.

use crate::model::{Drawing, FACTS, Fact, Measure, PAIRS, Problem, Scale, WEIGHTS, Weigher};
use crate::numeric::{Direction, Forks, Spread, Stream, Streams};
use crate::vector::{Lanes, Numbers};

/// What is drawn, sorted out before the first sample.
pub(super) struct Plan<'a> {
    problem: &'a Problem,
    cells: Vec<CellPlan<'a>>,
    n_eligible: usize,
}

/// One cell: a leaf and one of the eligible alternatives.
enum CellPlan<'a> {
    /// The facts that it rests on are known: the value.
    Value(f64),
    /// The value is the fact.
    Fact(usize),
    /// A straight line through one fact, on a linear scale.
    Line(Line),
    Open {
        measure: &'a Measure<usize>,
        scale: &'a Scale,
    },
}

/// The value `(clamped - low) / width` of a measure `intercept + slope * fact`, or from the high end where less is better.
struct Line {
    fact: usize,
    intercept: f64,
    slope: f64,
    low: f64,
    high: f64,
    width: f64,
    direction: Direction,
}

impl<'a> CellPlan<'a> {
    fn open(measure: &'a Measure<usize>, scale: &'a Scale, facts: &[Fact]) -> Self {
        let Measure::Affine { intercept, terms } = measure else { return Self::Open { measure, scale } };
        let ([(fact, slope)], true) = (&terms[..], scale.is_linear()) else {
            return Self::Open { measure, scale };
        };
        let (low, high, width) = (scale.range.low(), scale.range.high(), scale.range.width());
        let is_fact = *intercept == 0.0 && *slope == 1.0 && scale.direction == Direction::Max;
        if is_fact && (low, high) == (0.0, 1.0) && scale.range.encloses(facts[*fact].range) {
            return Self::Fact(*fact);
        }
        let (fact, intercept, slope, direction) = (*fact, *intercept, *slope, scale.direction);
        Self::Line(Line { fact, intercept, slope, low, high, width, direction })
    }
}

impl Line {
    /// The value of a fact, in each lane.
    #[inline(always)]
    fn prepared<N: Numbers>(&self) -> impl Fn(N) -> N + use<N> {
        let (intercept, slope) = (N::splat(self.intercept), N::splat(self.slope));
        let (low, high, width) = (N::splat(self.low), N::splat(self.high), N::splat(self.width));
        let (direction, has_unit_width) = (self.direction, self.width == 1.0);
        move |fact| {
            let measure = intercept.add(slope.multiply(fact)).max(low).min(high);
            let position = match direction {
                Direction::Max => measure.subtract(low),
                Direction::Min => high.subtract(measure),
            };
            // Dividing by 1 changes nothing and takes its time.
            if has_unit_width { position } else { position.divide(width) }
        }
    }
}

/// Adds weight times value in each lane; `value` gives those of a register.
#[inline(always)]
fn add_products<N: Numbers>(sums: &mut Lanes, weights: &Lanes, value: impl Fn(usize) -> N) {
    for at in 0..64 / N::LANES {
        N::of(sums, at).add(N::of(weights, at).multiply(value(at))).put(sums, at);
    }
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
                    CellPlan::open(measure, &leaf.scale, &draft.facts)
                });
            }
        }
        Self { problem, cells, n_eligible: eligible.len() }
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

/// Draws two facts: from the halves of a word of each stream what takes half a word.
#[inline(always)]
fn draw_pair<N: Numbers>(
    streams: &Streams,
    pair: u64,
    drawings: &[Drawing],
    columns: &mut [Lanes],
    unused: &mut Lanes,
) {
    let spread = |at: usize| match drawings.get(at) {
        Some(Drawing::Uniform(spread)) => Some(*spread),
        Some(Drawing::Table(_)) => Some(Spread::UNIT),
        _ => None,
    };
    let mut streams_of_pair = streams.fork(PAIRS + pair);
    match (spread(0), spread(1), &mut *columns) {
        (Some(one), Some(two), [upper, lower]) => streams_of_pair.halves::<N>([one, two], upper, lower),
        (Some(one), None, [upper, ..]) => streams_of_pair.halves::<N>([one, Spread::UNIT], upper, unused),
        (None, Some(two), [_, lower]) => streams_of_pair.halves::<N>([Spread::UNIT, two], unused, lower),
        _ => {}
    }
    for ((drawing, column), number) in drawings.iter().zip(columns).zip(2 * pair..) {
        match drawing {
            Drawing::Table(table) => {
                for value in &mut column.0 {
                    *value = table.at(*value);
                }
            }
            Drawing::Words(words) => {
                let streams = streams.fork(FACTS + number);
                for (lane, value) in column.0.iter_mut().enumerate() {
                    *value = words.draw(&mut streams.lane(lane));
                }
            }
            Drawing::Certain(_) | Drawing::Uniform(_) => {}
        }
    }
}

impl Columns {
    /// Draws 64 samples, the first of this number; the group's weight of each leaf goes to `weights`.
    #[inline(always)]
    pub(super) fn draw<N: Numbers>(&mut self, plan: &Plan<'_>, seed: u64, first: u64, weights: &mut [Lanes]) {
        let streams = Streams::new(seed, first);
        for (pair, (drawings, columns)) in
            (0..).zip(plan.problem.drawings().chunks(2).zip(self.facts.chunks_mut(2)))
        {
            draw_pair::<N>(&streams, pair, drawings, columns, &mut self.cell);
        }
        weights.fill(Lanes::ZERO);
        let weighers = plan.problem.weighers().iter().zip(plan.problem.powers());
        for ((weigher, power), purpose) in weighers.zip(WEIGHTS..) {
            let streams = streams.fork(purpose);
            self.add_weights::<N>(weigher, streams, *power, weights);
        }
        self.add_up::<N>(plan, weights);
    }

    #[inline(always)]
    fn add_weights<N: Numbers>(
        &mut self,
        weigher: &Weigher,
        mut streams: Forks<'_>,
        power: f64,
        group: &mut [Lanes],
    ) {
        if let Some(swing) = weigher.swing_plan() {
            swing.add_columns::<N>(&mut streams, power, group, &mut self.scratch);
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
    fn add_up<N: Numbers>(&mut self, plan: &Plan<'_>, weights: &[Lanes]) {
        for value in &mut self.values {
            *value = Lanes::ZERO;
        }
        if plan.n_eligible == 0 {
            return;
        }
        for (cells, weights) in plan.cells.chunks_exact(plan.n_eligible).zip(weights) {
            for (cell, sums) in cells.iter().zip(&mut self.values) {
                match cell {
                    CellPlan::Value(value) => add_products(sums, weights, |_| N::splat(*value)),
                    CellPlan::Fact(fact) => {
                        let facts = &self.facts[*fact];
                        add_products(sums, weights, |at| N::of(facts, at));
                    }
                    CellPlan::Line(line) => {
                        let facts = &self.facts[line.fact];
                        let value = line.prepared();
                        add_products(sums, weights, |at| value(N::of(facts, at)));
                    }
                    CellPlan::Open { measure, scale } => {
                        measure.column(&self.facts, &mut self.cell);
                        scale.value_column(&mut self.cell);
                        add_products(sums, weights, |at| N::of(&self.cell, at));
                    }
                }
            }
        }
    }
}
