//! PROMETHEE I and II: preference flows.

use super::error::{MethodError, MethodErrorKind};
use super::table::{Performances, Weights};
use crate::numeric::{exp, index_to_f64};

/// How strongly an advantage `d` on a criterion is preferred, from 0 to 1; nothing for `d <= 0`. Thresholds are in the
/// unit of the criterion, from zero up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PreferenceFunction {
    /// Any advantage counts fully.
    Usual,
    /// Fully beyond `indifference`.
    UShape {
        /// Advantages up to this do not count.
        indifference: f64,
    },
    /// In proportion up to `preference`, then fully.
    VShape {
        /// Advantages from this on count fully.
        preference: f64,
    },
    /// Half between the thresholds, fully beyond both.
    Level {
        /// Advantages up to this do not count.
        indifference: f64,
        /// Advantages beyond this count fully.
        preference: f64,
    },
    /// In proportion between the thresholds.
    Linear {
        /// Advantages up to this do not count.
        indifference: f64,
        /// Advantages from this on count fully.
        preference: f64,
    },
    /// `1 - exp(-d^2 / (2 sigma^2))`.
    Gaussian {
        /// The inflection point.
        sigma: f64,
    },
}

impl PreferenceFunction {
    /// The degree of preference of an advantage.
    pub fn degree(self, advantage: f64) -> f64 {
        let d = advantage;
        if d <= 0.0 {
            return 0.0;
        }
        match self {
            Self::UShape { indifference } => step(d > indifference),
            Self::VShape { preference } if d < preference => d / preference,
            Self::Level { indifference, preference } => {
                f64::midpoint(step(d > indifference), step(d > indifference.max(preference)))
            }
            Self::Linear { indifference, .. } if d <= indifference => 0.0,
            Self::Linear { indifference, preference } if d < preference => {
                (d - indifference) / (preference - indifference)
            }
            Self::Usual | Self::VShape { .. } | Self::Linear { .. } => 1.0,
            Self::Gaussian { sigma } => 1.0 - exp(-d * d / (2.0 * sigma * sigma)),
        }
    }

    fn is_valid(self) -> bool {
        let from_zero = |x: f64| x.is_finite() && x >= 0.0;
        match self {
            Self::Usual => true,
            Self::UShape { indifference: x } | Self::VShape { preference: x } => from_zero(x),
            Self::Level { indifference, preference } | Self::Linear { indifference, preference } => {
                from_zero(indifference) && from_zero(preference) && indifference <= preference
            }
            Self::Gaussian { sigma } => sigma.is_finite() && sigma > 0.0,
        }
    }
}

fn step(reached: bool) -> f64 {
    if reached { 1.0 } else { 0.0 }
}

/// What PROMETHEE says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Promethee {
    /// `[a][b]`: how far `a` is preferred to `b`.
    pub preference: Vec<Vec<f64>>,
    /// The mean preference over the others.
    pub leaving: Vec<f64>,
    /// The mean preference of the others over it.
    pub entering: Vec<f64>,
    /// `leaving - entering`: the complete order of PROMETHEE II.
    pub net: Vec<f64>,
    /// `[a][b]`: the partial order of PROMETHEE I.
    pub relations: Vec<Vec<Relation>>,
}

/// How an alternative compares with another in PROMETHEE I.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The first is preferred.
    Preferred,
    /// The second is preferred.
    Outranked,
    /// Both flows are the same.
    Indifferent,
    /// One flow speaks for each.
    Incomparable,
}

/// PROMETHEE I and II with one preference function for each column. Flows are divided by the number of the others.
///
/// Source: J.-P. Brans, Ph. Vincke, B. Mareschal 1986, <https://doi.org/10.1016/0377-2217(86)90044-5>.
///
/// # Errors
/// When weights or functions do not go with the columns, or a threshold makes no sense.
pub fn promethee(
    table: &Performances,
    weights: &Weights,
    functions: &[PreferenceFunction],
) -> Result<Promethee, MethodError> {
    table.check_weights(weights)?;
    if functions.len() != table.n_columns() {
        return Err(MethodError::new(
            MethodErrorKind::Length,
            "there are not as many preference functions as columns",
        ));
    }
    if functions.iter().any(|function| !function.is_valid()) {
        return Err(MethodError::new(
            MethodErrorKind::Parameter,
            "a threshold of a preference function is negative, or they cross",
        ));
    }
    let n = table.n_rows();
    let mut preference = vec![vec![0.0; n]; n];
    for (a, row) in preference.iter_mut().enumerate() {
        for (b, cell) in row.iter_mut().enumerate().filter(|(b, _)| *b != a) {
            *cell = functions
                .iter()
                .zip(weights.as_slice())
                .enumerate()
                .map(|(column, (function, weight))| weight * function.degree(table.advantage(a, b, column)))
                .sum();
        }
    }
    let others = index_to_f64(n.saturating_sub(1).max(1));
    let leaving: Vec<f64> = preference.iter().map(|row| row.iter().sum::<f64>() / others).collect();
    let entering: Vec<f64> =
        (0..n).map(|b| preference.iter().map(|row| row[b]).sum::<f64>() / others).collect();
    let net = leaving.iter().zip(&entering).map(|(out, into)| out - into).collect();
    let relations = (0..n)
        .map(|a| (0..n).map(|b| relation(leaving[a] - leaving[b], entering[b] - entering[a])).collect())
        .collect();
    Ok(Promethee { preference, leaving, entering, net, relations })
}

/// The relation from the advantages in both flows; differences that are only rounding are none.
fn relation(leaving: f64, entering: f64) -> Relation {
    let sign = |x: f64| {
        if x.abs() < 1e-12 {
            0
        } else if x > 0.0 {
            1
        } else {
            -1
        }
    };
    match (sign(leaving), sign(entering)) {
        (0, 0) => Relation::Indifferent,
        (1, 0 | 1) | (0, 1) => Relation::Preferred,
        (-1, 0 | -1) | (0, -1) => Relation::Outranked,
        _ => Relation::Incomparable,
    }
}
