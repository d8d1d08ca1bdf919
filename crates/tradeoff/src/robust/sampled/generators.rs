//! Random words, uniform numbers and sorting, 64 samples side by side, in loops that compilers turn into vectors.

use crate::vector::Lanes;

/// The generators that run side by side.
const WIDTH: usize = 16;

/// Sixteen generators xoshiro256+ side by side (D. Blackman & S. Vigna 2021, doi:10.1145/3460772), of which the upper 52 bits
/// are used.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(super) struct Generators {
    state: [[u64; WIDTH]; 4],
}

impl Generators {
    /// The generators of a chunk of samples: they depend on the seed and the number of the chunk alone.
    pub(super) fn new(seed: u64, chunk: u64) -> Self {
        let mut words = crate::stream::Stream::new(seed, chunk);
        let mut state = [[0; WIDTH]; 4];
        for word in state.iter_mut().flatten() {
            *word = words.next_word();
        }
        Self { state }
    }

    /// Uniform numbers in `[1, 2)`: the exponent of 1 with 52 random bits.
    #[inline(always)]
    pub(super) fn fill(&mut self, lanes: &mut Lanes) {
        let [s0, s1, s2, s3] = &mut self.state;
        for part in lanes.0.chunks_exact_mut(WIDTH) {
            for lane in 0..WIDTH {
                let word = s0[lane].wrapping_add(s3[lane]);
                part[lane] = f64::from_bits((word >> 12) | 0x3ff0_0000_0000_0000);
                let shifted = s1[lane] << 17;
                s2[lane] ^= s0[lane];
                s3[lane] ^= s1[lane];
                s1[lane] ^= s2[lane];
                s0[lane] ^= s3[lane];
                s2[lane] ^= shifted;
                s3[lane] = s3[lane].rotate_left(45);
            }
        }
    }
}

/// Puts the smaller of each lane first.
#[inline(always)]
pub(super) fn compare_exchange(rows: &mut [Lanes], low: usize, high: usize) {
    let (head, tail) = rows.split_at_mut(high);
    for (a, b) in head[low].0.iter_mut().zip(&mut tail[0].0) {
        let (x, y) = (*a, *b);
        *a = if x < y { x } else { y };
        *b = if x > y { x } else { y };
    }
}

/// The comparators of a sorting network for `n` rows: K. Batcher's odd-even merge exchange (D. Knuth, volume 3, 5.2.2 M).
pub(super) fn sorting_network(n: usize) -> Vec<(usize, usize)> {
    let mut network = Vec::new();
    let top = n.next_power_of_two() / 2;
    let mut p = top;
    while p > 0 {
        let (mut q, mut r, mut d) = (top, 0, p);
        loop {
            for i in 0..n.saturating_sub(d) {
                if i & p == r {
                    network.push((i, i + d));
                }
            }
            if q == p {
                break;
            }
            d = q - p;
            q /= 2;
            r = p;
        }
        p /= 2;
    }
    network
}

#[cfg(test)]
mod tests {
    use super::sorting_network;

    /// A network that sorts every row of zeros and ones sorts everything (Knuth, 5.3.4 Z).
    #[test]
    fn networks_sort_all_zeros_and_ones() {
        for n in 0..=12_usize {
            let network = sorting_network(n);
            for bits in 0_u32..1 << n {
                let mut row: Vec<u32> = (0..n).map(|at| bits >> at & 1).collect();
                for &(low, high) in &network {
                    if row[low] > row[high] {
                        row.swap(low, high);
                    }
                }
                assert!(row.is_sorted(), "{n} {bits:b}");
            }
        }
    }
}
