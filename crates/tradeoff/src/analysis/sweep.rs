//! One fact moved along its range while all else stays nominal.

use crate::model::{Nominal, Problem};
use crate::numeric::{Interval, sort_numbers};

/// How many equal steps of a fact's range are looked at in search of a change of the lead; thresholds and points of the
/// measures are looked at as well. A lead that changes and changes back between two of them is not seen.
const STEPS: u32 = 128;

/// The cells that rest on a fact, and how they change with it.
pub(crate) struct Sweep<'a> {
    problem: &'a Problem,
    nominal: &'a Nominal,
    fact: usize,
    /// `(alternative, leaf)`.
    cells: Vec<(usize, usize)>,
    /// The values of the fact to look at, from the nominal one outwards to each end of the range, with what each cell gains there.
    sides: [Vec<Stop>; 2],
}

/// A value of the fact.
struct Stop {
    at: f64,
    /// What each cell gains over its nominal value.
    gains: Vec<f64>,
}

impl<'a> Sweep<'a> {
    /// None for a fact that no measure uses or that has one possible value.
    pub(crate) fn new(problem: &'a Problem, nominal: &'a Nominal, fact: usize) -> Option<Self> {
        let range = problem.draft().facts[fact].range;
        let mut cells = Vec::new();
        for (leaf, of) in problem.leaves().iter().enumerate() {
            let uses = |alternative: &usize| of.measures[*alternative].facts().contains(&&fact);
            cells.extend((0..of.measures.len()).filter(uses).map(|alternative| (alternative, leaf)));
        }
        if cells.is_empty() || range.width() <= 0.0 {
            return None;
        }
        let mut sweep = Self { problem, nominal, fact, cells, sides: [Vec::new(), Vec::new()] };
        sweep.sides = sweep.stops(range);
        Some(sweep)
    }

    /// The nominal value of the fact.
    pub(crate) fn nominal(&self) -> f64 {
        self.nominal.facts[self.fact]
    }

    /// What each cell gains where the fact has the value.
    fn gains(&self, x: f64) -> Vec<f64> {
        let mut facts = self.nominal.facts.clone();
        facts[self.fact] = x;
        let gain = |&(alternative, leaf): &(usize, usize)| {
            let of = &self.problem.leaves()[leaf];
            of.scale.value_of(of.measures[alternative].at(&facts)) - self.nominal.table[alternative][leaf]
        };
        self.cells.iter().map(gain).collect()
    }

    /// Whether the rival is level with the best of the others or ahead, where gains count with these weights.
    fn is_ahead(&self, gains: &[f64], weights: &[f64], eligible: &[usize], rival: usize) -> bool {
        let value = |at: usize| {
            let cells = self.cells.iter().zip(gains).filter(|((alternative, _), _)| *alternative == at);
            cells.fold(self.nominal.values[at], |sum, ((_, leaf), gain)| sum + weights[*leaf] * gain)
        };
        let mine = value(rival);
        eligible.iter().all(|&other| other == rival || mine >= value(other))
    }

    fn stops(&self, range: Interval) -> [Vec<Stop>; 2] {
        let mut stops: Vec<f64> = (0..=STEPS)
            .map(|step| range.low() + range.width() * f64::from(step) / f64::from(STEPS))
            .collect();
        for &(alternative, leaf) in &self.cells {
            let bends = self.problem.leaves()[leaf].measures[alternative].breakpoints(self.fact);
            stops.extend(bends.into_iter().filter(|x| range.contains(*x)));
        }
        sort_numbers(&mut stops);
        stops.dedup();
        let nominal = self.nominal();
        let stop = |at: f64| Stop { at, gains: self.gains(at) };
        let mut up = vec![stop(nominal)];
        up.extend(stops.iter().copied().filter(|x| *x > nominal).map(stop));
        let mut down = vec![stop(nominal)];
        down.extend(stops.iter().rev().copied().filter(|x| *x < nominal).map(stop));
        [up, down]
    }

    /// The value of the fact nearest to the nominal one at which the rival is level with the best of the others, where what changes
    /// counts with these weights; none if there is none.
    pub(crate) fn nearest(&self, weights: &[f64], eligible: &[usize], rival: usize) -> Option<f64> {
        let ahead = |gains: &[f64]| self.is_ahead(gains, weights, eligible, rival);
        let first = |side: &Vec<Stop>| {
            let reached = side.iter().position(|stop| ahead(&stop.gains))?;
            let held = side[reached.saturating_sub(1)].at;
            Some(edge(held, side[reached].at, |x| ahead(&self.gains(x))))
        };
        let from = self.nominal();
        let ends = self.sides.iter().filter_map(first);
        ends.min_by(|a, b| (a - from).abs().total_cmp(&(b - from).abs()))
    }
}

/// The edge, by bisection, between a value where it does not hold and one where it does; the side where it holds.
fn edge(mut without: f64, mut with: f64, holds: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = without / 2.0 + with / 2.0;
        if middle == without || middle == with {
            return with;
        }
        if holds(middle) {
            with = middle;
        } else {
            without = middle;
        }
    }
}
