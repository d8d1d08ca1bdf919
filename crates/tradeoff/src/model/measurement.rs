//! How many deployments to ask until it is settled whether most have a thing.

use super::pool::PooledShare;
use super::posterior::{SharePosterior, between};
use super::share::{AdoptionClass, ShareThresholds};
use crate::numeric::{exp, ln, to_f64};

/// A survey that would settle whether most deployments have a thing.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ShareMeasurement {
    /// How many deployments to ask, drawn at random.
    pub asked: u64,
    /// The probability that the answers come out so that the share is popular.
    pub popular: f64,
    /// The probability that they come out so that it is advanced.
    pub advanced: f64,
    /// So many who have it, or more, make it popular; none where no answer does.
    pub popular_from: Option<u64>,
    /// So many who have it, or fewer, make it advanced; none where no answer does.
    pub advanced_to: Option<u64>,
}

/// The numbers that are tried, the smallest first.
const NUMBERS: [u64; 10] = [3, 5, 10, 20, 30, 50, 100, 200, 500, 1000];
/// A survey is worth proposing if it settles the class with this probability.
const LIKELY: f64 = 0.8;

impl ShareMeasurement {
    /// The probability that the class is settled.
    pub fn settles(&self) -> f64 {
        self.popular + self.advanced
    }
}

impl PooledShare {
    /// The smallest survey, of 3 to 1,000 deployments, that settles the class with a probability of 80 %, and where none does, the
    /// largest. None where the class is settled, or where it is open only because evidence contradicts itself.
    ///
    /// The answers are foretold from the posterior (beta-binomial, H. Raiffa & R. Schlaifer 1961, *Applied Statistical Decision
    /// Theory*).
    pub fn settling_measurement(&self, thresholds: ShareThresholds) -> Option<ShareMeasurement> {
        let by_posterior = thresholds.classify(self.probability_of_most);
        let contradicted = by_posterior != AdoptionClass::Undetermined && !self.rests_on_tallies;
        if self.class != AdoptionClass::Undetermined || contradicted {
            return None;
        }
        let mut best = None;
        for asked in NUMBERS {
            let found = survey(&self.posterior, asked, thresholds);
            best = Some(found);
            if found.settles() >= LIKELY {
                break;
            }
        }
        best
    }
}

fn after(posterior: &SharePosterior, asked: u64, have_it: u64) -> SharePosterior {
    SharePosterior {
        alpha: posterior.alpha + to_f64(have_it),
        beta: posterior.beta + to_f64(asked - have_it),
        within: posterior.within,
    }
}

fn survey(posterior: &SharePosterior, asked: u64, thresholds: ShareThresholds) -> ShareMeasurement {
    let chances = foretold(posterior, asked);
    let class = |have_it: u64| {
        thresholds.classify(after(posterior, asked, have_it).probability_above(thresholds.most))
    };
    // The more have it, the more probable is most: both classes are ends of the list.
    let popular_from = first(asked, |have_it| class(have_it) == AdoptionClass::Popular);
    let not_advanced = first(asked, |have_it| class(have_it) != AdoptionClass::Advanced);
    let advanced_to = not_advanced.map_or(Some(asked), |first| first.checked_sub(1));
    let sum = |holds: &dyn Fn(u64) -> bool| -> f64 {
        (0..=asked).zip(&chances).filter(|(have_it, _)| holds(*have_it)).map(|(_, chance)| chance).sum()
    };
    ShareMeasurement {
        asked,
        popular: sum(&|have_it| popular_from.is_some_and(|from| have_it >= from)),
        advanced: sum(&|have_it| advanced_to.is_some_and(|to| have_it <= to)),
        popular_from,
        advanced_to,
    }
}

/// The first number from 0 to `last` for which a thing holds that keeps holding from there on.
fn first(last: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut low, mut high) = (0, last + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    (low <= last).then_some(low)
}

/// The probability of each number of answers, by the ratios of neighbours.
fn foretold(posterior: &SharePosterior, asked: u64) -> Vec<f64> {
    let (alpha, beta, n) = (posterior.alpha, posterior.beta, to_f64(asked));
    let is_cut = posterior.within != crate::numeric::Interval::UNIT;
    let (mut logarithm, mut logarithms) = (0.0, Vec::new());
    for have_it in 0..=asked {
        let k = to_f64(have_it);
        let left = if is_cut {
            let then = after(posterior, asked, have_it);
            ln(between(then.alpha, then.beta, then.within.low(), then.within.high()))
        } else {
            0.0
        };
        logarithms.push(logarithm + left);
        if have_it < asked {
            logarithm += ln((n - k) / (k + 1.0) * (alpha + k) / (beta + n - k - 1.0));
        }
    }
    let most = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut chances: Vec<f64> = logarithms.iter().map(|logarithm| exp(logarithm - most)).collect();
    let sum: f64 = chances.iter().sum();
    for chance in &mut chances {
        *chance /= sum;
    }
    chances
}

#[cfg(test)]
mod tests {
    use super::{foretold, survey};
    use crate::model::{SharePosterior, ShareThresholds};
    use crate::numeric::Interval;

    #[test]
    fn uniform_posterior_foretells_every_count_alike() {
        let uniform = SharePosterior::new(1.0, 1.0, Interval::UNIT).unwrap();
        for chance in foretold(&uniform, 10) {
            assert!((chance - 1.0 / 11.0).abs() < 1e-12);
        }
        // Of 10 asked, 8 or more make P(most) at least 0.95, and 2 or fewer at most 0.05: six counts of eleven settle it.
        let found = survey(&uniform, 10, ShareThresholds::default());
        assert_eq!((found.popular_from, found.advanced_to), (Some(8), Some(2)));
        assert!((found.settles() - 6.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn answers_inside_bounds_are_foretold_by_what_the_bounds_leave() {
        // All of the mass lies at one half, so that the answers are binomial.
        let half = Interval::new(0.499_999_9, 0.500_000_1).unwrap();
        let found = foretold(&SharePosterior::new(1.0, 1.0, half).unwrap(), 2);
        for (chance, expected) in found.iter().zip([0.25, 0.5, 0.25]) {
            assert!((chance - expected).abs() < 1e-6, "{found:?}");
        }
    }
}
