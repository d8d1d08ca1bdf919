//! Deterministic random numbers: the draws of a sample depend on the seed and on the number of the sample alone, so
//! that samples can be shared out among threads without changing a bit of the result.

#![allow(clippy::inline_always, reason = "draws are compiled inside functions that have vector instructions")]

use super::elementary::{ln, power};
use super::interval::Interval;
use crate::vector::{GOLDEN, Lanes, Numbers, halves, mix};

/// A stream of random words: `SplitMix64` (G. Steele, D. Lea, C. Flood 2014, doi:10.1145/2714064.2660195).
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    state: u64,
}

impl Stream {
    /// The stream of one sample.
    #[inline(always)]
    pub(crate) fn new(seed: u64, sample: u64) -> Self {
        Self { state: mix(mix(seed.wrapping_add(GOLDEN)) ^ sample.wrapping_mul(GOLDEN)) }
    }

    /// A stream that has nothing to do with this one, for another purpose in the same sample: a far part of the same sequence,
    /// which is as long as there are words.
    #[inline(always)]
    pub(crate) fn fork(&self, purpose: u64) -> Self {
        Self { state: self.state.wrapping_add(mix(purpose.wrapping_add(GOLDEN))) }
    }

    #[inline(always)]
    pub(crate) fn next_word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// One of `0..n` for `n` up to some thousands, each about equally likely; 0 for `n = 0`.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below `n`, which is a usize")]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let draw = self.uniform() * crate::numeric::counts::index_to_f64(n);
        (draw as usize).min(n.saturating_sub(1))
    }

    /// Uniform in `[0, 1)`, a multiple of 2^-53.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    #[inline(always)]
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.next_word() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Two uniform numbers from one word, of 32 bits each.
    #[inline(always)]
    pub(crate) fn halves(&mut self) -> (f64, f64) {
        self.state = self.state.wrapping_add(GOLDEN);
        halves(self.state)
    }

    /// Standard normal, by Marsaglia's polar method.
    pub(crate) fn normal(&mut self) -> f64 {
        loop {
            let x = 2.0 * self.uniform() - 1.0;
            let y = 2.0 * self.uniform() - 1.0;
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * (-2.0 * ln(square) / square).sqrt();
            }
        }
    }

    /// Triangular on `[low, high]` with its mode, by inversion.
    pub(crate) fn triangular(&mut self, low: f64, mode: f64, high: f64) -> f64 {
        let draw = self.uniform();
        let width = high - low;
        if width <= 0.0 {
            return low;
        }
        if draw * width < mode - low {
            low + (draw * width * (mode - low)).sqrt()
        } else {
            high - ((1.0 - draw) * width * (high - mode)).sqrt()
        }
    }

    /// Gamma with rate 1, by G. Marsaglia & W. W. Tsang 2000, doi:10.1145/358407.358414.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = power(1.0 - self.uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root > 0.0 {
                let v = root * root * root;
                let draw = 1.0 - self.uniform();
                if ln(draw) < x * x / 2.0 + d - d * v + d * ln(v) {
                    return d * v;
                }
            }
        }
    }

    pub(crate) fn beta(&mut self, alpha: f64, beta: f64) -> f64 {
        let (x, y) = (self.gamma(alpha), self.gamma(beta));
        if x + y > 0.0 { x / (x + y) } else { alpha / (alpha + beta) }
    }

    /// A share from the confidence distribution of the Wilson intervals: the bound of a normal quantile drawn at random.
    pub(crate) fn wilson(&mut self, successes: f64, trials: f64) -> f64 {
        let z = self.normal();
        let share = successes / trials;
        let root = (share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)).sqrt();
        (share + z * z / (2.0 * trials) + z * root) / (1.0 + z * z / trials)
    }

    /// Uniform on the simplex: the spacings of sorted uniform draws, which takes no logarithm.
    pub(crate) fn simplex(&mut self, weights: &mut [f64]) {
        let Some(last) = weights.len().checked_sub(1) else { return };
        for weight in &mut weights[..last] {
            *weight = self.uniform();
        }
        weights[last] = 1.0;
        super::order::sort_numbers(&mut weights[..last]);
        for index in (1..=last).rev() {
            weights[index] -= weights[index - 1];
        }
    }
}

/// The streams of 64 samples side by side.
#[derive(Clone)]
#[repr(align(64))]
pub(crate) struct Streams {
    states: [u64; 64],
}

/// One of the purposes of the streams of 64 samples.
pub(crate) struct Forks<'a> {
    streams: &'a Streams,
    /// What the states of all 64 are ahead by.
    offset: u64,
}

impl Streams {
    /// The streams of the samples from this one on.
    #[inline(always)]
    pub(crate) fn new(seed: u64, first: u64) -> Self {
        let mut states = [0; 64];
        let mut sample = first;
        for state in &mut states {
            *state = Stream::new(seed, sample).state;
            sample = sample.wrapping_add(1);
        }
        Self { states }
    }

    /// The streams of another purpose.
    #[inline(always)]
    pub(crate) fn fork(&self, purpose: u64) -> Forks<'_> {
        Forks { streams: self, offset: mix(purpose.wrapping_add(GOLDEN)) }
    }
}

impl Forks<'_> {
    /// One stream alone.
    pub(crate) fn lane(&self, lane: usize) -> Stream {
        Stream { state: self.streams.states[lane].wrapping_add(self.offset) }
    }

    /// Draws what [`Stream::halves`] draws and spreads both halves over intervals, in each lane.
    #[inline(always)]
    pub(crate) fn halves<N: Numbers>(&mut self, spreads: [Spread; 2], upper: &mut Lanes, lower: &mut Lanes) {
        self.offset = self.offset.wrapping_add(GOLDEN);
        let (states, offset) = (&self.streams.states, self.offset);
        let widths = spreads.map(|spread| N::splat(spread.width));
        let (lows, highs) =
            (spreads.map(|spread| N::splat(spread.low)), spreads.map(|spread| N::splat(spread.high)));
        let rounds_up = spreads.iter().any(Spread::rounds_up);
        for (at, states) in states.chunks_exact(N::LANES).enumerate() {
            let draws = N::halves(states, offset);
            let one = lows[0].add(draws.0.multiply(widths[0]));
            let two = lows[1].add(draws.1.multiply(widths[1]));
            if rounds_up {
                one.min(highs[0]).put(upper, at);
                two.min(highs[1]).put(lower, at);
            } else {
                one.put(upper, at);
                two.put(lower, at);
            }
        }
    }
}

/// What half a word is spread over: `low + draw * width`, and never more than `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    low: f64,
    width: f64,
    high: f64,
}

impl Spread {
    /// The draw itself.
    pub(crate) const UNIT: Self = Self { low: 0.0, width: 1.0, high: 1.0 };

    pub(crate) fn over(interval: Interval) -> Self {
        Self { low: interval.low(), width: interval.width(), high: interval.high() }
    }

    /// Nothing is below the lower bound; rounding may lead beyond the upper one.
    pub(crate) fn at(&self, draw: f64) -> f64 {
        let value = self.low + draw * self.width;
        if value < self.high { value } else { self.high }
    }

    /// Whether the largest draw leads beyond the upper bound: no other does, if it does not.
    fn rounds_up(&self) -> bool {
        self.low + 4_294_967_295.0 / 4_294_967_296.0 * self.width > self.high
    }
}

#[cfg(test)]
mod tests {
    use super::Stream;

    /// The mean of many draws lies within five standard errors of what it should be.
    #[track_caller]
    fn check(expected: f64, deviation: f64, mut draw: impl FnMut(&mut Stream) -> f64) {
        let n = 40_000_u32;
        let sum: f64 = (0..n).map(|sample| draw(&mut Stream::new(7, u64::from(sample)))).sum();
        let error = 5.0 * deviation / f64::from(n).sqrt();
        assert!((sum / f64::from(n) - expected).abs() < error, "{} against {expected}", sum / f64::from(n));
    }

    #[test]
    fn draws_have_their_means() {
        check(0.5, 0.289, Stream::uniform);
        check(0.0, 1.0, Stream::normal);
        check(1.0, 1.42, |stream| stream.normal().powi(2));
        check(2.0, 0.82, |stream| stream.triangular(0.0, 2.0, 4.0));
        check(2.5, 1.6, |stream| stream.gamma(2.5));
        check(0.3, 0.55, |stream| stream.gamma(0.3));
        check(0.25, 0.2, |stream| stream.beta(1.0, 3.0));
        check(0.4, 0.05, |stream| stream.wilson(4000.0, 10_000.0));
        check(0.25, 0.2, |stream| {
            let mut weights = [0.0; 4];
            stream.simplex(&mut weights);
            weights[2]
        });
    }

    #[test]
    fn simplex_draws_sum_to_one() {
        let mut weights = [0.0; 7];
        Stream::new(1, 2).simplex(&mut weights);
        assert!(
            (weights.iter().sum::<f64>() - 1.0).abs() < 1e-12 && weights.iter().all(|weight| *weight >= 0.0)
        );
    }
}
