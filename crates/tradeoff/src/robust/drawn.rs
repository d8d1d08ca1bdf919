//! Acceptability of draws that somebody else made.

use super::sampled::SampledAcceptability;
use crate::numeric::to_f64;

/// Counts ranks, wins and first places in draws of values, and takes the means of the weights that they were drawn with:
/// `values[draw][alternative]` and `weights[draw][criterion]`. Equals share the better rank, and each of them comes first.
///
/// None where there is no draw or no alternative, draws differ in length, a number is not finite, or there are not as many draws of
/// weights as of values.
pub fn drawn_acceptability(values: &[Vec<f64>], weights: &[Vec<f64>]) -> Option<SampledAcceptability> {
    let (m, n) = (values.first()?.len(), weights.first()?.len());
    let even = |rows: &[Vec<f64>], length| {
        rows.iter().all(|row| row.len() == length && row.iter().all(|x| x.is_finite()))
    };
    if m == 0 || values.len() != weights.len() || !even(values, m) || !even(weights, n) {
        return None;
    }
    let (mut rank_counts, mut win_counts) = (vec![vec![0_u64; m]; m], vec![vec![0_u64; m]; m]);
    let mut sums = vec![vec![0.0; n]; m];
    for (draw, weights) in values.iter().zip(weights) {
        for (a, value) in draw.iter().enumerate() {
            for (count, other) in win_counts[a].iter_mut().zip(draw) {
                *count += u64::from(value > other);
            }
            let rank = draw.iter().filter(|other| *other > value).count();
            rank_counts[a][rank] += 1;
            if rank == 0 {
                for (sum, weight) in sums[a].iter_mut().zip(weights) {
                    *sum += weight;
                }
            }
        }
    }
    let samples = u64::try_from(values.len()).ok()?;
    let central = |(sums, ranks): (Vec<f64>, &Vec<u64>)| {
        (ranks[0] > 0).then(|| sums.into_iter().map(|sum| sum / to_f64(ranks[0])).collect())
    };
    let central_weights = sums.into_iter().zip(&rank_counts).map(central).collect();
    Some(SampledAcceptability { samples, rank_counts, win_counts, central_weights })
}

#[cfg(test)]
mod tests {
    use super::drawn_acceptability;

    #[test]
    fn what_never_comes_first_has_no_central_weights() {
        let third = vec![1.0 / 3.0; 3];
        let found = drawn_acceptability(&vec![vec![1.0, 0.0]; 8], &vec![third.clone(); 8]).unwrap();
        assert_eq!(found.rank_counts, [[8, 0], [0, 8]]);
        assert_eq!(found.win_counts, [[0, 8], [0, 0]]);
        assert_eq!(found.central_weights, [Some(third), None]);
    }

    #[test]
    fn each_draw_counts_once_and_equals_share_the_better_rank() {
        let values = [vec![0.0, 1.0], vec![1.0, 0.0], vec![1.0, 1.0]];
        let found = drawn_acceptability(&values, &[vec![0.5], vec![1.0], vec![3.0]]).unwrap();
        assert_eq!(found.rank_counts, [[2, 1], [2, 1]]);
        assert_eq!(found.win_counts, [[0, 1], [1, 0]]);
        assert_eq!(found.central_weights, [Some(vec![2.0]), Some(vec![1.75])]);
    }

    #[test]
    fn draws_that_do_not_fit_are_refused() {
        assert_eq!(drawn_acceptability(&[], &[]), None);
        assert_eq!(drawn_acceptability(&[vec![1.0]], &[]), None);
        assert_eq!(drawn_acceptability(&[vec![1.0], vec![1.0, 2.0]], &[vec![1.0], vec![1.0]]), None);
        assert_eq!(drawn_acceptability(&[vec![f64::NAN]], &[vec![1.0]]), None);
    }
}
