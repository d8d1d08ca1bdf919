//! Ballots, and what follows from comparing candidates in pairs.

use std::fmt;

/// One order of the candidates, and how many hold it (or with how much weight).
#[derive(Debug, Clone, PartialEq)]
pub struct Ballot {
    /// The rank of each candidate, 1 the best; equal ranks are ties.
    pub ranks: Vec<usize>,
    /// How many voters, or the voter's weight: positive.
    pub count: f64,
}

/// Ballots over the same candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct PreferenceProfile {
    n_candidates: usize,
    ballots: Vec<Ballot>,
}

impl PreferenceProfile {
    /// Checks ballots.
    ///
    /// # Errors
    /// When there is no ballot or no candidate, ballots differ in length, or a count is not positive and finite.
    pub fn new(ballots: Vec<Ballot>) -> Result<Self, ProfileError> {
        let n_candidates = ballots.first().map_or(0, |ballot| ballot.ranks.len());
        if n_candidates == 0 {
            return Err(ProfileError { kind: ProfileErrorKind::Empty });
        }
        if ballots.iter().any(|ballot| ballot.ranks.len() != n_candidates) {
            return Err(ProfileError { kind: ProfileErrorKind::Length });
        }
        if ballots.iter().any(|ballot| !(ballot.count.is_finite() && ballot.count > 0.0)) {
            return Err(ProfileError { kind: ProfileErrorKind::Count });
        }
        Ok(Self { n_candidates, ballots })
    }

    /// The ballot that ranks candidates by their values, higher first; equal values tie.
    pub fn ballot_of_values(values: &[f64], count: f64) -> Ballot {
        let rank = |value: &f64| 1 + values.iter().filter(|other| *other > value).count();
        Ballot { ranks: values.iter().map(rank).collect(), count }
    }

    /// The number of candidates.
    pub fn n_candidates(&self) -> usize {
        self.n_candidates
    }

    /// The ballots.
    pub fn ballots(&self) -> &[Ballot] {
        &self.ballots
    }

    /// `[a][b]`: how many rank `a` above `b`.
    pub fn pairwise(&self) -> Vec<Vec<f64>> {
        let n = self.n_candidates;
        let mut wins = vec![vec![0.0; n]; n];
        for ballot in &self.ballots {
            for (a, row) in wins.iter_mut().enumerate() {
                for (b, cell) in row.iter_mut().enumerate() {
                    if ballot.ranks[a] < ballot.ranks[b] {
                        *cell += ballot.count;
                    }
                }
            }
        }
        wins
    }

    /// The candidate that more rank above than below each other one, if there is one.
    pub fn condorcet_winner(&self) -> Option<usize> {
        let wins = self.pairwise();
        (0..self.n_candidates).find(|&a| (0..self.n_candidates).all(|b| a == b || wins[a][b] > wins[b][a]))
    }

    /// The Borda count: a candidate gets a point from a ballot for each one ranked below and half a point for each tie,
    /// so that candidates who are the same to everybody get the same count.
    pub fn borda(&self) -> Vec<f64> {
        let mut points = vec![0.0; self.n_candidates];
        for ballot in &self.ballots {
            for (a, sum) in points.iter_mut().enumerate() {
                for b in (0..self.n_candidates).filter(|&b| b != a) {
                    *sum += ballot.count * duel(ballot.ranks[b].cmp(&ballot.ranks[a]));
                }
            }
        }
        points
    }

    /// Copeland: a point for each candidate that more rank below than above, half a point for each draw.
    pub fn copeland(&self) -> Vec<f64> {
        let wins = self.pairwise();
        let points = |a: usize| {
            (0..self.n_candidates).filter(|&b| b != a).map(|b| duel(wins[a][b].total_cmp(&wins[b][a]))).sum()
        };
        (0..self.n_candidates).map(points).collect()
    }
}

/// One point for a win, half a point for a draw.
fn duel(order: std::cmp::Ordering) -> f64 {
    match order {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    }
}

/// Why ballots make no profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProfileError {
    kind: ProfileErrorKind,
}

/// The kinds of [`ProfileError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProfileErrorKind {
    /// There is no ballot, or it ranks nobody.
    Empty,
    /// Ballots rank different numbers of candidates.
    Length,
    /// The count of a ballot is not a positive, finite number.
    Count,
}

impl ProfileError {
    /// What kind of error it is.
    pub fn kind(self) -> ProfileErrorKind {
        self.kind
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            ProfileErrorKind::Empty => "there is no ballot, or it ranks nobody",
            ProfileErrorKind::Length => "ballots rank different numbers of candidates",
            ProfileErrorKind::Count => "the count of a ballot is not a positive number",
        })
    }
}

impl std::error::Error for ProfileError {}
