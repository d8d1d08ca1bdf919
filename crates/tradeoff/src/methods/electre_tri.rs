//! ELECTRE TRI-B and majority-rule sorting: categories between profiles.

use super::electre::{PseudoCriterion, credibility};
use super::error::{MethodError, MethodErrorKind};
use super::table::{Performances, Weights};
use crate::numeric::{Direction, signed};

/// What ELECTRE TRI-B says. Category 0 is the worst; there is one more category than profiles.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ElectreTri {
    /// The highest category whose lower profile the alternative outranks.
    pub pessimistic: Vec<usize>,
    /// The lowest category whose upper profile is strictly preferred to the alternative.
    pub optimistic: Vec<usize>,
    /// `[alternative][profile]`: how credible it is that the alternative outranks the profile.
    pub alternative_over_profile: Vec<Vec<f64>>,
    /// `[alternative][profile]`: how credible it is that the profile outranks the alternative.
    pub profile_over_alternative: Vec<Vec<f64>>,
}

/// ELECTRE TRI-B: `profiles` separate the categories, worst first; `cut` in `[1/2, 1]` is the credibility from which one
/// outranks the other. An alternative that is the same as a profile belongs to the category above it.
///
/// Source: V. Mousseau, R. Słowiński, P. Zielniewicz 2000, <https://doi.org/10.1016/S0305-0548(99)00117-0>.
///
/// # Errors
/// When weights, thresholds or profiles do not go with the columns, or the cut is not in `[1/2, 1]`.
pub fn electre_tri(
    table: &Performances,
    profiles: &[Vec<f64>],
    weights: &Weights,
    thresholds: &[PseudoCriterion],
    cut: f64,
) -> Result<ElectreTri, MethodError> {
    table.check_weights(weights)?;
    check_profiles(table, profiles)?;
    if thresholds.len() != table.n_columns() {
        return Err(MethodError::new(MethodErrorKind::Length, "there are not as many thresholds as columns"));
    }
    if !(0.5..=1.0).contains(&cut) {
        return Err(MethodError::new(MethodErrorKind::Parameter, "the cut lies between 1/2 and 1"));
    }
    let over = |a: &[f64], b: &[f64]| {
        let gaps = a.iter().zip(b).zip(table.directions());
        let gaps = gaps.map(|((mine, theirs), direction)| signed(*direction, theirs - mine));
        credibility(gaps, weights.as_slice(), thresholds).1
    };
    let mut report = ElectreTri {
        pessimistic: Vec::new(),
        optimistic: Vec::new(),
        alternative_over_profile: Vec::new(),
        profile_over_alternative: Vec::new(),
    };
    for row in table.rows() {
        let up: Vec<f64> = profiles.iter().map(|profile| over(row, profile)).collect();
        let down: Vec<f64> = profiles.iter().map(|profile| over(profile, row)).collect();
        let reaches = |credibility: f64| credibility >= cut - 1e-12;
        let highest = (0..profiles.len()).rev().find(|&at| reaches(up[at]));
        report.pessimistic.push(highest.map_or(0, |at| at + 1));
        let preferred = (0..profiles.len()).find(|&at| reaches(down[at]) && !reaches(up[at]));
        report.optimistic.push(preferred.unwrap_or(profiles.len()));
        report.alternative_over_profile.push(up);
        report.profile_over_alternative.push(down);
    }
    Ok(report)
}

/// Majority-rule sorting: profiles are lower bounds of categories, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct MajorityRule {
    /// The lower bounds of all categories but the worst, best first.
    pub profiles: Vec<Vec<f64>>,
    /// For each profile and criterion, a performance that is so bad (it or worse) that the category is out of reach.
    pub vetoes: Vec<Vec<Option<f64>>>,
    /// The weight that must reach the profile.
    pub majority: f64,
    /// The weights of the criteria, in the unit of the majority.
    pub weights: Vec<f64>,
}

/// The category of each alternative by majority rule, 0 the best: the first profile that criteria of enough weight reach and
/// that no veto keeps out of reach.
///
/// Source: A. Leroy, V. Mousseau, M. Pirlot 2011, <https://doi.org/10.1007/978-3-642-24873-3_17>.
///
/// # Errors
/// When weights, profiles or vetoes do not go with the columns.
pub fn majority_sorting(table: &Performances, rule: &MajorityRule) -> Result<Vec<usize>, MethodError> {
    check_profiles(table, &rule.profiles)?;
    let columns = table.n_columns();
    if rule.weights.len() != columns || rule.vetoes.len() != rule.profiles.len() {
        return Err(MethodError::new(
            MethodErrorKind::Length,
            "weights or vetoes do not go with columns and profiles",
        ));
    }
    if rule.vetoes.iter().any(|row| row.len() != columns) {
        return Err(MethodError::new(
            MethodErrorKind::Length,
            "a row of vetoes and the columns differ in length",
        ));
    }
    let at_least = |direction: &Direction, a: f64, b: f64| signed(*direction, a - b) >= 0.0;
    let category = |row: &Vec<f64>| {
        let reaches = |at: &usize| {
            let parts = || row.iter().zip(table.directions()).enumerate();
            let support: f64 = parts()
                .filter(|(column, (x, direction))| at_least(direction, **x, rule.profiles[*at][*column]))
                .map(|(column, _)| rule.weights[column])
                .sum();
            let vetoed = parts().any(|(column, (x, direction))| {
                rule.vetoes[*at][column].is_some_and(|veto| at_least(direction, veto, *x))
            });
            support >= rule.majority - 1e-12 && !vetoed
        };
        (0..rule.profiles.len()).find(reaches).unwrap_or(rule.profiles.len())
    };
    Ok(table.rows().iter().map(category).collect())
}

fn check_profiles(table: &Performances, profiles: &[Vec<f64>]) -> Result<(), MethodError> {
    let fits =
        |profile: &Vec<f64>| profile.len() == table.n_columns() && profile.iter().all(|x| x.is_finite());
    if profiles.iter().all(fits) {
        Ok(())
    } else {
        Err(MethodError::new(
            MethodErrorKind::Parameter,
            "a profile and the columns differ in length, or it is not finite",
        ))
    }
}
