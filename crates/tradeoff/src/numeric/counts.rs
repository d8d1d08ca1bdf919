//! Counts as numbers to calculate with.

/// A position or a number of things at hand.
#[allow(clippy::cast_precision_loss, reason = "numbers of levels and of alternatives are far below 2^53")]
pub(crate) fn index_to_f64(index: usize) -> f64 {
    index as f64
}

/// Counts beyond 2^53 lose their last digits, which changes no share that a person could tell apart.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn to_f64(count: u64) -> f64 {
    count as f64
}
