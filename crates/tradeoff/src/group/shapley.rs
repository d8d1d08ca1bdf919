//! What each player of a cooperative game is owed.

/// The Shapley values of a game of `n` players: `worths[set]` is what a coalition is worth, where bit `i` of `set` says whether
/// player `i` is in it, so that there are `2^n` of them. They add up to the worth of all less the worth of none.
///
/// Source: L. S. Shapley 1953, <https://doi.org/10.1515/9781400881970-018>. Cost: `O(n 2^n)`.
///
/// None where the number of worths is not a power of two, or one is not finite.
///
/// ```
/// use haggle_tradeoff::group::shapley;
///
/// // Either of two alone gets 1, both together 4.
/// assert_eq!(shapley(&[0.0, 1.0, 1.0, 4.0]), Some(vec![2.0, 2.0]));
/// ```
pub fn shapley(worths: &[f64]) -> Option<Vec<f64>> {
    if !worths.len().is_power_of_two() || worths.iter().any(|worth| !worth.is_finite()) {
        return None;
    }
    let n_players = worths.len().ilog2();
    let value = |player: u32| {
        let others = (0..worths.len()).filter(|set| set >> player & 1 == 0);
        others.fold(0.0, |sum, set| {
            sum + order_share(n_players, set.count_ones()) * (worths[set | 1 << player] - worths[set])
        })
    };
    Some((0..n_players).map(value).collect())
}

/// The share of all orders of `n` players in which exactly the given `size` of the others come before one of them:
/// `size! (n - 1 - size)! / n!`.
fn order_share(n: u32, size: u32) -> f64 {
    let choices = (0..size).fold(1.0, |product, i| product * f64::from(n - 1 - i) / f64::from(i + 1));
    1.0 / (choices * f64::from(n))
}

#[cfg(test)]
mod tests {
    use super::shapley;

    #[track_caller]
    fn check(worths: &[f64], expected: Option<&[f64]>) {
        let found = shapley(worths);
        let close = |(found, expected): (&f64, &f64)| (found - expected).abs() < 1e-12;
        let same = match (&found, expected) {
            (Some(found), Some(expected)) => {
                found.len() == expected.len() && found.iter().zip(expected).all(close)
            }
            (None, None) => true,
            _ => false,
        };
        assert!(same, "{found:?} against {expected:?}");
    }

    #[test]
    fn a_game_is_shared_by_what_each_adds() {
        check(&[0.0], Some(&[]));
        check(&[1.0, 4.0], Some(&[3.0]));
        // Two left gloves and a right one: a pair is worth 1.
        check(&[0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0], Some(&[1.0 / 6.0, 1.0 / 6.0, 4.0 / 6.0]));
        check(&[0.0, 1.0, 2.0], None);
        check(&[], None);
        check(&[0.0, f64::NAN], None);
    }
}
