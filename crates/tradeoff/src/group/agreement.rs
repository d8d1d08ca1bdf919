//! How far orders agree.

use crate::numeric::{index_to_f64, sort_numbers};

/// Kendall's coefficient of concordance.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Concordance {
    /// The sum of squared deviations of the rank sums from their mean.
    pub s: f64,
    /// `W`, corrected for ties: from 0 (no agreement) to 1 (one order).
    pub w: f64,
    /// `raters (items - 1) W`, about chi-squared with [`degrees_of_freedom`](Self::degrees_of_freedom) for many items.
    pub chi_squared: f64,
    /// `items - 1`.
    pub degrees_of_freedom: usize,
    /// The correction: the sum of `t^3 - t` over the groups of ties of each rater.
    pub ties: f64,
}

/// Kendall's W of the ranks that each rater gives (ties get the mean of their ranks). None for fewer than two raters or
/// items, for rows of different lengths, and where every rater ties everything.
///
/// Source: M. G. Kendall & B. Babington Smith 1939, <https://doi.org/10.1214/aoms/1177732186>.
pub fn kendall_w(ranks: &[Vec<f64>]) -> Option<Concordance> {
    let (m, n) = (ranks.len(), ranks.first()?.len());
    if m < 2 || n < 2 || ranks.iter().any(|row| row.len() != n) {
        return None;
    }
    let sums: Vec<f64> = (0..n).map(|item| ranks.iter().map(|row| row[item]).sum()).collect();
    let mean = sums.iter().sum::<f64>() / index_to_f64(n);
    let s: f64 = sums.iter().map(|sum| (sum - mean) * (sum - mean)).sum();
    let ties: f64 = ranks.iter().map(|row| tie_correction(row)).sum();
    let (m, n_items) = (index_to_f64(m), index_to_f64(n));
    let most = m * m * (n_items * n_items * n_items - n_items) - m * ties;
    if most <= 0.0 {
        return None;
    }
    let w = 12.0 * s / most;
    Some(Concordance { s, w, chi_squared: m * (n_items - 1.0) * w, degrees_of_freedom: n - 1, ties })
}

fn tie_correction(row: &[f64]) -> f64 {
    let mut sorted = row.to_vec();
    sort_numbers(&mut sorted);
    let groups = sorted.chunk_by(|a, b| a == b).map(|group| index_to_f64(group.len()));
    groups.map(|t| t * t * t - t).sum()
}

/// Spearman's rank correlation: Pearson's of the ranks. None where one side ties everything or lengths differ.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let centred = |row: &[f64]| -> Vec<f64> {
        let mean = row.iter().sum::<f64>() / index_to_f64(row.len().max(1));
        row.iter().map(|x| x - mean).collect()
    };
    let (a, b) = (centred(a), centred(b));
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let norm = (product(&a, &a) * product(&b, &b)).sqrt();
    (norm > 0.0).then(|| product(&a, &b) / norm)
}

/// The mean of Spearman's correlations over all pairs of raters; none where one of them is not defined.
pub fn mean_spearman(ranks: &[Vec<f64>]) -> Option<f64> {
    let mut sum = 0.0;
    let mut pairs = 0.0;
    for (at, a) in ranks.iter().enumerate() {
        for b in &ranks[at + 1..] {
            sum += spearman(a, b)?;
            pairs += 1.0;
        }
    }
    (pairs > 0.0).then(|| sum / pairs)
}

/// Kendall's tau-b: agreeing less disagreeing pairs, over the geometric mean of the pairs that each side does not tie. None
/// where one side ties everything or lengths differ.
pub fn kendall_tau(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let sign = |x: f64| {
        if x > 0.0 {
            1.0
        } else if x < 0.0 {
            -1.0
        } else {
            0.0
        }
    };
    let (mut agreement, mut mine, mut theirs) = (0.0, 0.0, 0.0);
    for i in 0..a.len() {
        for j in i + 1..a.len() {
            let (x, y) = (sign(a[i] - a[j]), sign(b[i] - b[j]));
            agreement += x * y;
            mine += x * x;
            theirs += y * y;
        }
    }
    let norm = f64::sqrt(mine * theirs);
    (norm > 0.0).then(|| agreement / norm)
}
