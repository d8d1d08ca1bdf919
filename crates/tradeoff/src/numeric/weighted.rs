//! Sums by weights, and weights without one of them.

/// The additive value: `sum of weight * value`, in order.
pub(crate) fn additive(weights: &[f64], values: &[f64]) -> f64 {
    weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
}

/// The other shares with this one taken out, in proportion, with the sum 1; equal where nothing else has any.
pub(crate) fn without(shares: &[f64], out: usize) -> Vec<f64> {
    let sum: f64 = shares.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, share)| share).sum();
    let equal = 1.0 / crate::numeric::counts::index_to_f64(shares.len().saturating_sub(1).max(1));
    let part = |(at, share): (usize, &f64)| match (at == out, sum > 0.0) {
        (true, _) => 0.0,
        (false, true) => share / sum,
        (false, false) => equal,
    };
    shares.iter().enumerate().map(part).collect()
}
