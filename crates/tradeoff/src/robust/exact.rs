//! Rank acceptability and pairwise winning without sampling.

use super::orthant::{Vectors, orthant_cost, positive_orthant};
use crate::numeric::index_to_f64;

/// Which weights count, all of them equally likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum WeightSpace {
    /// All weights that sum to 1.
    Simplex,
    /// Those that do not rise from one criterion to the next: the first matters most.
    Ordinal,
}

/// How often each order comes up, exactly up to rounding (some 1e-14).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ExactAcceptability {
    /// `[alternative][rank]`: the share of the weights at which the alternative has the rank, best first. A rank is one more
    /// than the number of alternatives of strictly higher value.
    pub rank_acceptability: Vec<Vec<f64>>,
    /// `[a][b]`: the share of the weights at which `a` has the strictly higher value.
    pub pairwise_winning: Vec<Vec<f64>>,
}

/// The most steps that an exact computation may take: some seconds. Beyond that, sampling is the way.
pub(super) const MOST_STEPS: f64 = 5e8;

/// Rank acceptability and pairwise winning indices over all weights, by cutting the weight simplex where two alternatives tie.
///
/// `values[alternative][criterion]` are point values. None where rows differ in length, a value is not finite, there is
/// nothing to rank, or the cost `2^(m-1) m c^(m-2)` with `c = binomial(n-1, n/2)`, for `m` alternatives and `n`
/// criteria, is out of reach.
///
/// ```
/// use haggle_tradeoff::robust::{WeightSpace, exact_acceptability};
///
/// // The first is better unless the second criterion weighs more than half: 3/4 of the simplex of three weights.
/// let values = [vec![1.0, 0.0, 1.0], vec![0.0, 1.0, 0.0]];
/// let exact = exact_acceptability(&values, WeightSpace::Simplex).expect("two alternatives are few");
/// assert!((exact.rank_acceptability[0][0] - 0.75).abs() < 1e-15);
/// ```
pub fn exact_acceptability(values: &[Vec<f64>], space: WeightSpace) -> Option<ExactAcceptability> {
    exact_within(values, space, MOST_STEPS)
}

/// The same with another limit to the work.
pub(crate) fn exact_within(
    values: &[Vec<f64>],
    space: WeightSpace,
    most_steps: f64,
) -> Option<ExactAcceptability> {
    let values = to_simplex(values, space)?;
    let (m, n) = (values.len(), values.first()?.len());
    let cost: f64 = (1..m).map(|k| index_to_f64(m) * orthant_cost(n, k) * choices(m - 1, k)).sum();
    if cost > most_steps {
        return None;
    }
    let pairwise_winning = (0..m).map(|a| (0..m).map(|b| all_above(&values, b, &[a])).collect()).collect();
    let rank_acceptability = (0..m).map(|a| ranks(&values, a)).collect();
    Some(ExactAcceptability { rank_acceptability, pairwise_winning })
}

/// The values at the corners of the space, whose mixtures are all of its points. None unless the rows are finite and equally long.
pub(super) fn to_simplex(values: &[Vec<f64>], space: WeightSpace) -> Option<Vec<Vec<f64>>> {
    let n = values.first()?.len();
    if n == 0 || values.iter().any(|row| row.len() != n) || values.iter().flatten().any(|x| !x.is_finite()) {
        return None;
    }
    Some(match space {
        WeightSpace::Simplex => values.to_vec(),
        // The cone is the simplex with the corners (1/k, ..., 1/k, 0, ..., 0), where values are running means.
        WeightSpace::Ordinal => values.iter().map(|row| running_means(row)).collect(),
    })
}

/// The rank distribution of one alternative, by inclusion and exclusion over the sets of rivals that are all above it.
fn ranks(values: &[Vec<f64>], alternative: usize) -> Vec<f64> {
    let m = values.len();
    let rivals: Vec<usize> = (0..m).filter(|&rival| rival != alternative).collect();
    // sums[k]: the sum over all sets of k rivals of the chance that all of the set are above.
    let mut sums = vec![0.0; m];
    sums[0] = 1.0;
    for set in 1_usize..1 << rivals.len() {
        let members: Vec<usize> =
            (0..rivals.len()).filter(|at| set >> at & 1 == 1).map(|at| rivals[at]).collect();
        sums[members.len()] += all_above(values, alternative, &members);
    }
    // Rivals that are always above, or never, bound the rank; the sums leave rounding where the chance is 0.
    let chances: Vec<f64> = rivals.iter().map(|&rival| all_above(values, alternative, &[rival])).collect();
    let always = chances.iter().filter(|chance| **chance >= 1.0).count();
    let never = chances.iter().filter(|chance| **chance <= 0.0).count();
    let exactly = |above: usize| {
        if above < always || above + never + 1 > m {
            return 0.0;
        }
        let terms = (above..m).map(|k| {
            let sign = if (k - above).is_multiple_of(2) { 1.0 } else { -1.0 };
            sign * choices(k, above) * sums[k]
        });
        terms.sum::<f64>().clamp(0.0, 1.0)
    };
    (0..m).map(exactly).collect()
}

/// The share of the weights at which all of the rivals have strictly higher values than the alternative.
fn all_above(values: &[Vec<f64>], alternative: usize, rivals: &[usize]) -> f64 {
    let own = &values[alternative];
    let entries = (0..own.len())
        .flat_map(|criterion| rivals.iter().map(move |&rival| values[rival][criterion] - own[criterion]));
    positive_orthant(&Vectors::new(rivals.len(), entries.collect()))
}

fn running_means(row: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    row.iter()
        .zip(1_u32..)
        .map(|(value, k)| {
            sum += value;
            sum / f64::from(k)
        })
        .collect()
}

/// The binomial coefficient.
fn choices(n: usize, k: usize) -> f64 {
    (0..k).map(index_to_f64).fold(1.0, |product, i| product * (index_to_f64(n) - i) / (i + 1.0)).round()
}
