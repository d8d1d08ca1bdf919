//! VIKOR: a compromise between the group's utility and the worst regret.

use super::error::{MethodError, MethodErrorKind};
use super::table::{Performances, Weights};
use crate::numeric::{Direction, index_to_f64, signed, sort_by};

/// What VIKOR says. Smaller is better in `s`, `r` and `q`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Vikor {
    /// The weighted sum of the distances from the best value of each column.
    pub s: Vec<f64>,
    /// The largest of those distances.
    pub r: Vec<f64>,
    /// The compromise of both.
    pub q: Vec<f64>,
    /// The advantage that is asked for: `1 / (alternatives - 1)`.
    pub required_advantage: f64,
    /// Whether the best by `q` leads the next by that much.
    pub acceptable_advantage: bool,
    /// Whether the best by `q` is also the best by `s` or by `r`.
    pub acceptable_stability: bool,
    /// The compromise solutions: one alternative where both conditions hold.
    pub compromise: Vec<usize>,
}

/// Scores lie between 0 and 1; differences of less than this are rounding.
const ROUNDING: f64 = 1e-12;

/// VIKOR with the weight `v` (1/2 is usual) of the group's utility against the worst regret. A column in which all are
/// equal contributes nothing.
///
/// Source: S. Opricovic & G.-H. Tzeng 2004, <https://doi.org/10.1016/S0377-2217(03)00020-1>.
///
/// # Errors
/// When there are not as many weights as columns, or `v` is not in `[0, 1]`.
pub fn vikor(table: &Performances, weights: &Weights, v: f64) -> Result<Vikor, MethodError> {
    table.check_weights(weights)?;
    if !(0.0..=1.0).contains(&v) {
        return Err(MethodError::new(
            MethodErrorKind::Parameter,
            "the weight of the strategy lies between 0 and 1",
        ));
    }
    let n = table.n_rows();
    let (mut s, mut r) = (vec![0.0; n], vec![0.0_f64; n]);
    for (column, (&direction, weight)) in table.directions().iter().zip(weights.as_slice()).enumerate() {
        let (low, high) = table.extremes(column);
        let width = high - low;
        if width <= 0.0 {
            continue;
        }
        let best = if direction == Direction::Max { high } else { low };
        for (row, x) in table.column(column).enumerate() {
            let distance = weight * signed(direction, best - x) / width;
            s[row] += distance;
            r[row] = r[row].max(distance);
        }
    }
    let (s_position, r_position) = (positions(&s), positions(&r));
    let q: Vec<f64> = s_position.iter().zip(&r_position).map(|(a, b)| v * a + (1.0 - v) * b).collect();
    let mut order: Vec<usize> = (0..n).collect();
    sort_by(&mut order, |&a, &b| q[a].total_cmp(&q[b]));
    let first = order[0];
    let required_advantage = 1.0 / index_to_f64(n.saturating_sub(1).max(1));
    // What is equal on paper must not differ by rounding.
    let reaches = |lead: f64| lead >= required_advantage - ROUNDING;
    let acceptable_advantage = order.get(1).is_none_or(|&second| reaches(q[second] - q[first]));
    let best_by = |scores: &[f64]| scores.iter().all(|score| scores[first] <= *score + ROUNDING);
    let acceptable_stability = best_by(&s) || best_by(&r);
    let mut compromise: Vec<usize> = match (acceptable_advantage, acceptable_stability) {
        (true, true) => vec![first],
        (true, false) => order.iter().copied().take(2).collect(),
        (false, _) => order.into_iter().filter(|&at| !reaches(q[at] - q[first])).collect(),
    };
    sort_by(&mut compromise, usize::cmp);
    Ok(Vikor { s, r, q, required_advantage, acceptable_advantage, acceptable_stability, compromise })
}

/// Where each score lies between the least and the largest: 0 to 1, and 0 where all are equal.
fn positions(scores: &[f64]) -> Vec<f64> {
    let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.iter().map(|score| if high > low { (score - low) / (high - low) } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::vikor;
    use crate::methods::{Performances, Weights};
    use crate::numeric::Direction;

    #[test]
    fn an_advantage_that_is_reached_on_paper_is_reached() {
        // By fractions the regrets are 5/12, 1/4 and 1/3, so that Q is 1, 0 and exactly 1/2: the advantage that is asked for.
        let rows = vec![vec![1.0, 6.0, 6.0], vec![4.0, 4.0, 1.0], vec![6.0, 4.0, 1.0]];
        let table = Performances::new(rows, vec![Direction::Min, Direction::Min, Direction::Max]).unwrap();
        let found = vikor(&table, &Weights::new(&[4.0, 5.0, 3.0]).unwrap(), 0.0).unwrap();
        assert!(found.acceptable_advantage, "{:?}", found.q);
        assert_eq!(found.compromise, vec![1]);
    }
}
