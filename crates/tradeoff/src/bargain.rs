//! Bargaining over alternatives from a disagreement point.

use std::cmp::Ordering;

/// The solutions of a bargaining problem over a finite set of alternatives: each is the set of alternatives that are equally
/// good under it. Empty sets, all of them, where no alternative is at least as good to everybody as disagreeing.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Bargain {
    /// The alternatives that are at least as good as the disagreement to everybody.
    pub individually_rational: Vec<usize>,
    /// The product of the gains of each individually rational alternative, in their order.
    pub nash_products: Vec<f64>,
    /// The largest product of gains. J. Nash 1950, <https://doi.org/10.2307/1907266>.
    pub nash: Vec<usize>,
    /// The largest sum of gains.
    pub utilitarian: Vec<usize>,
    /// The largest smallest gain.
    pub egalitarian: Vec<usize>,
    /// The largest smallest gain, then the largest second smallest, and so on.
    pub leximin: Vec<usize>,
    /// Leximin of the gains as shares of the most that each party could gain. E. Kalai & M. Smorodinsky 1975,
    /// <https://doi.org/10.2307/1914280>; lexicographic as H. Imai 1983, <https://doi.org/10.2307/1911997>, since a finite
    /// set has no point on the line itself.
    pub kalai_smorodinsky: Vec<usize>,
}

/// Gains that differ by less than this are equal: values are between 0 and 1, and rounding must not break ties.
const TOLERANCE: f64 = 1e-12;

/// Solves a bargaining problem: `utilities[party][alternative]`, and what each party has if they disagree. None where there
/// is no party, rows differ in length, or a number is not finite.
pub fn bargain(utilities: &[Vec<f64>], disagreement: &[f64]) -> Option<Bargain> {
    let n = utilities.first()?.len();
    let finite = utilities.iter().flatten().chain(disagreement).all(|x| x.is_finite());
    if !finite || utilities.len() != disagreement.len() || utilities.iter().any(|row| row.len() != n) {
        return None;
    }
    let gains_of =
        |at: usize| -> Vec<f64> { utilities.iter().zip(disagreement).map(|(row, d)| row[at] - d).collect() };
    let rational: Vec<usize> =
        (0..n).filter(|&at| gains_of(at).iter().all(|gain| *gain >= -TOLERANCE)).collect();
    let gains: Vec<Vec<f64>> =
        rational.iter().map(|&at| gains_of(at).into_iter().map(|gain| gain.max(0.0)).collect()).collect();
    let most: Vec<f64> =
        (0..disagreement.len()).map(|party| gains.iter().map(|row| row[party]).fold(0.0, f64::max)).collect();
    // A party that cannot gain anywhere has no say in the shares.
    let shares = |row: &Vec<f64>| -> Vec<f64> {
        row.iter().zip(&most).filter(|(_, most)| **most > TOLERANCE).map(|(gain, most)| gain / most).collect()
    };
    let sorted = |mut row: Vec<f64>| -> Vec<f64> {
        row.sort_unstable_by(f64::total_cmp);
        row
    };
    let best = |keys: Vec<Vec<f64>>| best_of(&rational, &keys);
    let nash_products: Vec<f64> = gains.iter().map(|row| row.iter().product()).collect();
    Some(Bargain {
        nash: best(nash_products.iter().map(|product| vec![*product]).collect()),
        utilitarian: best(gains.iter().map(|row| vec![row.iter().sum()]).collect()),
        egalitarian: best(gains.iter().map(|row| sorted(row.clone())[..1].to_vec()).collect()),
        leximin: best(gains.iter().map(|row| sorted(row.clone())).collect()),
        kalai_smorodinsky: best(gains.iter().map(|row| sorted(shares(row))).collect()),
        individually_rational: rational.clone(),
        nash_products,
    })
}

/// The alternatives whose keys are lexicographically largest, within the tolerance.
fn best_of(alternatives: &[usize], keys: &[Vec<f64>]) -> Vec<usize> {
    let compare = |a: &[f64], b: &[f64]| {
        let different = a.iter().zip(b).find(|(x, y)| (*x - *y).abs() > TOLERANCE);
        different.map_or(Ordering::Equal, |(x, y)| x.total_cmp(y))
    };
    let beaten = |key: &Vec<f64>| keys.iter().any(|other| compare(other, key) == Ordering::Greater);
    alternatives.iter().zip(keys).filter(|(_, key)| !beaten(key)).map(|(&at, _)| at).collect()
}
