//! The best-worst method: weights from comparisons with the most and the least important criterion.

use super::error::{MethodError, MethodErrorKind};
use super::linear_programme::{Minimum, minimise};

/// Comparisons with the best and the worst criterion, each from 1 (the same) up, usually to 9.
#[derive(Debug, Clone, PartialEq)]
pub struct BestWorst {
    best_to_others: Vec<f64>,
    others_to_worst: Vec<f64>,
    best: usize,
    worst: usize,
}

/// Weights of the best-worst method.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BestWorstWeights {
    /// The weights; they sum to 1. Where the comparisons are inconsistent other weights may reach the same deviation.
    pub weights: Vec<f64>,
    /// The smallest possible largest deviation; 0 where the comparisons are consistent.
    pub deviation: f64,
    /// The input-based consistency ratio, known before anything is solved.
    /// Source: F. Liang, M. Brunelli, J. Rezaei 2020, <https://doi.org/10.1016/j.omega.2019.102175>.
    pub input_consistency_ratio: f64,
}

impl BestWorst {
    /// Checks the comparisons: how much the best matters compared with each, and each compared with the worst. The best is the
    /// first criterion that is 1 to the best, the worst the first that is 1 to the worst and is not the best.
    ///
    /// # Errors
    /// When there are fewer than two criteria, lengths differ, a comparison is below 1, or there is no best or no worst.
    pub fn new(best_to_others: Vec<f64>, others_to_worst: Vec<f64>) -> Result<Self, MethodError> {
        if best_to_others.len() < 2 || best_to_others.len() != others_to_worst.len() {
            return Err(MethodError::new(
                MethodErrorKind::Length,
                "the comparisons are fewer than two or differ in length",
            ));
        }
        if best_to_others.iter().chain(&others_to_worst).any(|x| !(x.is_finite() && *x >= 1.0)) {
            return Err(MethodError::new(MethodErrorKind::Number, "a comparison is not a number from 1 up"));
        }
        // The best has 1 to itself and, among those, matters most compared with the worst.
        let best = (0..best_to_others.len())
            .filter(|&at| best_to_others[at] <= 1.0)
            .reduce(|a, b| if others_to_worst[b] > others_to_worst[a] { b } else { a });
        let best = best.ok_or_else(|| {
            MethodError::new(MethodErrorKind::Comparisons, "no criterion is the best: none has a 1")
        })?;
        let worst = (0..others_to_worst.len())
            .filter(|&at| at != best && others_to_worst[at] <= 1.0)
            .reduce(|a, b| if best_to_others[b] > best_to_others[a] { b } else { a });
        let worst = worst.ok_or_else(|| {
            MethodError::new(MethodErrorKind::Comparisons, "no criterion is the worst: none has a 1")
        })?;
        Ok(Self { best_to_others, others_to_worst, best, worst })
    }

    /// The largest deviation of these weights: the largest `|w_best - a w_j|` and `|w_j - a w_worst|`.
    pub fn deviation_of(&self, weights: &[f64]) -> f64 {
        self.terms()
            .map(|(bigger, factor, smaller)| (weights[bigger] - factor * weights[smaller]).abs())
            .fold(0.0, f64::max)
    }

    /// Every comparison as `(bigger, factor, smaller)`.
    fn terms(&self) -> impl Iterator<Item = (usize, f64, usize)> {
        let others = self.best_to_others.iter().enumerate().filter(|(at, _)| *at != self.best);
        let best = others.map(|(at, factor)| (self.best, *factor, at));
        let others = self.others_to_worst.iter().enumerate();
        let others = others.filter(|(at, _)| *at != self.worst);
        best.chain(others.map(|(at, factor)| (at, *factor, self.worst)))
    }

    fn input_consistency_ratio(&self) -> f64 {
        let whole = self.best_to_others[self.worst];
        if whole <= 1.0 {
            return 0.0;
        }
        let ratio = |(a, b): (&f64, &f64)| (a * b - whole).abs() / (whole * whole - whole);
        self.best_to_others.iter().zip(&self.others_to_worst).map(ratio).fold(0.0, f64::max)
    }
}

/// The linear best-worst method: the weights of the least largest deviation, by linear programming.
///
/// Source: J. Rezaei 2016, <https://doi.org/10.1016/j.omega.2015.12.001>.
///
/// # Errors
/// When the numbers are so far apart that the programme cannot be solved.
pub fn best_worst(comparisons: &BestWorst) -> Result<BestWorstWeights, MethodError> {
    let n = comparisons.best_to_others.len();
    // Deviations scale with the weights: instead of the least deviation of weights with the sum 1, look for the largest
    // sum of weights with a deviation of at most 1. Its reciprocal is the least deviation.
    let mut rows = Vec::new();
    for (bigger, factor, smaller) in comparisons.terms() {
        let mut row = vec![0.0; n];
        row[bigger] += 1.0;
        row[smaller] -= factor;
        rows.push(row.iter().map(|x| -x).collect());
        rows.push(row);
    }
    let weights = match minimise(&vec![-1.0; n], &rows, &vec![1.0; rows.len()]) {
        Minimum::At(weights) => weights,
        // Without bound: the comparisons are consistent, and the weights follow from those with the best.
        Minimum::Unbounded => comparisons.best_to_others.iter().map(|factor| 1.0 / factor).collect(),
        Minimum::NotFound => {
            return Err(MethodError::new(
                MethodErrorKind::NoAnswer,
                "rounding keeps the linear programme from a solution",
            ));
        }
    };
    let sum: f64 = weights.iter().sum();
    if !(sum.is_finite() && sum > 0.0) {
        return Err(MethodError::new(MethodErrorKind::NoAnswer, "the linear programme has no solution"));
    }
    let weights: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
    Ok(BestWorstWeights {
        deviation: comparisons.deviation_of(&weights),
        weights,
        input_consistency_ratio: comparisons.input_consistency_ratio(),
    })
}
