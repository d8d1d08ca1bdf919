//! Who is above whom, and which rank each alternative has, counted over 512 samples at a time.

use super::lanes::{Eight, Lanes};
use super::numbers::{Numbers, Words};
use super::samples::{Samples, WORDS};

/// What a pair of alternatives has to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pair {
    /// Neither is ever above the other.
    Same,
    /// The first is always above.
    First,
    /// The second is always above.
    Second,
    /// The first is above where its value is larger; elsewhere the second is.
    Either,
    /// Each is above where its value is larger; equals are not.
    Strict,
}

/// Every pair of alternatives.
pub(crate) struct Order {
    /// The number of alternatives.
    m: usize,
    /// The comparisons of values that are made: the first is larger.
    compared: Vec<(usize, usize)>,
    /// `[a * m + b]`: where `a` is above `b`.
    above: Vec<Above>,
}

/// A set of samples: what comparison `set - 1` gave, or none for 0; or all others.
#[derive(Debug, Clone, Copy)]
struct Above {
    set: usize,
    others: bool,
}

impl Order {
    /// Pairs `(a, b)` with `a < b` of `m` alternatives.
    pub(crate) fn new(m: usize, pair: impl Fn(usize, usize) -> Pair) -> Self {
        let mut order = Self { m, compared: Vec::new(), above: vec![Above { set: 0, others: false }; m * m] };
        for a in 0..m {
            for b in a + 1..m {
                let (first, second) = (a * m + b, b * m + a);
                match pair(a, b) {
                    Pair::Same => {}
                    Pair::First => order.above[first].others = true,
                    Pair::Second => order.above[second].others = true,
                    Pair::Either => {
                        let set = order.compare(a, b);
                        order.above[first] = Above { set, others: false };
                        order.above[second] = Above { set, others: true };
                    }
                    Pair::Strict => {
                        order.above[first].set = order.compare(a, b);
                        order.above[second].set = order.compare(b, a);
                    }
                }
            }
        }
        order
    }

    fn compare(&mut self, a: usize, b: usize) -> usize {
        self.compared.push((a, b));
        self.compared.len()
    }
}

/// How many columns of 64 samples stay near the processor while every alternative has its turn.
const NEAR: usize = 32;

/// Counts of ranks and wins.
pub(crate) struct Standings<'a> {
    order: &'a Order,
    /// The samples of each comparison, after the empty set.
    sets: Vec<Samples>,
    /// How many samples each comparison had, in parts.
    set_counts: Vec<Eight<u64>>,
    /// `[alternative * m + rank]`: how many samples, in parts.
    rank_counts: Vec<Eight<u64>>,
    /// The samples in which each alternative comes first.
    winning: Vec<Samples>,
    n_samples: u64,
}

impl<'a> Standings<'a> {
    pub(crate) fn new(order: &'a Order) -> Self {
        let (m, n_sets) = (order.m, order.compared.len() + 1);
        Self {
            order,
            sets: vec![Samples::NONE; n_sets],
            set_counts: vec![Eight([0; 8]); n_sets],
            rank_counts: vec![Eight([0; 8]); m * m],
            winning: vec![Samples::NONE; m],
            n_samples: 0,
        }
    }

    /// Compares the values of 64 samples.
    #[inline(always)]
    pub(crate) fn compare<N: Numbers>(&mut self, word: usize, values: &[Lanes]) {
        let in_group = 8 * N::LANES;
        let mut sets = &mut self.sets[1..];
        for run in self.order.compared.chunk_by(|before, after| before.0 == after.0) {
            let (of_run, rest) = sets.split_at_mut(run.len());
            let first = &values[run[0].0];
            for group in 0..64 / in_group {
                let first: [N; 8] = std::array::from_fn(|at| N::of(first, 8 * group + at));
                for (&(_, second), set) in run.iter().zip(&mut *of_run) {
                    let second = &values[second].0[in_group * group..][..in_group];
                    N::note_above(&first, second, set, word, group);
                }
            }
            sets = rest;
        }
    }

    /// Counts what was compared, in the first samples, as many as there are.
    #[inline(always)]
    pub(crate) fn count<N: Numbers>(&mut self, n_samples: u64) {
        let valid = first_samples::<N>(n_samples);
        self.n_samples += n_samples.min(64 * WORDS as u64);
        for register in 0..8 / N::LANES {
            let of = |set: &Samples| N::Words::of_bytes(&set.0[8 * N::LANES * register..]);
            let valid = of(&valid);
            for (count, set) in self.set_counts.iter_mut().zip(&self.sets) {
                add_count(count, register, of(set).and(valid));
            }
            for alternative in 0..self.order.m {
                match self.order.m {
                    0..=16 => self.count_ranks::<N, 4>(alternative, register, valid),
                    17..=64 => self.count_ranks::<N, 6>(alternative, register, valid),
                    _ => self.count_ranks::<N, 64>(alternative, register, valid),
                }
            }
        }
    }

    /// The number of rivals above the alternative is added up in bit planes: plane `k` holds bit `k` of the number of each sample.
    #[inline(always)]
    fn count_ranks<N: Numbers, const PLANES: usize>(
        &mut self,
        alternative: usize,
        register: usize,
        valid: N::Words,
    ) {
        let (m, at) = (self.order.m, 8 * N::LANES * register);
        let mut planes = [N::Words::splat(0); PLANES];
        for rival in (0..m).filter(|&rival| rival != alternative) {
            let Above { set, others } = self.order.above[rival * m + alternative];
            let turn = N::Words::splat(u64::from(others).wrapping_neg());
            let mut carry = N::Words::of_bytes(&self.sets[set].0[at..]).xor(turn);
            for plane in &mut planes {
                let next = plane.and(carry);
                *plane = plane.xor(carry);
                carry = next;
            }
        }
        for (rank, count) in self.rank_counts[alternative * m..][..m].iter_mut().enumerate() {
            let mut with_rank = valid;
            for (bit, plane) in planes.iter().enumerate() {
                // All ones where the rank lacks the bit, to turn the plane round.
                let turn = N::Words::splat(((rank >> bit & 1) as u64).wrapping_sub(1));
                with_rank = with_rank.and(plane.xor(turn));
            }
            add_count(count, register, with_rank);
            if rank == 0 {
                with_rank.store_bytes(&mut self.winning[alternative].0[at..]);
            }
        }
    }

    /// Adds up the columns of the samples in which each alternative comes first. `columns` holds `n` for each 64 samples, `sums`
    /// `n` for each alternative: each place sums up every eighth sample.
    #[inline(always)]
    pub(crate) fn add_winning<N: Numbers>(&self, columns: &[Lanes], n: usize, sums: &mut [Eight<f64>]) {
        if n == 0 {
            return;
        }
        let near = (NEAR / n).max(1);
        for (turn, columns) in columns.chunks(near * n).enumerate() {
            for (winning, sums) in self.winning.iter().zip(sums.chunks_exact_mut(n)) {
                for (first, sums) in (0..n).step_by(8).zip(sums.chunks_mut(8)) {
                    let words = columns.chunks_exact(n).zip(turn * near..WORDS);
                    let of = words.map(|(columns, word)| (word, &columns[first..]));
                    match sums.len() {
                        1 => add_columns::<N, 1>(of, winning, sums),
                        2 => add_columns::<N, 2>(of, winning, sums),
                        3 => add_columns::<N, 3>(of, winning, sums),
                        4 => add_columns::<N, 4>(of, winning, sums),
                        5 => add_columns::<N, 5>(of, winning, sums),
                        6 => add_columns::<N, 6>(of, winning, sums),
                        7 => add_columns::<N, 7>(of, winning, sums),
                        _ => add_columns::<N, 8>(of, winning, sums),
                    }
                }
            }
        }
    }

    /// `[alternative * m + rank]`: in how many samples the alternative has the rank.
    pub(crate) fn ranks(&self) -> Vec<u64> {
        self.rank_counts.iter().map(|count| count.0.iter().sum()).collect()
    }

    /// `[a * m + b]`: in how many samples `a` is above `b`.
    pub(crate) fn wins(&self) -> Vec<u64> {
        let counts: Vec<u64> = self.set_counts.iter().map(|count| count.0.iter().sum()).collect();
        let wins = |above: &Above| {
            let count = counts[above.set];
            if above.others { self.n_samples - count } else { count }
        };
        self.order.above.iter().map(wins).collect()
    }
}

/// The first samples, as many as there are.
fn first_samples<N: Numbers>(n_samples: u64) -> Samples {
    let mut samples = Samples::NONE;
    for at in (0..64 * WORDS).take_while(|&at| (at as u64) < n_samples) {
        let (byte, bit) = N::place(at / 64, at % 64);
        samples.0[byte] |= 1 << bit;
    }
    samples
}

#[inline(always)]
fn add_count<W: Words>(count: &mut Eight<u64>, register: usize, set: W) {
    let count = &mut count.0[W::LANES * register..];
    W::load(count).add(set.count_ones()).store(count);
}

#[inline(always)]
fn add_columns<'a, N: Numbers, const C: usize>(
    words: impl Iterator<Item = (usize, &'a [Lanes])>,
    winning: &Samples,
    sums: &mut [Eight<f64>],
) {
    let Some(sums) = sums.first_chunk_mut::<C>() else { return };
    let words = words.filter_map(|(word, columns)| Some((word, columns.first_chunk::<C>()?)));
    N::add_columns(words, winning, sums);
}
