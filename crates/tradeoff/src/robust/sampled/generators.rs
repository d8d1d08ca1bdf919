//! Sorted uniform numbers, 64 samples side by side.

use super::network::Network;
use crate::vector::{Lanes, Numbers, Words};

/// Twice eight generators xoshiro256+ side by side (D. Blackman & S. Vigna 2021, doi:10.1145/3460772), of which the upper 52 bits
/// are used.
pub(super) struct Generators<N: Numbers> {
    states: [[N::Words; 4]; 2],
}

impl<N: Numbers> Generators<N> {
    /// The generators of a chunk of samples: they depend on the seed and the number of the chunk alone.
    #[inline(always)]
    pub(super) fn new(seed: u64, chunk: u64) -> Self {
        let mut words = crate::numeric::Stream::new(seed, chunk);
        let mut state = || N::Words::load(&[(); 8].map(|()| words.next_word()));
        let mut states = [[N::Words::splat(0); 4]; 2];
        for word in states.iter_mut().flatten() {
            *word = state();
        }
        Self { states }
    }

    /// As many uniform numbers in `[1, 2)` for each of 64 samples as there are columns, the smallest in the first column.
    /// The network sorts so many.
    #[inline(always)]
    pub(super) fn fill(&mut self, columns: &mut [Lanes], network: &[(usize, usize)], rows: &mut Vec<N>) {
        rows.resize(columns.len(), N::splat(0.0));
        for part in 0..8 {
            sorted(&mut self.states[part % 2], rows, network);
            store(rows, columns, part);
        }
    }

    /// The same numbers as [`fill`](Self::fill), sorted in registers.
    #[inline(always)]
    pub(super) fn fill_few<const K: usize>(&mut self, columns: &mut [Lanes; K]) {
        let mut states = self.states;
        for pair in 0..4 {
            let mut rows = [[N::splat(0.0); K]; 2];
            for (state, rows) in states.iter_mut().zip(&mut rows) {
                sorted(state, rows, Network::<K>::EXCHANGES);
            }
            for (row, rows) in rows.iter().enumerate() {
                store(rows, columns, 2 * pair + row);
            }
        }
        self.states = states;
    }
}

#[inline(always)]
fn store<N: Numbers>(rows: &[N], columns: &mut [Lanes], part: usize) {
    for (row, column) in rows.iter().zip(columns) {
        row.store(column.part_mut(part));
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
    *state = [s0, s1, s2.xor(shifted), s3.rotate_left::<45>()];
    number
}
