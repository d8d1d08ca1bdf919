//! Pools the evidence about a share into one posterior.

use super::posterior::{SharePosterior, between};
use super::share::{AdoptionClass, ShareEvidence, ShareThresholds, WeighedEvidence};
use crate::numeric::{Interval, sort_numbers};

/// What is taken for a share before there is evidence: Beta(`alpha`, `beta`).
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SharePrior {
    /// What speaks for it, in members of a random sample; positive.
    pub alpha: f64,
    /// What speaks against it, in members of a random sample; positive.
    pub beta: f64,
}

impl Default for SharePrior {
    /// Uniform: every share is as likely as any other.
    fn default() -> Self {
        Self { alpha: 1.0, beta: 1.0 }
    }
}

/// What the evidence about a share comes to.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PooledShare {
    /// What is known of the share.
    pub posterior: SharePosterior,
    /// The probability that most have it.
    pub probability_of_most: f64,
    /// Popular, advanced or undetermined.
    pub class: AdoptionClass,
    /// No evidence says anything, so that the prior is all there is.
    pub rests_on_prior: bool,
    /// No sample was counted and no bound decides: only shipped defaults say anything, which never classify.
    pub rests_on_tallies: bool,
    /// Pairs of evidence that can hardly both be true.
    pub conflicts: Vec<ShareConflict>,
}

/// Two pieces of evidence that can hardly both be true, by their places in the list: bounds that do not meet, intervals of 95 % that
/// do not, or a sample of which bounds leave less than a hundredth possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShareConflict {
    /// The earlier one.
    pub first: usize,
    /// The later one.
    pub second: usize,
}

/// The probability that bounds leave of a sample, below which they contradict it.
const LEAST_POSSIBLE: f64 = 0.01;

/// Pools samples, tallies and bounds with a prior: counts are added up by their quality, and the posterior is cut to the bounds.
///
/// All tallies together count for at most [`WeighedEvidence::MOST_OF_TALLIES`] members of a sample, and where nothing but tallies would
/// decide, the class is undetermined. Bounds that contradict each other leave the hull of what the largest sets of them that can hold
/// together leave (D. Dubois, H. Fargier & H. Prade 2000, maximal coherent subsets). Where one piece of evidence by itself says
/// popular and another one advanced, the class is undetermined.
///
/// Laws: bounds of `[0, 1]` and evidence without a member change nothing; the order does not matter; under the uniform prior more counts
/// in the same proportion never widen the interval; tallies alone never classify.
///
/// ```
/// use haggle_tradeoff::{
///     AdoptionClass, ShareEvidence, SharePrior, ShareThresholds, WeighedEvidence, pool_share,
/// };
///
/// let asked = WeighedEvidence::usual(ShareEvidence::Sample { successes: 0, trials: 5 });
/// let tools = WeighedEvidence::usual(ShareEvidence::Tally { on: 0, off: 8, unclear: 0 });
/// let pool = |evidence: &[WeighedEvidence]| {
///     pool_share(evidence, SharePrior::default(), ShareThresholds::default())
/// };
/// assert_eq!(pool(&[asked, tools]).class, AdoptionClass::Advanced);
/// assert_eq!(pool(&[tools]).class, AdoptionClass::Undetermined);
/// assert!(pool(&[]).rests_on_prior);
/// ```
pub fn pool_share(
    evidence: &[WeighedEvidence],
    prior: SharePrior,
    thresholds: ShareThresholds,
) -> PooledShare {
    let within = common_bounds(evidence);
    let is_tally = |one: &&WeighedEvidence| matches!(one.evidence, ShareEvidence::Tally { .. });
    let samples = sums(evidence.iter().filter(|one| !is_tally(one)));
    let tallies = sums(evidence.iter().filter(is_tally));
    let cap =
        WeighedEvidence::MOST_OF_TALLIES / (tallies.0 + tallies.1).max(WeighedEvidence::MOST_OF_TALLIES);
    let prior = SharePosterior::new(prior.alpha, prior.beta, within).unwrap_or_else(|| flat(within));
    let posterior_of =
        |on: f64, off: f64| SharePosterior { alpha: prior.alpha + on, beta: prior.beta + off, within };
    let posterior = posterior_of(samples.0 + cap * tallies.0, samples.1 + cap * tallies.1);
    let probability_of_most = posterior.probability_above(thresholds.most);
    let without_tallies = posterior_of(samples.0, samples.1).probability_above(thresholds.most);
    let n_sampled = samples.0 + samples.1;
    let (by_all, by_others) =
        (thresholds.classify(probability_of_most), thresholds.classify(without_tallies));
    let rests_on_tallies =
        tallies.0 + tallies.1 > 0.0 && n_sampled <= 0.0 && by_others == AdoptionClass::Undetermined;
    let class = if n_sampled <= 0.0 { by_others } else { by_all };
    PooledShare {
        posterior,
        probability_of_most,
        class: if opposed(evidence, thresholds) { AdoptionClass::Undetermined } else { class },
        rests_on_prior: tallies.0 + tallies.1 + n_sampled <= 0.0 && within == Interval::UNIT,
        rests_on_tallies,
        conflicts: conflicts(evidence),
    }
}

fn flat(within: Interval) -> SharePosterior {
    SharePosterior { alpha: 1.0, beta: 1.0, within }
}

/// The counts for and against, added up in an order that does not depend on that of the evidence.
fn sums<'a>(evidence: impl Iterator<Item = &'a WeighedEvidence>) -> (f64, f64) {
    let (mut on, mut off): (Vec<f64>, Vec<f64>) = evidence.map(|one| one.weighed_counts()).unzip();
    sort_numbers(&mut on);
    sort_numbers(&mut off);
    // Adding zero makes the empty sum, which is -0, equal to that of counts of zero.
    (on.iter().sum::<f64>() + 0.0, off.iter().sum::<f64>() + 0.0)
}

/// What the bounds leave: their intersection, and where they contradict each other, the hull of the intersections of the largest sets that
/// can hold together.
fn common_bounds(evidence: &[WeighedEvidence]) -> Interval {
    let bounds = || evidence.iter().map(|one| one.evidence.bounds());
    let highest_low = bounds().map(Interval::low).fold(0.0, f64::max);
    let lowest_high = bounds().map(Interval::high).fold(1.0, f64::min);
    // Of the sets that hold together, the lowest has the bound that ends first, and the highest the one that begins last.
    let low = bounds().map(Interval::low).filter(|low| *low <= lowest_high).fold(0.0, f64::max);
    let high = bounds().map(Interval::high).filter(|high| *high >= highest_low).fold(1.0, f64::min);
    Interval::new(low, high).unwrap_or(Interval::UNIT)
}

/// One piece of evidence by itself says popular and another one advanced. Tallies by themselves say neither.
fn opposed(evidence: &[WeighedEvidence], thresholds: ShareThresholds) -> bool {
    let alone = |one: &WeighedEvidence| {
        if matches!(one.evidence, ShareEvidence::Tally { .. }) {
            return AdoptionClass::Undetermined;
        }
        thresholds.classify(by_itself(one).probability_above(thresholds.most))
    };
    let says = |class| evidence.iter().any(|one| alone(one) == class);
    says(AdoptionClass::Popular) && says(AdoptionClass::Advanced)
}

/// What one piece of evidence says with nothing else known.
fn by_itself(one: &WeighedEvidence) -> SharePosterior {
    let (on, off) = one.weighed_counts();
    SharePosterior { alpha: 1.0 + on, beta: 1.0 + off, within: one.evidence.bounds() }
}

fn conflicts(evidence: &[WeighedEvidence]) -> Vec<ShareConflict> {
    let mut found = Vec::new();
    for (second, later) in evidence.iter().enumerate() {
        for (first, earlier) in evidence[..second].iter().enumerate() {
            if contradict(earlier, later) {
                found.push(ShareConflict { first, second });
            }
        }
    }
    found
}

fn contradict(one: &WeighedEvidence, other: &WeighedEvidence) -> bool {
    let apart = |a: Interval, b: Interval| a.high() < b.low() || b.high() < a.low();
    if says_nothing(one) || says_nothing(other) {
        return false;
    }
    let (first, second) = (by_itself(one), by_itself(other));
    match (one.evidence, other.evidence) {
        (ShareEvidence::Bounds(_), ShareEvidence::Bounds(_)) => apart(first.within, second.within),
        (ShareEvidence::Bounds(_), _) => leaves_too_little(first.within, &second),
        (_, ShareEvidence::Bounds(_)) => leaves_too_little(second.within, &first),
        _ => apart(first.interval(0.95), second.interval(0.95)),
    }
}

/// Whether nobody was asked, or the answers count for nothing: every share is as likely after it as before.
fn says_nothing(one: &WeighedEvidence) -> bool {
    let (on, off) = one.weighed_counts();
    !matches!(one.evidence, ShareEvidence::Bounds(_)) && on <= 0.0 && off <= 0.0
}

fn leaves_too_little(bounds: Interval, of: &SharePosterior) -> bool {
    // A bound that is a single point leaves nothing of anything; it contradicts what is far from it.
    if bounds.width() <= 0.0 {
        return !of.interval(1.0 - LEAST_POSSIBLE).contains(bounds.low());
    }
    let left = between(of.alpha, of.beta, bounds.low(), bounds.high());
    left < LEAST_POSSIBLE && !of.interval(1.0 - LEAST_POSSIBLE).contains(bounds.middle())
}
