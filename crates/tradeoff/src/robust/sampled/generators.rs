//! Sorted uniform numbers, 64 samples side by side.

use super::network::Network;
use crate::vector::{Lanes, Numbers, Words};

/// Sixteen generators xoshiro256+ side by side (D. Blackman & S. Vigna 2021, doi:10.1145/3460772), of which the upper 52 bits
/// are used: the samples of a word take turns, the first sixteen, the next sixteen and so on.
pub(super) struct Generators<N: Numbers> {
    /// Those of two, four or eight generators in each; the rest is not used.
    states: [[N::Words; 4]; 8],
}

impl<N: Numbers> Generators<N> {
    /// How many of the states there are.
    const STATES: usize = 16 / N::LANES;

    /// The generators of a chunk of samples: they depend on the seed and the number of the chunk alone.
    #[inline(always)]
    pub(super) fn new(seed: u64, chunk: u64) -> Self {
        let mut words = crate::numeric::Stream::new(seed, chunk);
        let mut states = [[N::Words::splat(0); 4]; 8];
        // Eight generators after the other eight, of each the four words in turn.
        for half in states[..Self::STATES].chunks_mut(8 / N::LANES) {
            for word in 0..4 {
                let eight = [(); 8].map(|()| words.next_word());
                for (state, words) in half.iter_mut().zip(eight.chunks(N::LANES)) {
                    state[word] = N::Words::load(words);
                }
            }
        }
        Self { states }
    }

    /// As many uniform numbers in `[1, 2)` for each of 64 samples as there are columns, the smallest in the first column.
    /// The network sorts so many.
    #[inline(always)]
    pub(super) fn fill(&mut self, columns: &mut [Lanes], network: &[(usize, usize)], rows: &mut Vec<N>) {
        rows.resize(columns.len(), N::splat(0.0));
        for (at, state) in self.states[..Self::STATES].iter_mut().enumerate() {
            for turn in 0..4 {
                sorted(state, rows, network);
                store(rows, columns, Self::STATES * turn + at);
            }
        }
    }

    /// The same numbers as [`fill`](Self::fill), sorted in registers.
    #[inline(always)]
    pub(super) fn fill_few<const K: usize>(&mut self, columns: &mut [Lanes; K]) {
        for pair in 0..Self::STATES / 2 {
            // Two at a time: one has work while the other waits.
            let mut states = [self.states[2 * pair], self.states[2 * pair + 1]];
            for turn in 0..4 {
                let mut rows = [[N::splat(0.0); K]; 2];
                for (state, rows) in states.iter_mut().zip(&mut rows) {
                    sorted(state, rows, Network::<K>::EXCHANGES);
                }
                for (at, rows) in rows.iter().enumerate() {
                    store(rows, columns, Self::STATES * turn + 2 * pair + at);
                }
            }
            [self.states[2 * pair], self.states[2 * pair + 1]] = states;
        }
    }
}

#[inline(always)]
fn store<N: Numbers>(rows: &[N], columns: &mut [Lanes], at: usize) {
    for (row, column) in rows.iter().zip(columns) {
        row.put(column, at);
    }
}

#[inline(always)]
fn sorted<N: Numbers>(state: &mut [N::Words; 4], rows: &mut [N], network: &[(usize, usize)]) {
    for row in rows.iter_mut() {
        *row = next::<N>(state);
    }
    for &(low, high) in network {
        let (a, b) = (rows[low], rows[high]);
        rows[low] = a.min(b);
        rows[high] = a.max(b);
    }
}

/// Uniform numbers in `[1, 2)`: the exponent of 1 with 52 random bits.
#[inline(always)]
fn next<N: Numbers>(state: &mut [N::Words; 4]) -> N {
    let [s0, s1, s2, s3] = *state;
    let word = s0.add(s3);
    let number = N::of_bits(word.shift_right::<12>().or(N::Words::splat(1.0_f64.to_bits())));
    let shifted = s1.shift_left::<17>();
    let s2 = s2.xor(s0);
    let s3 = s3.xor(s1);
    let s1 = s1.xor(s2);
    let s0 = s0.xor(s3);
    *state = [s0, s1, s2.xor(shifted), s3.rotate_left::<45, 19>()];
    number
}
