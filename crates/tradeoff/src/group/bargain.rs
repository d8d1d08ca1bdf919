//! Bargaining over alternatives from a disagreement point.

use crate::numeric::sort_numbers;

use std::cmp::Ordering;

/// The solutions of a bargaining problem over a finite set of alternatives: each is the set of alternatives that are equally
/// good under it. Empty sets, all of them, where no alternative is at least as good to everybody as disagreeing.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
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

/// Gains that differ by less than this are equal: values are between 0 and 1, and rounding must not break ties. Products of gains
/// may be far smaller: they are equal where they differ by less than this share of the larger.
const TOLERANCE: f64 = 1e-12;

/// Solves a bargaining problem: `utilities[party][alternative]`, and what each party has if they disagree. None without
/// a party, or where rows differ in length, or a number is not finite.
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
        rational.iter().map(|&at| gains_of(at).into_iter().map(beyond_rounding).collect()).collect();
    let most: Vec<f64> =
        (0..disagreement.len()).map(|party| gains.iter().map(|row| row[party]).fold(0.0, f64::max)).collect();
    // A party that cannot gain anywhere has no say in the shares.
    let shares = |row: &Vec<f64>| -> Vec<f64> {
        row.iter().zip(&most).filter(|(_, most)| **most > TOLERANCE).map(|(gain, most)| gain / most).collect()
    };
    let sorted = |mut row: Vec<f64>| -> Vec<f64> {
        sort_numbers(&mut row);
        row
    };
    let best = |keys: Vec<Vec<f64>>| best_of(&rational, &keys);
    let nash_products: Vec<f64> = gains.iter().map(|row| row.iter().product()).collect();
    Some(Bargain {
        nash: best_product(&rational, &nash_products),
        utilitarian: best(gains.iter().map(|row| vec![row.iter().sum()]).collect()),
        egalitarian: best(gains.iter().map(|row| sorted(row.clone())[..1].to_vec()).collect()),
        leximin: best(gains.iter().map(|row| sorted(row.clone())).collect()),
        kalai_smorodinsky: best(gains.iter().map(|row| sorted(shares(row))).collect()),
        individually_rational: rational.clone(),
        nash_products,
    })
}

/// A gain, or zero where it is only rounding.
fn beyond_rounding(gain: f64) -> f64 {
    if gain > TOLERANCE { gain } else { 0.0 }
}

fn best_product(alternatives: &[usize], products: &[f64]) -> Vec<usize> {
    let most = products.iter().copied().fold(0.0, f64::max);
    let is_best = |product: &f64| most - product <= TOLERANCE * most;
    alternatives.iter().zip(products).filter(|(_, product)| is_best(product)).map(|(&at, _)| at).collect()
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

#[cfg(test)]
mod tests {
    use super::bargain;

    #[test]
    fn small_products_of_many_gains_do_not_tie() {
        // Four parties gain 0.0005 each from the first and twice that from the second: products of some 1e-13.
        let utilities = vec![vec![0.5005, 0.501]; 4];
        let found = bargain(&utilities, &[0.5; 4]).unwrap();
        assert_eq!((found.nash, found.leximin), (vec![1], vec![1]));
    }

    #[test]
    fn rounding_is_no_gain() {
        let utilities = vec![vec![0.1 + 0.2, 0.3], vec![0.6, 0.9]];
        let found = bargain(&utilities, &[0.3, 0.5]).unwrap();
        assert_eq!((found.nash, found.utilitarian), (vec![0, 1], vec![1]));
    }
}
