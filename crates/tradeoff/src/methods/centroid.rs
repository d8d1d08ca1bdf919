//! Weights from a ranking.

use crate::numeric::index_to_f64;

/// The rank-order centroid: the mean of all weights `w1 >= w2 >= ... >= wn >= 0` that sum to 1, most important first.
///
/// `w_k = (1/k + 1/(k+1) + ... + 1/n) / n`. Source: F. H. Barron & B. E. Barrett 1996,
/// <https://doi.org/10.1287/mnsc.42.11.1515>.
///
/// ```
/// let weights = haggle_tradeoff::methods::rank_order_centroid(3);
/// assert!((weights[0] - 11.0 / 18.0).abs() < 1e-15);
/// ```
pub fn rank_order_centroid(n: usize) -> Vec<f64> {
    let mut weights = vec![0.0; n];
    let mut tail = 0.0;
    for rank in (1..=n).rev() {
        tail += 1.0 / index_to_f64(rank);
        weights[rank - 1] = tail / index_to_f64(n);
    }
    weights
}
