//! Leaf criteria and the disagreement point with indices instead of ids.

use super::measure::Measure;
use super::scale::Scale;

/// A disagreement point with indices instead of ids.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DisagreementPoint {
    /// An alternative.
    Alternative(usize),
    /// The utility of each stakeholder.
    Utilities(Vec<f64>),
}

/// A leaf criterion with what each alternative does on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leaf {
    /// The index in the draft's criteria.
    pub(crate) criterion: usize,
    pub(crate) scale: Scale,
    /// One measure for each alternative, with facts as indices.
    pub(crate) measures: Vec<Measure<usize>>,
}
