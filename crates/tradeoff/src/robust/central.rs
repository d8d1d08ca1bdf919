//! Central weights without sampling.

use super::exact::{MOST_STEPS, WeightSpace, exact_within, to_simplex};
use crate::numeric::index_to_f64;

/// The mean of the weights at which each alternative comes first, over all weights of a space, exactly up to rounding: what a
/// typical supporter of the alternative weighs. None for an alternative that comes first at less than 1e-12 of the weights.
///
/// The mean of one weight over a part of the simplex is the share of that part once the criterion is there twice: weights are
/// drawn from a Dirichlet distribution, and a parameter of 2 is two criteria in one.
///
/// None where [`exact_acceptability`](super::exact_acceptability) has no answer for one criterion more.
///
/// ```
/// use haggle_tradeoff::robust::{WeightSpace, exact_central_weights};
///
/// let central = exact_central_weights(&[vec![1.0, 0.0], vec![0.0, 1.0]], WeightSpace::Simplex).expect("few");
/// let first = central[0].as_ref().expect("it comes first at half of the weights");
/// assert!((first[0] - 0.75).abs() < 1e-12 && (first[1] - 0.25).abs() < 1e-12);
/// ```
pub fn exact_central_weights(values: &[Vec<f64>], space: WeightSpace) -> Option<Vec<Option<Vec<f64>>>> {
    let values = to_simplex(values, space)?;
    let firsts = |values: &[Vec<f64>]| -> Option<Vec<f64>> {
        let exact = exact_within(values, WeightSpace::Simplex, MOST_STEPS)?;
        Some(exact.rank_acceptability.iter().map(|row| row[0]).collect())
    };
    let n = values.first()?.len();
    let shares = firsts(&values)?;
    let mut moments = Vec::with_capacity(n);
    for criterion in 0..n {
        let twice = |row: &Vec<f64>| row.iter().copied().chain([row[criterion]]).collect();
        let doubled: Vec<Vec<f64>> = values.iter().map(twice).collect();
        moments.push(firsts(&doubled)?);
    }
    let central = |at: usize| {
        let mean = |moment: &Vec<f64>| moment[at] / (index_to_f64(n) * shares[at]);
        (shares[at] > 1e-12).then(|| from_simplex(moments.iter().map(mean).collect(), space))
    };
    Some((0..values.len()).map(central).collect())
}

/// Back from the corners of the simplex to weights: the inverse of [`to_simplex`] for weights.
fn from_simplex(corners: Vec<f64>, space: WeightSpace) -> Vec<f64> {
    match space {
        WeightSpace::Simplex => corners,
        WeightSpace::Ordinal => {
            let mut weights = corners;
            let mut tail = 0.0;
            for (at, weight) in weights.iter_mut().enumerate().rev() {
                tail += *weight / index_to_f64(at + 1);
                *weight = tail;
            }
            weights
        }
    }
}
