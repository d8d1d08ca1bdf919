//! The Kemeny rule, with all orders that are equally good.

use super::profile::PreferenceProfile;

/// What the Kemeny rule says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Kemeny {
    /// The largest possible number of agreements of an order with the ballots, pair by pair.
    pub score: f64,
    /// All orders of the candidates (best first) that reach it, in ascending order.
    pub rankings: Vec<Vec<usize>>,
    /// Whether there are more orders than were listed.
    pub truncated: bool,
}

/// The largest number of candidates that [`kemeny`] takes: the time doubles with each.
const MOST: usize = 16;

/// The Kemeny rule by dynamic programming over sets of candidates, `O(2^n n^2)`; none beyond 16 candidates. At most
/// `limit` orders are listed.
///
/// Source: J. G. Kemeny 1959; H. P. Young & A. Levenglick 1978, <https://doi.org/10.1137/0135023>.
pub fn kemeny(profile: &PreferenceProfile, limit: usize) -> Option<Kemeny> {
    let n = profile.n_candidates();
    if n > MOST {
        return None;
    }
    let wins = profile.pairwise();
    // best[set]: the most agreements among the candidates of the set, in their best order.
    let mut best = vec![0.0_f64; 1 << n];
    let gain = |first: usize, set: usize| -> f64 {
        (0..n).filter(|&other| other != first && set >> other & 1 == 1).map(|other| wins[first][other]).sum()
    };
    for set in 1..best.len() {
        let members = (0..n).filter(|&member| set >> member & 1 == 1);
        best[set] = members
            .map(|first| gain(first, set) + best[set & !(1 << first)])
            .fold(f64::NEG_INFINITY, f64::max);
    }
    let all = best.len() - 1;
    let tolerance = 1e-9 * (1.0 + best[all].abs());
    let mut rankings = Vec::new();
    let mut stack = vec![(Vec::new(), all)];
    let mut truncated = false;
    while let Some((order, set)) = stack.pop() {
        if set == 0 {
            if rankings.len() == limit {
                truncated = true;
                break;
            }
            rankings.push(order);
            continue;
        }
        // The stack gives back what was pushed last, so that pushing in descending order lists in ascending order.
        for first in (0..n).rev().filter(|&member| set >> member & 1 == 1) {
            let rest = set & !(1 << first);
            if gain(first, set) + best[rest] >= best[set] - tolerance {
                let mut longer = order.clone();
                longer.push(first);
                stack.push((longer, rest));
            }
        }
    }
    Some(Kemeny { score: best[all], rankings, truncated })
}
