//! Laws of what is reported beside the rule: voting, bargaining, acceptability over all weights, value functions.

#![allow(clippy::float_cmp, reason = "laws hold to the bit")]

use haggle_tradeoff::group::{Ballot, PreferenceProfile, bargain, kemeny, schulze, shapley};
use haggle_tradeoff::robust::{
    WeightSpace, exact_acceptability, exact_central_weights, sampled_acceptability,
};
use haggle_tradeoff::{Beyond, Direction, Interval, Scale, ValueFunction};
use proptest::collection::vec;
use proptest::prelude::*;

/// Ballots with ties and whole counts.
fn ballots() -> impl Strategy<Value = Vec<Ballot>> {
    (2..5_usize).prop_flat_map(|n| {
        let ballot = (vec(1..4_usize, n), 1..6_u8);
        vec(ballot.prop_map(|(ranks, count)| Ballot { ranks, count: f64::from(count) }), 1..6)
    })
}

/// Everything that voting says, candidate by candidate, with Kemeny's orders as sets of places.
#[derive(Debug, PartialEq)]
struct Said {
    borda: Vec<f64>,
    copeland: Vec<f64>,
    condorcet: Option<usize>,
    schulze: Vec<usize>,
    kemeny_score: f64,
    kemeny: Vec<Vec<usize>>,
}

fn said(ballots: &[Ballot]) -> Said {
    let profile = PreferenceProfile::new(ballots.to_vec()).unwrap();
    let kemeny = kemeny(&profile, 1_000).unwrap();
    Said {
        borda: profile.borda(),
        copeland: profile.copeland(),
        condorcet: profile.condorcet_winner(),
        schulze: schulze(&profile).ranks,
        kemeny_score: kemeny.score,
        kemeny: kemeny.rankings,
    }
}

/// Tables of values on a grid, so that ties come up.
fn table() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (2..5_usize, 1..6_usize)
        .prop_flat_map(|(m, n)| vec(vec((0..9_u8).prop_map(|step| f64::from(step) / 8.0), n), m))
}

fn value_function() -> impl Strategy<Value = ValueFunction> {
    prop_oneof![
        Just(ValueFunction::Linear),
        (0.01..50.0_f64).prop_map(|curvature| ValueFunction::Logarithmic { curvature }),
        (0.02..5.0_f64, any::<bool>()).prop_map(|(size, down)| ValueFunction::Exponential {
            tolerance: if down { -size } else { size }
        }),
        (0.0..1.0_f64, 0.0..1.0_f64, 1.0..9.0_f64).prop_map(|(a, b, bend)| ValueFunction::Piecewise(vec![
            (0.0, 0.0),
            (bend / 2.0, a.min(b)),
            (bend, a.max(b)),
            (10.0, 1.0)
        ])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn voters_are_anonymous(ballots in ballots()) {
        let mut backward = ballots.clone();
        backward.reverse();
        prop_assert_eq!(said(&ballots), said(&backward));
    }

    #[test]
    fn one_ballot_of_two_is_two_ballots_of_one(ballots in ballots()) {
        let ones = |ballot: &Ballot| {
            let mut copies = Vec::new();
            let mut left = ballot.count;
            while left > 0.0 {
                copies.push(Ballot { ranks: ballot.ranks.clone(), count: 1.0 });
                left -= 1.0;
            }
            copies
        };
        let single: Vec<Ballot> = ballots.iter().flat_map(ones).collect();
        prop_assert_eq!(said(&ballots), said(&single));
    }

    #[test]
    fn candidates_are_treated_alike(ballots in ballots()) {
        let n = ballots[0].ranks.len();
        let turned: Vec<Ballot> = ballots
            .iter()
            .map(|ballot| Ballot { ranks: ballot.ranks.iter().rev().copied().collect(), count: ballot.count })
            .collect();
        let (mine, theirs) = (said(&ballots), said(&turned));
        let turn = |at: usize| n - 1 - at;
        for at in 0..n {
            prop_assert_eq!(mine.borda[at], theirs.borda[turn(at)]);
            prop_assert_eq!(mine.copeland[at], theirs.copeland[turn(at)]);
            prop_assert_eq!(mine.schulze[at], theirs.schulze[turn(at)]);
        }
        prop_assert_eq!(mine.condorcet, theirs.condorcet.map(turn));
        prop_assert_eq!(mine.kemeny_score, theirs.kemeny_score);
        let mut orders: Vec<Vec<usize>> =
            theirs.kemeny.iter().map(|order| order.iter().map(|&at| turn(at)).collect()).collect();
        orders.sort();
        prop_assert_eq!(mine.kemeny, orders);
    }

    #[test]
    fn a_condorcet_winner_wins_by_copeland_schulze_and_kemeny(ballots in ballots()) {
        let found = said(&ballots);
        if let Some(winner) = found.condorcet {
            prop_assert_eq!(found.schulze[winner], 1);
            prop_assert!(found.copeland.iter().all(|points| *points <= found.copeland[winner]));
            prop_assert!(found.kemeny.iter().all(|order| order[0] == winner));
        }
    }

    #[test]
    fn units_of_utility_do_not_move_nash_and_kalai_smorodinsky(
        utilities in vec(vec((0..17_u8).prop_map(|step| f64::from(step) / 16.0), 4), 2..4),
        exponents in vec(-3..4_i32, 4),
        offsets in vec((0..5_u8).prop_map(f64::from), 4),
    ) {
        let point: Vec<f64> = utilities.iter().map(|row| row[0]).collect();
        // Whole steps, powers of two and small offsets: nothing is rounded.
        let other = |party: usize, x: f64| x * 2.0_f64.powi(exponents[party]) + offsets[party];
        let rescaled: Vec<Vec<f64>> = utilities
            .iter()
            .enumerate()
            .map(|(party, row)| row.iter().map(|x| other(party, *x)).collect())
            .collect();
        let moved: Vec<f64> = point.iter().enumerate().map(|(party, x)| other(party, *x)).collect();
        let (mine, theirs) = (bargain(&utilities, &point).unwrap(), bargain(&rescaled, &moved).unwrap());
        prop_assert_eq!(&mine.individually_rational, &theirs.individually_rational);
        prop_assert_eq!(&mine.nash, &theirs.nash);
        prop_assert_eq!(&mine.kalai_smorodinsky, &theirs.kalai_smorodinsky);
        prop_assert!(mine.leximin.iter().all(|at| mine.egalitarian.contains(at)));
        // What everybody likes more than a solution would be the solution.
        for chosen in mine.nash.iter().chain(&mine.utilitarian).chain(&mine.leximin) {
            let better = |at: usize| utilities.iter().all(|row| row[at] > row[*chosen]);
            prop_assert!(!(0..4).any(better));
        }
    }

    #[test]
    fn nothing_dominated_is_first_at_any_weights(mut values in table()) {
        let worse: Vec<f64> = values[0].iter().map(|value| value - 0.125).collect();
        values.push(worse);
        let last = values.len() - 1;
        let sampled = sampled_acceptability(&values, 3_000, 7, 1).unwrap();
        prop_assert_eq!(sampled.rank_counts[last][0], 0);
        prop_assert_eq!(sampled.win_counts[last][0], 0);
        for space in [WeightSpace::Simplex, WeightSpace::Ordinal] {
            let exact = exact_acceptability(&values, space).unwrap();
            prop_assert_eq!(exact.rank_acceptability[last][0], 0.0);
            prop_assert_eq!(exact.pairwise_winning[0][last], 1.0);
        }
    }

    #[test]
    fn dropping_an_alternative_moves_no_pair_at_any_weights(values in table(), at in 0..5_usize) {
        let at = at % values.len();
        prop_assume!(values.len() > 2);
        let mut rest = values.clone();
        rest.remove(at);
        for space in [WeightSpace::Simplex, WeightSpace::Ordinal] {
            let (all, less) = (exact_acceptability(&values, space).unwrap(), exact_acceptability(&rest, space).unwrap());
            let kept: Vec<usize> = (0..values.len()).filter(|other| *other != at).collect();
            for (new, old) in kept.iter().enumerate() {
                for (new_rival, old_rival) in kept.iter().enumerate() {
                    let (mine, theirs) = (less.pairwise_winning[new][new_rival], all.pairwise_winning[*old][*old_rival]);
                    prop_assert_eq!(mine.to_bits(), theirs.to_bits());
                }
            }
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits(values in table(), seed in any::<u64>(), samples in 1..30_000_u64) {
        let one = sampled_acceptability(&values, samples, seed, 1);
        for threads in [2, 3, 7] {
            prop_assert_eq!(&sampled_acceptability(&values, samples, seed, threads), &one);
        }
    }

    #[test]
    fn more_of_what_is_liked_is_never_worth_less(
        value in value_function(), a in -2.0..12.0_f64, b in -2.0..12.0_f64, liked in any::<bool>(),
    ) {
        let direction = if liked { Direction::Max } else { Direction::Min };
        let value = match value {
            ValueFunction::Piecewise(points) if !liked => {
                ValueFunction::Piecewise(points.into_iter().map(|(x, y)| (x, 1.0 - y)).collect())
            }
            other => other,
        };
        let scale = Scale { value, ..Scale::linear("u", direction, Interval::new(0.0, 10.0).unwrap()) };
        let (less, more) = (scale.value_of(a.min(b)), scale.value_of(a.max(b)));
        let (worse, better) = if liked { (less, more) } else { (more, less) };
        // The functions are computed from rounded logarithms: the last digits may wave.
        prop_assert!(worse <= better + 1e-15, "{} {}", worse, better);
        prop_assert!((0.0..=1.0).contains(&worse) && better <= 1.0);
        let (worst, best) = if liked { (0.0, 10.0) } else { (10.0, 0.0) };
        prop_assert_eq!((scale.value_of(worst), scale.value_of(best)), (0.0, 1.0));
    }

    #[test]
    fn central_weights_by_their_shares_are_the_mean_weights(values in table()) {
        let same = |a: usize| values.iter().skip(a + 1).any(|other| *other == values[a]);
        prop_assume!(!(0..values.len()).any(same));
        let n = values[0].len();
        for space in [WeightSpace::Simplex, WeightSpace::Ordinal] {
            let shares = exact_acceptability(&values, space).unwrap().rank_acceptability;
            let central = exact_central_weights(&values, space).unwrap();
            let mean: Vec<f64> = match space {
                WeightSpace::Simplex => vec![1.0 / f64::from(u8::try_from(n).unwrap()); n],
                WeightSpace::Ordinal => haggle_tradeoff::methods::rank_order_centroid(n),
            };
            for (criterion, mean) in mean.iter().enumerate() {
                let part = |(shares, own): (&Vec<f64>, &Option<Vec<f64>>)| own.as_ref().map_or(0.0, |own| shares[0] * own[criterion]);
                let sum: f64 = shares.iter().zip(&central).map(part).sum();
                prop_assert!((sum - mean).abs() < 1e-9, "{} {}", sum, mean);
            }
            for (at, own) in central.iter().enumerate() {
                let Some(own) = own else { continue };
                let score = |row: &Vec<f64>| -> f64 { row.iter().zip(own).map(|(value, weight)| value * weight).sum() };
                prop_assert!(values.iter().all(|row| score(&values[at]) >= score(row) - 1e-9));
            }
        }
    }

    #[test]
    fn beyond_its_scale_a_line_goes_on_and_within_it_nothing_changes(
        a in 0.0..1.0_f64, bend in 1.0..9.0_f64, x in -5.0..15.0_f64,
    ) {
        let value = ValueFunction::Piecewise(vec![(0.0, 0.0), (bend, a), (10.0, 1.0)]);
        let clamped = Scale { value, ..Scale::linear("u", Direction::Max, Interval::new(0.0, 10.0).unwrap()) };
        let open = Scale { beyond: Beyond::Extrapolate, ..clamped.clone() };
        let expected = if x < 0.0 {
            x * a / bend
        } else if x > 10.0 {
            1.0 + (x - 10.0) * (1.0 - a) / (10.0 - bend)
        } else {
            clamped.value_of(x)
        };
        prop_assert!((open.value_of(x) - expected).abs() < 1e-12);
    }

    #[test]
    fn shapley_values_share_all_and_forget_who_adds_nothing(worths in vec(-1.0..1.0_f64, 8)) {
        let of = |worths: &[f64]| shapley(worths).unwrap();
        let found = of(&worths);
        prop_assert!((found.iter().sum::<f64>() - (worths[7] - worths[0])).abs() < 1e-12);
        // A fourth player who adds nothing gets nothing and changes nobody's part.
        let with_another: Vec<f64> = worths.iter().chain(&worths).copied().collect();
        let more = of(&with_another);
        prop_assert!(more[3].abs() < 1e-12);
        prop_assert!(found.iter().zip(&more).all(|(a, b)| (a - b).abs() < 1e-12));
    }
}
