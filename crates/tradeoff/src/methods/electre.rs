//! ELECTRE I and III: outranking.

use std::collections::BTreeSet;

use super::error::{MethodError, MethodErrorKind};
use super::table::{Performances, Weights};
use crate::numeric::sort_by;

/// What ELECTRE I says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ElectreOne {
    /// `[a][b]`: the weight of the criteria on which `a` is at least as good; 1 on the diagonal.
    pub concordance: Vec<Vec<f64>>,
    /// `[a][b]`: the largest disadvantage of `a`, as a share of the largest difference on any criterion; 0 on the diagonal.
    pub discordance: Vec<Vec<f64>>,
    /// `[a][b]`: whether `a` outranks `b`.
    pub outranks: Vec<Vec<bool>>,
    /// The alternatives that no other outranks.
    pub not_outranked: Vec<usize>,
    /// The kernel: no member outranks another, and every alternative outside is outranked by a member. It is there and
    /// unique where the outranking graph has no cycle; none where it has one.
    pub kernel: Option<Vec<usize>>,
}

/// ELECTRE I: `a` outranks `b` where concordance reaches one threshold and discordance does not pass the other.
///
/// Disadvantages on different columns are compared with each other, so that columns in different units are to be
/// [normalised](Performances::normalised) first, by their sums for instance.
///
/// Source: B. Roy 1968, <https://doi.org/10.1051/ro/196802V100571>.
///
/// # Errors
/// When there are not as many weights as columns, or a threshold is not in `[0, 1]`.
pub fn electre_one(
    table: &Performances,
    weights: &Weights,
    concordance_at_least: f64,
    discordance_at_most: f64,
) -> Result<ElectreOne, MethodError> {
    table.check_weights(weights)?;
    if ![concordance_at_least, discordance_at_most].iter().all(|threshold| (0.0..=1.0).contains(threshold)) {
        return Err(MethodError::new(MethodErrorKind::Parameter, "a threshold lies between 0 and 1"));
    }
    let n = table.n_rows();
    let widths = (0..table.n_columns()).map(|column| table.extremes(column)).map(|(low, high)| high - low);
    let widest = widths.fold(0.0, f64::max);
    let (mut concordance, mut discordance) = (vec![vec![1.0; n]; n], vec![vec![0.0; n]; n]);
    let mut outranks = vec![vec![false; n]; n];
    for a in 0..n {
        for b in (0..n).filter(|&b| b != a) {
            let advantages = |column: usize| table.advantage(a, b, column);
            let agreeing = (0..table.n_columns()).filter(|&column| advantages(column) >= 0.0);
            concordance[a][b] = agreeing.map(|column| weights.as_slice()[column]).sum();
            let worst = (0..table.n_columns()).map(|column| -advantages(column)).fold(0.0, f64::max);
            discordance[a][b] = if widest > 0.0 { worst / widest } else { 0.0 };
            // A concordance that reaches the threshold on paper must not miss it by rounding.
            outranks[a][b] = concordance[a][b] >= concordance_at_least - 1e-12
                && discordance[a][b] <= discordance_at_most + 1e-12;
        }
    }
    let not_outranked = (0..n).filter(|&b| (0..n).all(|a| !outranks[a][b])).collect();
    Ok(ElectreOne { kernel: kernel(&outranks), concordance, discordance, outranks, not_outranked })
}

/// Takes in turn what nobody left outranks, and drops what it outranks; if nothing is like that, there is a cycle.
fn kernel(outranks: &[Vec<bool>]) -> Option<Vec<usize>> {
    let mut left: BTreeSet<usize> = (0..outranks.len()).collect();
    let mut kernel = Vec::new();
    while !left.is_empty() {
        let free: Vec<usize> =
            left.iter().copied().filter(|&b| left.iter().all(|&a| !outranks[a][b])).collect();
        if free.is_empty() {
            return None;
        }
        for member in free {
            left.remove(&member);
            left.retain(|&other| !outranks[member][other]);
            kernel.push(member);
        }
    }
    sort_by(&mut kernel, usize::cmp);
    Some(kernel)
}

/// The thresholds of a criterion, in its unit: differences up to `indifference` are none, those from `preference` on are
/// full, and a disadvantage from `veto` on rules outranking out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PseudoCriterion {
    indifference: f64,
    preference: f64,
    veto: Option<f64>,
}

impl PseudoCriterion {
    /// Checks the thresholds.
    ///
    /// # Errors
    /// Unless `0 <= indifference <= preference <= veto`, all finite.
    pub fn new(indifference: f64, preference: f64, veto: Option<f64>) -> Result<Self, MethodError> {
        let top = veto.unwrap_or(preference);
        let ascending = 0.0 <= indifference && indifference <= preference && preference <= top;
        if ascending && top.is_finite() {
            Ok(Self { indifference, preference, veto })
        } else {
            Err(MethodError::new(
                MethodErrorKind::Parameter,
                "thresholds are not finite numbers from 0 up in ascending order",
            ))
        }
    }

    /// How far a disadvantage still agrees with outranking, from 1 down to 0.
    pub(super) fn concordance(self, disadvantage: f64) -> f64 {
        if disadvantage <= self.indifference {
            1.0
        } else if disadvantage >= self.preference {
            0.0
        } else {
            (self.preference - disadvantage) / (self.preference - self.indifference)
        }
    }

    /// How far a disadvantage speaks against outranking, from 0 up to 1.
    pub(super) fn discordance(self, disadvantage: f64) -> f64 {
        match self.veto {
            None => 0.0,
            Some(_) if disadvantage <= self.preference => 0.0,
            Some(veto) if disadvantage >= veto => 1.0,
            Some(veto) => (disadvantage - self.preference) / (veto - self.preference),
        }
    }
}

/// Concordance and credibility of "outranks" from the disadvantages on each criterion.
pub(super) fn credibility(
    disadvantages: impl Iterator<Item = f64> + Clone,
    weights: &[f64],
    thresholds: &[PseudoCriterion],
) -> (f64, f64) {
    let parts = disadvantages.zip(thresholds);
    let agreeing =
        parts.clone().zip(weights).map(|((gap, threshold), weight)| (weight, threshold.concordance(gap)));
    // Weights that add up to a little less than 1 must not let a veto speak where all that has weight agrees, nor to a little more
    // lift anything above 1.
    let all_agree = agreeing.clone().all(|(weight, agreement)| *weight <= 0.0 || agreement >= 1.0);
    let sum: f64 = agreeing.map(|(weight, agreement)| weight * agreement).sum();
    let concordance = if all_agree { 1.0 } else { sum.min(1.0) };
    let against = parts.map(|(gap, threshold)| threshold.discordance(gap)).filter(|d| *d > concordance);
    let credibility = against.fold(concordance, |product, d| product * (1.0 - d) / (1.0 - concordance));
    (concordance, credibility)
}

/// The discrimination threshold of the distillation, `s(λ) = intercept + slope λ`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distillation {
    /// The slope, usually -0.15.
    pub slope: f64,
    /// The intercept, usually 0.3.
    pub intercept: f64,
}

impl Default for Distillation {
    fn default() -> Self {
        Self { slope: -0.15, intercept: 0.3 }
    }
}

/// What ELECTRE III says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ElectreThree {
    /// `[a][b]`: how far the criteria agree that `a` is at least as good as `b`; 1 on the diagonal.
    pub concordance: Vec<Vec<f64>>,
    /// `[a][b]`: how credible it is that `a` outranks `b`; 1 on the diagonal.
    pub credibility: Vec<Vec<f64>>,
    /// The classes of the descending distillation, best first.
    pub descending: Vec<Vec<usize>>,
    /// The classes of the ascending distillation, best first.
    pub ascending: Vec<Vec<usize>>,
}

/// ELECTRE III. Inside a class the distillation goes on from the cut it has reached, as B. Roy 1978 has it.
///
/// Source: J. R. Figueira, V. Mousseau, B. Roy 2016, <https://doi.org/10.1007/978-1-4939-3094-4_5>.
///
/// # Errors
/// When weights or thresholds do not go with the columns.
pub fn electre_three(
    table: &Performances,
    weights: &Weights,
    thresholds: &[PseudoCriterion],
    distillation: Distillation,
) -> Result<ElectreThree, MethodError> {
    table.check_weights(weights)?;
    if thresholds.len() != table.n_columns() {
        return Err(MethodError::new(MethodErrorKind::Length, "there are not as many thresholds as columns"));
    }
    let n = table.n_rows();
    let (mut concordance, mut credible) = (vec![vec![1.0; n]; n], vec![vec![1.0; n]; n]);
    for a in 0..n {
        for b in (0..n).filter(|&b| b != a) {
            let gaps = (0..table.n_columns()).map(|column| table.advantage(b, a, column));
            (concordance[a][b], credible[a][b]) = credibility(gaps, weights.as_slice(), thresholds);
        }
    }
    let descending = distill(&credible, distillation, Best::Highest);
    let mut ascending = distill(&credible, distillation, Best::Lowest);
    ascending.reverse();
    Ok(ElectreThree { concordance, credibility: credible, descending, ascending })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Best {
    Highest,
    Lowest,
}

/// Takes out one class after the other.
fn distill(credibility: &[Vec<f64>], threshold: Distillation, best: Best) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = (0..credibility.len()).collect();
    let mut classes = Vec::new();
    while !left.is_empty() {
        let class = distill_class(credibility, threshold, best, &left);
        left.retain(|member| !class.contains(member));
        classes.push(class);
    }
    classes
}

fn distill_class(
    credibility: &[Vec<f64>],
    threshold: Distillation,
    best: Best,
    left: &[usize],
) -> Vec<usize> {
    let mut class = left.to_vec();
    let discrimination = |level: f64| threshold.intercept + threshold.slope * level;
    let among = |class: &[usize], below: f64| {
        let pairs = class.iter().flat_map(|&a| class.iter().map(move |&b| (a, b)));
        let values = pairs.filter(|(a, b)| a != b).map(|(a, b)| credibility[a][b]);
        values.filter(|value| *value < below).fold(0.0, f64::max)
    };
    let mut level = among(&class, f64::INFINITY);
    while class.len() > 1 && level > 0.0 {
        let cut = among(&class, level - discrimination(level));
        let outranks = |a: usize, b: usize| {
            let (here, there) = (credibility[a][b], credibility[b][a]);
            here > cut && here > there + discrimination(here)
        };
        let qualification = |a: usize| -> i64 {
            class.iter().map(|&b| i64::from(outranks(a, b)) - i64::from(outranks(b, a))).sum()
        };
        let scores: Vec<i64> = class.iter().map(|&a| qualification(a)).collect();
        let wanted = match best {
            Best::Highest => scores.iter().max(),
            Best::Lowest => scores.iter().min(),
        };
        class =
            class.iter().zip(&scores).filter(|(_, score)| Some(*score) == wanted).map(|(&a, _)| a).collect();
        level = cut;
    }
    class
}

#[cfg(test)]
mod tests {
    use super::{PseudoCriterion, credibility};

    #[test]
    fn a_veto_is_silent_where_all_that_has_weight_agrees() {
        // Ten tenths add up to less than 1; the eleventh criterion has a veto and no weight.
        let mut weights = vec![0.1; 10];
        weights.push(0.0);
        assert!(weights.iter().sum::<f64>() < 1.0);
        let thresholds = vec![PseudoCriterion::new(0.0, 1.0, Some(2.0)).unwrap(); 11];
        let gaps = (0..11).map(|at| if at == 10 { 5.0 } else { 0.0 });
        assert_eq!(credibility(gaps, &weights, &thresholds), (1.0, 1.0));
    }
}
