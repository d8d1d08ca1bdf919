//! How often each alternative comes up, as data.

use crate::robust::WeightSpace;

/// Rank acceptability and pairwise winning of the alternatives that are left, under the group's value.
///
/// Rows and columns follow [`Screening::eligible`](crate::Screening::eligible). A rank is one more than the number of
/// alternatives of strictly higher value, so that equals share the better rank.
///
/// Source: R. Lahdelma, J. Hokkanen, P. Salminen 1998, <https://doi.org/10.1016/S0377-2217(97)00163-X>.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Robustness {
    /// Where the shares come from.
    pub basis: RobustnessBasis,
    /// `[alternative][rank]`: the share of the samples in which the alternative has the rank, best first.
    pub rank_acceptability: Vec<Vec<f64>>,
    /// The standard errors of the rank acceptabilities: `sqrt(p (1 - p) / n)`.
    pub standard_errors: Vec<Vec<f64>>,
    /// `[a][b]`: the share of the samples in which `a` has the strictly higher value than `b`.
    pub pairwise_winning: Vec<Vec<f64>>,
    /// The mean value of each alternative over the samples.
    pub expected_values: Vec<f64>,
    /// The mean of the group's weights over the samples in which the alternative comes first; none if it never does.
    pub central_weights: Vec<Option<Vec<f64>>>,
}

/// Where shares come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RobustnessBasis {
    /// Facts and weights leave nothing open: there is one case.
    Certain,
    /// Computed without sampling over all weights of a space, as facts leave nothing open. Only central weights are sampled.
    Exact {
        /// The space.
        space: WeightSpace,
    },
    /// So many draws of the facts and weights, with this seed.
    Sampled {
        /// The number of draws.
        samples: u32,
        /// The seed.
        seed: u64,
    },
}
