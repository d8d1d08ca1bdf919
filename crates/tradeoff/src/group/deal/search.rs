//! Exact search over joint choices: branch and bound, depth first.

use std::cmp::Ordering;

use super::bound::{Bound, dot};
use super::table::{TOLERANCE, Table};
use crate::numeric::sort_by;

/// How a joint choice compares, larger being better: keys are compared from the first number on, within the tolerance.
pub(super) type Key = Vec<f64>;

/// More joint choices than are looked at for one solution; beyond that the best so far is taken, and said to be unproven.
const MOST_NODES: u64 = 4_000_000;

/// The best joint choice: `choice[issue]` is the option.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) choice: Vec<usize>,
    pub(super) gains: Vec<f64>,
    pub(super) key: Key,
    pub(super) n_moves: usize,
    /// Whether the whole of the choices was looked at or ruled out.
    pub(super) is_exact: bool,
}

/// The joint choice of the largest key among those that leave nobody worse off and have a key; of equal ones that of the fewest moves, then
/// the first in the order of the options. The first number of a key is bounded by `bound`.
pub(super) fn search(table: &Table, bound: &Bound, key: &dyn Fn(&[f64]) -> Option<Key>) -> Option<Found> {
    let mut first = Search::new(table, bound, key, None);
    first.descend(0);
    let (n_left, best) = (first.n_left, first.best?);
    // The second pass breaks ties: what is as good within the tolerance as the best of all.
    let mut second = Search::new(table, bound, key, Some(best.key.clone()));
    second.descend(0);
    let is_exact = n_left > 0 && second.n_left > 0;
    Some(Found { is_exact, ..second.best.unwrap_or(best) })
}

struct Search<'a> {
    table: &'a Table,
    bound: &'a Bound,
    key: &'a dyn Fn(&[f64]) -> Option<Key>,
    /// The key to reach, within the tolerance; none while the best is looked for.
    target: Option<Key>,
    /// `[depth]`: the rows in the order in which they are tried, and the most that each party can still gain.
    tried: Vec<Vec<usize>>,
    most: Vec<Vec<f64>>,
    rows: Vec<usize>,
    gains: Vec<Vec<f64>>,
    n_moves: usize,
    best_moves: usize,
    best: Option<Found>,
    n_left: u64,
}

impl<'a> Search<'a> {
    fn new(
        table: &'a Table,
        bound: &'a Bound,
        key: &'a dyn Fn(&[f64]) -> Option<Key>,
        target: Option<Key>,
    ) -> Self {
        let n = table.rows.len();
        let mut most = vec![vec![0.0; table.n_parties]; n + 1];
        for depth in (0..n).rev() {
            for party in 0..table.n_parties {
                let best =
                    table.rows[depth].iter().map(|row| row.gains[party]).fold(f64::NEG_INFINITY, f64::max);
                most[depth][party] = most[depth + 1][party] + best;
            }
        }
        let tried = table.rows.iter().map(|rows| {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            let worth = |row: usize| dot(&bound.multipliers, &rows[row].gains);
            sort_by(&mut order, |&a, &b| worth(b).total_cmp(&worth(a)).then(a.cmp(&b)));
            order
        });
        Self {
            table,
            bound,
            key,
            target,
            tried: tried.collect(),
            most,
            rows: vec![0; n],
            gains: vec![vec![0.0; table.n_parties]; n + 1],
            n_moves: 0,
            best_moves: usize::MAX,
            best: None,
            n_left: MOST_NODES,
        }
    }

    fn descend(&mut self, depth: usize) {
        if self.n_left == 0 || !self.is_promising(depth) {
            return;
        }
        self.n_left -= 1;
        if depth == self.table.rows.len() {
            self.arrive();
            return;
        }
        for number in 0..self.tried[depth].len() {
            let at = self.tried[depth][number];
            let row = &self.table.rows[depth][at];
            let (before, after) = self.gains.split_at_mut(depth + 1);
            for ((sum, so_far), gain) in after[0].iter_mut().zip(&before[depth]).zip(&row.gains) {
                *sum = so_far + gain;
            }
            self.rows[depth] = at;
            self.n_moves += usize::from(row.is_move);
            self.descend(depth + 1);
            self.n_moves -= usize::from(row.is_move);
        }
    }

    fn is_promising(&self, depth: usize) -> bool {
        let gains = &self.gains[depth];
        if gains.iter().zip(&self.most[depth]).any(|(gain, most)| gain + most < -TOLERANCE) {
            return false;
        }
        match (&self.target, &self.best) {
            (Some(target), _) => {
                self.n_moves <= self.best_moves && self.bound.at(depth, gains) >= target[0] - 2.0 * TOLERANCE
            }
            // What bounds the key's first number rules out only what is worse by it.
            (None, Some(best)) if best.key.len() > 1 => {
                self.bound.at(depth, gains) >= best.key[0] - TOLERANCE
            }
            (None, Some(best)) => self.bound.at(depth, gains) > best.key[0],
            (None, None) => true,
        }
    }

    fn arrive(&mut self) {
        let gains = self.gains[self.table.rows.len()].clone();
        let Some(key) = (self.key)(&gains) else { return };
        let mut choice = vec![0; self.rows.len()];
        for (depth, &issue) in self.table.order.iter().enumerate() {
            choice[issue] = self.table.rows[depth][self.rows[depth]].option;
        }
        let is_better = match (&self.target, &self.best) {
            (Some(target), best) => {
                compare(&key, target) != Ordering::Less
                    && best
                        .as_ref()
                        .is_none_or(|best| (self.n_moves, &choice) < (self.best_moves, &best.choice))
            }
            (None, None) => true,
            (None, Some(best)) if key.len() == 1 => key[0] > best.key[0],
            (None, Some(best)) => compare(&key, &best.key) == Ordering::Greater,
        };
        if is_better {
            self.best_moves = if self.target.is_some() { self.n_moves } else { usize::MAX };
            self.best = Some(Found { choice, gains, key, n_moves: self.n_moves, is_exact: true });
        }
    }
}

/// Compares keys from the first number on; numbers within the tolerance are equal.
pub(super) fn compare(a: &[f64], b: &[f64]) -> Ordering {
    let different = a.iter().zip(b).find(|(x, y)| (*x - *y).abs() > TOLERANCE);
    different.map_or(Ordering::Equal, |(x, y)| x.total_cmp(y))
}
