//! A joint choice: what changes, and who gives and gets what.

/// One joint choice.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Deal {
    /// `[issue]`: the option.
    pub choice: Vec<usize>,
    /// `[party]`: what it gains against today, over all issues; zero or more but for rounding.
    pub gains: Vec<f64>,
    /// What changes.
    pub moves: Vec<DealMove>,
    /// Whether it is proven to be the best. Else the search ended early, and it is the best that was found.
    pub is_proven: bool,
}

/// One change of a deal: who gives what and who gets what.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DealMove {
    /// The issue.
    pub issue: String,
    /// Today's option.
    pub from: String,
    /// The option instead.
    pub to: String,
    /// `[party]`: what it gains by this move; below zero it gives.
    pub gains: Vec<f64>,
}

impl Deal {
    /// Whether everything stays as it is today.
    pub fn is_today(&self) -> bool {
        self.moves.is_empty()
    }
}
