//! The posterior of a share: a Beta distribution that is cut to bounds.

use crate::numeric::{Beta, Interval, index_to_f64};

/// What is known of a share once evidence and prior are pooled: Beta(`alpha`, `beta`), cut to what is possible at all.
///
/// [`pool_share`](crate::pool_share) makes one from evidence.
///
/// ```
/// use haggle_tradeoff::{Interval, SharePosterior};
///
/// let none_of_five = SharePosterior::new(1.0, 6.0, Interval::UNIT).ok_or("parameters are positive")?;
/// assert!((none_of_five.mean() - 1.0 / 7.0).abs() < 1e-12);
/// assert!((none_of_five.probability_above(0.5) - 0.5_f64.powi(6)).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SharePosterior {
    /// What speaks for it, in observations, with the prior's; positive.
    pub alpha: f64,
    /// What speaks against it, in observations, with the prior's; positive.
    pub beta: f64,
    /// The shares that are possible at all, inside `[0, 1]`.
    pub within: Interval,
}

/// The probability that bounds leave, below which what lies inside them cannot be told apart any more.
const LEAST_MASS: f64 = 1e-290;

impl SharePosterior {
    /// None unless both parameters are finite and positive and the bounds lie inside `[0, 1]`.
    pub fn new(alpha: f64, beta: f64, within: Interval) -> Option<Self> {
        let posterior = Self { alpha, beta, within };
        posterior.is_sound().then_some(posterior)
    }

    pub(crate) fn is_sound(&self) -> bool {
        let positive = |value: f64| value.is_finite() && value > 0.0;
        positive(self.alpha) && positive(self.beta) && Interval::UNIT.encloses(self.within)
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        let (low, high) = (self.within.low(), self.within.high());
        if let Some(point) = self.certain() {
            return point;
        }
        let (alpha, beta) = (self.alpha, self.beta);
        let share = between(alpha + 1.0, beta, low, high) / between(alpha, beta, low, high);
        self.within.clamp(alpha / (alpha + beta) * share)
    }

    /// The probability that the share is above a threshold.
    pub fn probability_above(&self, threshold: f64) -> f64 {
        let (low, high) = (self.within.low(), self.within.high());
        if threshold < low {
            return 1.0;
        }
        if threshold >= high {
            return 0.0;
        }
        if let Some(point) = self.certain() {
            return if point > threshold { 1.0 } else { 0.0 };
        }
        let all = between(self.alpha, self.beta, low, high);
        (between(self.alpha, self.beta, threshold, high) / all).clamp(0.0, 1.0)
    }

    /// The share below which it lies with this probability.
    pub fn quantile(&self, probability: f64) -> f64 {
        Quantiles::new(*self).at(probability, self.within.middle())
    }

    /// The interval that leaves half of the rest of the probability on each side: 0.95 leaves 2.5 % on either.
    pub fn interval(&self, probability: f64) -> Interval {
        let tail = (1.0 - probability.clamp(0.0, 1.0)) / 2.0;
        let (quantiles, guess) = (Quantiles::new(*self), self.within.middle());
        let (low, high) = (quantiles.at(tail, guess), quantiles.at(1.0 - tail, guess));
        Interval::new(low.min(high), high.max(low)).unwrap_or(self.within)
    }

    /// The one value that it can have: where the bounds meet, or where they leave so little of the distribution that it lies at the
    /// bound that is nearest to the rest.
    fn certain(&self) -> Option<f64> {
        let (low, high) = (self.within.low(), self.within.high());
        if high <= low {
            return Some(low);
        }
        if between(self.alpha, self.beta, low, high) > LEAST_MASS {
            return None;
        }
        Some(if self.alpha / (self.alpha + self.beta) < low { low } else { high })
    }
}

/// The probability that Beta(alpha, beta) lies between two shares, from the tails that keep their digits.
pub(crate) fn between(alpha: f64, beta: f64, low: f64, high: f64) -> f64 {
    let distribution = Beta::new(alpha, beta);
    let ((below_low, above_low), (below_high, above_high)) =
        (distribution.tails(low), distribution.tails(high));
    let mass = if above_low < below_high { above_low - above_high } else { below_high - below_low };
    mass.max(0.0)
}

/// What the quantiles of a posterior have in common.
struct Quantiles {
    within: Interval,
    certain: Option<f64>,
    distribution: Beta,
    /// The probability that the bounds leave.
    mass: f64,
    /// What lies below them, and above.
    below: f64,
    above: f64,
}

impl Quantiles {
    fn new(posterior: SharePosterior) -> Self {
        let SharePosterior { alpha, beta, within } = posterior;
        let distribution = Beta::new(alpha, beta);
        Self {
            within,
            certain: posterior.certain(),
            distribution,
            mass: between(alpha, beta, within.low(), within.high()),
            below: distribution.distribution(within.low()),
            above: distribution.tails(within.high()).1,
        }
    }

    /// The quantile of a probability, looked for from a first guess inside the bounds.
    fn at(&self, probability: f64, guess: f64) -> f64 {
        let (low, high) = (self.within.low(), self.within.high());
        if let Some(point) = self.certain {
            return point;
        }
        if probability <= 0.0 {
            return low;
        }
        if probability >= 1.0 {
            return high;
        }
        // From the side where the bounds leave the smaller tail, so that it keeps its digits.
        let found = if self.below <= self.above {
            let target = self.below + probability * self.mass;
            self.distribution.quantile_near(target, (low, high), guess)
        } else {
            let target = self.above + (1.0 - probability) * self.mass;
            1.0 - self.distribution.reversed().quantile_near(target, (1.0 - high, 1.0 - low), 1.0 - guess)
        };
        self.within.clamp(found)
    }
}

/// How many cells of equal probability a table has.
const CELLS: usize = 256;
/// How often the cells at the ends are halved: down to 2^-32, the last bit of a draw.
const HALVINGS: usize = 24;

/// A posterior from which values are drawn by the inverse of its distribution function: exact quantiles with straight lines between
/// them. They lie 1/256 of the probability apart, and in the cells at the ends a half of that from the end, a quarter, an eighth
/// and so on, so that a tail keeps its shape.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QuantileTable {
    quantiles: Vec<f64>,
    /// Of 2^-8, 2^-9 and so on, and of 1 less these.
    tails: [Vec<f64>; 2],
}

impl QuantileTable {
    pub(crate) fn new(posterior: SharePosterior) -> Self {
        let quantiles = Quantiles::new(posterior);
        let middle = posterior.within.middle();
        // Each is looked for from the one before.
        let mut quantile = middle;
        let body = (0..=CELLS).map(|cell| {
            let guess = if cell < 2 { middle } else { quantile };
            quantile = quantiles.at(index_to_f64(cell) / index_to_f64(CELLS), guess);
            quantile
        });
        let body = body.collect::<Vec<f64>>();
        let tail = |end: usize, of: &dyn Fn(f64) -> f64| {
            let (mut probability, mut quantile) = (1.0 / index_to_f64(CELLS), body[end]);
            let halved = (0..=HALVINGS).map(|_| {
                quantile = quantiles.at(of(probability), quantile);
                probability /= 2.0;
                quantile
            });
            halved.collect::<Vec<f64>>()
        };
        let tails = [tail(1, &|probability| probability), tail(CELLS - 1, &|probability| 1.0 - probability)];
        Self { quantiles: body, tails }
    }

    /// The value for a draw from `[0, 1)` that is a multiple of 2^-32.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the number of cells"
    )]
    pub(crate) fn at(&self, draw: f64) -> f64 {
        let place = draw * index_to_f64(CELLS);
        let cell = (place as usize).min(CELLS - 1);
        if cell == 0 {
            return in_tail(&self.tails[0], draw);
        }
        if cell == CELLS - 1 {
            return in_tail(&self.tails[1], 1.0 - draw);
        }
        let (low, high) = (self.quantiles[cell], self.quantiles[cell + 1]);
        low + (place - index_to_f64(cell)) * (high - low)
    }
}

/// The value at a probability up to 2^-8 from an end.
fn in_tail(quantiles: &[f64], probability: f64) -> f64 {
    // Between 2^-(exponent) and twice that.
    let exponent = 1023_u64.saturating_sub(probability.to_bits() >> 52);
    let halving = usize::try_from(exponent.saturating_sub(9)).unwrap_or(HALVINGS).min(HALVINGS - 1);
    let whole = probability * f64::from_bits((1023 + 9 + halving as u64) << 52);
    let (outer, inner) = (quantiles[halving + 1], quantiles[halving]);
    outer + (whole - 1.0).max(0.0) * (inner - outer)
}

#[cfg(test)]
mod tests {
    use super::{QuantileTable, SharePosterior};
    use crate::numeric::{Interval, Stream, index_to_f64};

    fn posterior(alpha: f64, beta: f64, low: f64, high: f64) -> SharePosterior {
        SharePosterior::new(alpha, beta, Interval::new(low, high).unwrap()).unwrap()
    }

    /// The mean, the median and the chance of more than half, against what integration by hand gives.
    #[track_caller]
    fn check(found: SharePosterior, mean: f64, median: f64, above_half: f64) {
        assert!((found.mean() - mean).abs() < 1e-12, "mean {}", found.mean());
        assert!((found.quantile(0.5) - median).abs() < 1e-12, "median {}", found.quantile(0.5));
        assert!(
            (found.probability_above(0.5) - above_half).abs() < 1e-12,
            "{}",
            found.probability_above(0.5)
        );
    }

    #[test]
    fn cut_posteriors_have_known_moments() {
        check(posterior(1.0, 1.0, 0.2, 0.6), 0.4, 0.4, 0.25);
        check(posterior(1.0, 1.0, 0.3, 0.3), 0.3, 0.3, 0.0);
        // The density 2x on [0, 1/2]: mean 1/3, median 1/sqrt 8.
        check(posterior(2.0, 1.0, 0.0, 0.5), 1.0 / 3.0, 0.125_f64.sqrt(), 0.0);
        check(posterior(1.0, 2.0, 0.5, 1.0), 2.0 / 3.0, 1.0 - 0.125_f64.sqrt(), 1.0);
        check(posterior(2.0, 1.0, 0.0, 1.0), 2.0 / 3.0, 0.5_f64.sqrt(), 0.75);
    }

    #[test]
    fn bounds_far_out_in_a_tail_leave_the_nearest_bound() {
        let far = posterior(9000.0, 1000.0, 0.0, 0.01);
        assert!(far.mean() > 0.009 && far.mean() <= 0.01);
        assert!(far.interval(0.95).high() <= 0.01);
    }

    #[test]
    fn draws_have_the_distribution() {
        for posterior in
            [posterior(1.0, 6.0, 0.0, 1.0), posterior(0.5, 0.5, 0.0, 1.0), posterior(3.0, 9.0, 0.2, 0.4)]
        {
            let table = QuantileTable::new(posterior);
            let mut draws: Vec<f64> =
                (0..20_000).map(|sample| table.at(Stream::new(3, sample).halves().0)).collect();
            draws.sort_by(f64::total_cmp);
            let mean = draws.iter().sum::<f64>() / 20_000.0;
            assert!((mean - posterior.mean()).abs() < 0.012, "{mean} against {}", posterior.mean());
            // The largest distance of the two distribution functions, of which 1.63 / sqrt(n) is exceeded once in a hundred times.
            for (at, draw) in draws.iter().enumerate().step_by(97) {
                let below = 1.0 - posterior.probability_above(*draw);
                assert!((below - index_to_f64(at) / 20_000.0).abs() < 0.0115 + 1e-4, "{draw}: {below}");
            }
        }
    }
}
