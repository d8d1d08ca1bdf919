//! The work on 512 samples at a time: sorted uniform numbers, values, comparisons, ranks.

use super::generators::Generators;
use super::network::exchanges;
use crate::vector::{Eight, Kernel, Lanes, Numbers, Order, Pair, Standings, WORDS};

/// How many samples share their generators: the unit that threads share out.
pub(super) const SAMPLES_A_CHUNK: u64 = 4096;

/// How many are counted together.
const SAMPLES_A_BLOCK: u64 = 64 * WORDS as u64;

/// What to sample.
///
/// Weights uniform on the simplex are the gaps between sorted uniform numbers `u` of `[1, 2)`: `u_1 - 1, u_2 - u_1, ..., 2 - u_k`.
/// The additive value of a row `v` is thus `2 v_n - v_1` and `(v_j - v_{j+1}) u_j` for each `j`: the weights are never made.
pub(super) struct Job {
    pub(super) seed: u64,
    pub(super) m: usize,
    /// The number of criteria, less one: of uniform numbers per sample.
    pub(super) k: usize,
    order: Order,
    /// Sorts `k` numbers.
    network: Vec<(usize, usize)>,
    constants: Vec<f64>,
    /// `[alternative * k + j]`.
    slopes: Vec<f64>,
}

impl Job {
    pub(super) fn new(values: &[Vec<f64>], seed: u64) -> Self {
        let (m, k) = (values.len(), values[0].len() - 1);
        let order = Order::new(m, |a, b| {
            let nowhere_below = |x: &[f64], y: &[f64]| x.iter().zip(y).all(|(x, y)| x >= y);
            let first = nowhere_below(&values[a], &values[b]);
            let second = nowhere_below(&values[b], &values[a]);
            match (first, second) {
                (true, true) => Pair::Same,
                (true, false) => Pair::First,
                (false, true) => Pair::Second,
                (false, false) => Pair::Either,
            }
        });
        let constants = values.iter().map(|row| 2.0 * row[k] - row[0]).collect();
        let slopes =
            values.iter().flat_map(|row| row.windows(2)).map(|neighbours| neighbours[0] - neighbours[1]);
        Self { seed, m, k, order, network: exchanges(k), constants, slopes: slopes.collect() }
    }
}

/// Counts and sums over samples.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tally {
    /// `[alternative * m + rank]`.
    pub(super) ranks: Vec<u64>,
    /// `[a * m + b]`.
    pub(super) wins: Vec<u64>,
    /// `[alternative * k + j]`: the sum of the sorted uniform numbers with which the alternative comes first.
    pub(super) firsts: Vec<f64>,
}

impl Tally {
    pub(super) fn new(job: &Job) -> Self {
        Self { ranks: vec![0; job.m * job.m], wins: vec![0; job.m * job.m], firsts: vec![0.0; job.m * job.k] }
    }

    /// Adds the tally of a later chunk; sums are added in the order of the chunks, so that threads change nothing.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, part) in self.ranks.iter_mut().zip(&other.ranks) {
            *sum += part;
        }
        for (sum, part) in self.wins.iter_mut().zip(&other.wins) {
            *sum += part;
        }
        for (sum, part) in self.firsts.iter_mut().zip(&other.firsts) {
            *sum += part;
        }
    }
}

/// Chunks of the samples, as `next` hands them out.
pub(super) struct Chunks<'a> {
    pub(super) job: &'a Job,
    /// How many samples there are in all chunks.
    pub(super) samples: u64,
    /// The number of a chunk that nobody has, if there is one left.
    pub(super) next: &'a mut dyn FnMut() -> Option<u64>,
}

impl Kernel for Chunks<'_> {
    /// The chunks with their numbers.
    type Output = Vec<(u64, Tally)>;

    #[inline(always)]
    fn run<N: Numbers>(self) -> Self::Output {
        let job = self.job;
        let mut columns = vec![Lanes::ZERO; WORDS * job.k];
        let mut values = vec![Lanes::ZERO; job.m];
        let mut scratch: Vec<N> = Vec::new();
        let mut tallies = Vec::new();
        while let Some(chunk) = (self.next)() {
            let mut generators = Generators::<N>::new(job.seed, chunk);
            let mut standings = Standings::new(&job.order);
            let mut firsts = vec![Eight([0.0; 8]); job.m * job.k];
            let first_sample = chunk * SAMPLES_A_CHUNK;
            for block in 0..SAMPLES_A_CHUNK / SAMPLES_A_BLOCK {
                let left = self.samples.saturating_sub(first_sample + block * SAMPLES_A_BLOCK);
                if left == 0 {
                    break;
                }
                for word in 0..WORDS {
                    let columns = &mut columns[word * job.k..][..job.k];
                    draw(job, &mut generators, columns, &mut values, &mut scratch);
                    standings.compare::<N>(word, &values);
                }
                standings.count::<N>(left);
                standings.add_winning::<N>(&columns, job.k, &mut firsts);
            }
            let firsts = firsts.iter().map(|parts| parts.0.iter().sum()).collect();
            tallies.push((chunk, Tally { ranks: standings.ranks(), wins: standings.wins(), firsts }));
        }
        tallies
    }
}

/// Draws 64 samples.
#[inline(always)]
fn draw<N: Numbers>(
    job: &Job,
    generators: &mut Generators<N>,
    columns: &mut [Lanes],
    values: &mut [Lanes],
    scratch: &mut Vec<N>,
) {
    match job.k {
        1 => draw_few::<N, 1>(job, generators, columns, values),
        2 => draw_few::<N, 2>(job, generators, columns, values),
        3 => draw_few::<N, 3>(job, generators, columns, values),
        4 => draw_few::<N, 4>(job, generators, columns, values),
        5 => draw_few::<N, 5>(job, generators, columns, values),
        6 => draw_few::<N, 6>(job, generators, columns, values),
        7 => draw_few::<N, 7>(job, generators, columns, values),
        8 => draw_few::<N, 8>(job, generators, columns, values),
        9 => draw_few::<N, 9>(job, generators, columns, values),
        10 => draw_few::<N, 10>(job, generators, columns, values),
        11 => draw_few::<N, 11>(job, generators, columns, values),
        k => {
            generators.fill(columns, &job.network, scratch);
            for (at, (value, &constant)) in values.iter_mut().zip(&job.constants).enumerate() {
                additive::<N>(constant, &job.slopes[at * k..][..k], columns, value);
            }
        }
    }
}

/// The same with loops of known length, which keep the numbers in registers.
#[inline(always)]
fn draw_few<N: Numbers, const K: usize>(
    job: &Job,
    generators: &mut Generators<N>,
    columns: &mut [Lanes],
    values: &mut [Lanes],
) {
    let Some(columns) = columns.first_chunk_mut::<K>() else { return };
    generators.fill_few(columns);
    let slopes = job.slopes.as_chunks::<K>().0;
    for ((value, &constant), slopes) in values.iter_mut().zip(&job.constants).zip(slopes) {
        additive::<N>(constant, slopes, columns, value);
    }
}

/// The additive values of 64 samples.
#[inline(always)]
fn additive<N: Numbers>(constant: f64, slopes: &[f64], columns: &[Lanes], value: &mut Lanes) {
    for eight in (0..64 / N::LANES).step_by(8) {
        let mut sums = [N::splat(constant); 8];
        for (&slope, column) in slopes.iter().zip(columns) {
            let slope = N::splat(slope);
            for (at, sum) in sums.iter_mut().enumerate() {
                *sum = sum.add(slope.multiply(N::of(column, eight + at)));
            }
        }
        for (at, sum) in sums.into_iter().enumerate() {
            sum.put(value, eight + at);
        }
    }
}
