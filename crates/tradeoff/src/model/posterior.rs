//! The posterior of a share: a Beta distribution that is cut to bounds.

use crate::numeric::{Interval, Stream, beta_distribution, beta_quantile_near, beta_tails, index_to_f64};

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
        self.quantile_from(probability, self.within.middle())
    }

    /// The same, looked for from a first guess inside the bounds.
    fn quantile_from(&self, probability: f64, guess: f64) -> f64 {
        let (low, high) = (self.within.low(), self.within.high());
        if let Some(point) = self.certain() {
            return point;
        }
        if probability <= 0.0 {
            return low;
        }
        if probability >= 1.0 {
            return high;
        }
        // From the side where the bounds leave the smaller tail, so that it keeps its digits.
        let (below, above) =
            (beta_distribution(self.alpha, self.beta, low), beta_tails(self.alpha, self.beta, high).1);
        let found = if below <= above {
            let target = below + probability * between(self.alpha, self.beta, low, high);
            beta_quantile_near(self.alpha, self.beta, target, (low, high), guess)
        } else {
            let target = above + (1.0 - probability) * between(self.alpha, self.beta, low, high);
            1.0 - beta_quantile_near(self.beta, self.alpha, target, (1.0 - high, 1.0 - low), 1.0 - guess)
        };
        self.within.clamp(found)
    }

    /// The interval that leaves half of the rest of the probability on each side: 0.95 leaves 2.5 % on either.
    pub fn interval(&self, probability: f64) -> Interval {
        let tail = (1.0 - probability.clamp(0.0, 1.0)) / 2.0;
        let (low, high) = (self.quantile(tail), self.quantile(1.0 - tail));
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
    let ((below_low, above_low), (below_high, above_high)) =
        (beta_tails(alpha, beta, low), beta_tails(alpha, beta, high));
    let mass = if above_low < below_high { above_low - above_high } else { below_high - below_low };
    mass.max(0.0)
}

/// How many cells of equal probability a table has.
const CELLS: usize = 256;

/// A posterior from which values are drawn by the inverse of its distribution function: exact quantiles of 256 cells of equal
/// probability with straight lines between them, and exact ones inside the two cells at the ends.
///
/// One word of the stream makes one draw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QuantileTable {
    posterior: SharePosterior,
    quantiles: Vec<f64>,
}

impl QuantileTable {
    pub(crate) fn new(posterior: SharePosterior) -> Self {
        let mut quantiles = Vec::with_capacity(CELLS + 1);
        // Each is looked for from the one before.
        let mut quantile = posterior.within.low();
        for cell in 0..=CELLS {
            let guess = if cell < 2 { posterior.within.middle() } else { quantile };
            quantile = posterior.quantile_from(index_to_f64(cell) / index_to_f64(CELLS), guess);
            quantiles.push(quantile);
        }
        Self { posterior, quantiles }
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the number of cells"
    )]
    pub(crate) fn draw(&self, stream: &mut Stream) -> f64 {
        let draw = stream.uniform();
        let place = draw * index_to_f64(CELLS);
        let cell = (place as usize).min(CELLS - 1);
        if cell == 0 || cell == CELLS - 1 {
            return self.posterior.quantile(draw);
        }
        let (low, high) = (self.quantiles[cell], self.quantiles[cell + 1]);
        low + (place - index_to_f64(cell)) * (high - low)
    }
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
                (0..20_000).map(|sample| table.draw(&mut Stream::new(3, sample))).collect();
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
