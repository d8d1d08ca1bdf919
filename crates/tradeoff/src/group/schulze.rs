//! The Schulze method.

use super::profile::PreferenceProfile;

/// What the Schulze method says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Schulze {
    /// `[a][b]`: the strength of the strongest path of majorities from `a` to `b`, by winning votes; 0 for none.
    pub strengths: Vec<Vec<f64>>,
    /// The candidates that no other beats by a stronger path.
    pub winners: Vec<usize>,
    /// One more than the number of candidates that beat it.
    pub ranks: Vec<usize>,
}

/// The Schulze method with winning votes, in `O(candidates^3)`.
///
/// Source: M. Schulze 2011, <https://doi.org/10.1007/s00355-010-0475-4>.
pub fn schulze(profile: &PreferenceProfile) -> Schulze {
    let n = profile.n_candidates();
    let wins = profile.pairwise();
    let link = |a: usize, b: usize| if wins[a][b] > wins[b][a] { wins[a][b] } else { 0.0 };
    let mut strengths: Vec<Vec<f64>> = (0..n).map(|a| (0..n).map(|b| link(a, b)).collect()).collect();
    for through in 0..n {
        for a in (0..n).filter(|&a| a != through) {
            for b in (0..n).filter(|&b| b != a && b != through) {
                let path = strengths[a][through].min(strengths[through][b]);
                strengths[a][b] = strengths[a][b].max(path);
            }
        }
    }
    let beaten_by = |a: usize| (0..n).filter(|&b| strengths[b][a] > strengths[a][b]).count();
    let ranks: Vec<usize> = (0..n).map(|a| 1 + beaten_by(a)).collect();
    let winners = (0..n).filter(|&a| ranks[a] == 1).collect();
    Schulze { strengths, winners, ranks }
}
