//! The laws of pooled shares.

#![allow(clippy::float_cmp, reason = "laws hold to the bit")]

use haggle_tradeoff::{
    AdoptionClass, Interval, PooledShare, ShareEvidence, SharePrior, ShareThresholds, WeighedEvidence,
    pool_share,
};
use proptest::prelude::*;

fn pool(evidence: &[WeighedEvidence]) -> PooledShare {
    pool_share(evidence, SharePrior::default(), ShareThresholds::default())
}

fn sample(successes: u64, trials: u64) -> WeighedEvidence {
    WeighedEvidence::usual(ShareEvidence::Sample { successes, trials })
}

fn tally(on: u64, off: u64, unclear: u64) -> WeighedEvidence {
    WeighedEvidence::usual(ShareEvidence::Tally { on, off, unclear })
}

fn bounds(low: f64, high: f64) -> WeighedEvidence {
    WeighedEvidence::usual(ShareEvidence::Bounds(Interval::new(low, high).expect("ascending")))
}

fn samples() -> impl Strategy<Value = WeighedEvidence> {
    (0..300_u64, 0..300_u64, 0.0..=1.0_f64).prop_map(|(on, off, quality)| WeighedEvidence {
        evidence: ShareEvidence::Sample { successes: on, trials: on + off },
        quality,
    })
}

fn tallies() -> impl Strategy<Value = WeighedEvidence> {
    (0..40_u64, 0..40_u64, 0..9_u64).prop_map(|(on, off, unclear)| tally(on, off, unclear))
}

fn any_bounds() -> impl Strategy<Value = WeighedEvidence> {
    (0.0..=1.0_f64, 0.0..=1.0_f64).prop_map(|(a, b)| bounds(a.min(b), a.max(b)))
}

fn evidence() -> impl Strategy<Value = Vec<WeighedEvidence>> {
    prop::collection::vec(prop_oneof![samples(), tallies(), any_bounds()], 0..6)
}

/// What is found without the places of the evidence.
fn found(pooled: &PooledShare) -> (haggle_tradeoff::SharePosterior, u64, AdoptionClass, usize) {
    (pooled.posterior, pooled.probability_of_most.to_bits(), pooled.class, pooled.conflicts.len())
}

#[test]
fn a_sample_of_nobody_contradicts_nothing() {
    let evidence = [sample(223, 223), sample(0, 0), WeighedEvidence { quality: 0.0, ..sample(3, 9) }];
    assert_eq!(pool(&evidence).conflicts, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn vacuous_evidence_changes_nothing(evidence in evidence(), vacuous in 0..4_usize) {
        let nothing = [bounds(0.0, 1.0), sample(0, 0), tally(0, 0, 7), WeighedEvidence { quality: 0.0, ..sample(3, 9) }];
        let mut more = evidence.clone();
        more.push(nothing[vacuous]);
        prop_assert_eq!(found(&pool(&evidence)), found(&pool(&more)));
        prop_assert_eq!(pool(&evidence).rests_on_prior, pool(&more).rests_on_prior);
    }

    #[test]
    fn order_of_evidence_does_not_matter(evidence in evidence(), by in 0..6_usize) {
        let mut turned = evidence.clone();
        turned.rotate_left(by % evidence.len().max(1));
        let mut reversed = evidence.clone();
        reversed.reverse();
        prop_assert_eq!(found(&pool(&evidence)), found(&pool(&turned)));
        prop_assert_eq!(found(&pool(&evidence)), found(&pool(&reversed)));
    }

    #[test]
    fn more_data_in_the_same_proportion_never_widens_the_interval(
        on in 0..20_u64, off in 0..20_u64, times in 2..60_u64, low in 0.0..=0.45_f64, high in 0.55..=1.0_f64,
    ) {
        let width = |times: u64, bounds: WeighedEvidence| {
            pool(&[sample(times * on, times * (on + off)), bounds]).posterior.interval(0.95).width()
        };
        for within in [bounds(0.0, 1.0), bounds(low, high), bounds(0.0, low), bounds(high, 1.0)] {
            prop_assert!(width(times, within) <= width(1, within) + 1e-9);
            prop_assert!(width(1, within) <= width(0, within) + 1e-9);
        }
    }

    #[test]
    fn tallies_alone_never_classify(tallies in prop::collection::vec(tallies(), 0..8), low in 0.0..0.2_f64, high in 0.8..=1.0_f64) {
        prop_assert_eq!(pool(&tallies).class, AdoptionClass::Undetermined);
        let mut bounded = tallies.clone();
        bounded.push(bounds(low, high));
        prop_assert_eq!(pool(&bounded).class, pool(&[bounds(low, high)]).class);
    }

    #[test]
    fn the_share_lies_in_bounds_that_agree(evidence in evidence(), low in 0.0..0.5_f64, width in 0.0..0.5_f64) {
        let mut all: Vec<_> = evidence.into_iter().filter(|one| !matches!(one.evidence, ShareEvidence::Bounds(_))).collect();
        all.push(bounds(low, low + width));
        let posterior = pool(&all).posterior;
        let interval = posterior.interval(0.95);
        for share in [posterior.mean(), interval.low(), interval.high()] {
            prop_assert!((low..=low + width).contains(&share), "{share}");
        }
    }

    #[test]
    fn more_for_it_never_makes_most_less_probable(on in 0..200_u64, off in 0..200_u64, more in 1..50_u64, rest in evidence()) {
        let with = |on: u64| {
            let mut all = rest.clone();
            all.push(sample(on, on + off));
            pool(&all).probability_of_most
        };
        prop_assert!(with(on + more) >= with(on) - 1e-12);
    }
}

#[track_caller]
fn check(evidence: &[WeighedEvidence], class: AdoptionClass, low: f64, high: f64, conflicts: usize) {
    let pooled = pool(evidence);
    let interval = pooled.posterior.interval(0.95);
    assert_eq!((pooled.class, pooled.conflicts.len()), (class, conflicts), "{pooled:?} {interval}");
    assert!((interval.low() - low).abs() < 5e-4 && (interval.high() - high).abs() < 5e-4, "{interval}");
}

#[test]
fn evidence_of_several_sorts_is_pooled() {
    use AdoptionClass::{Advanced, Popular, Undetermined};
    check(&[], Undetermined, 0.025, 0.975, 0);
    check(&[sample(0, 5)], Advanced, 0.0042, 0.4593, 0);
    check(&[sample(0, 5), bounds(0.0, 1.0)], Advanced, 0.0042, 0.4593, 0);
    // A thousand who were asked are not drowned by three.
    check(&[sample(100, 1000)], Advanced, 0.0829, 0.1202, 0);
    check(&[sample(100, 1000), sample(2, 3)], Advanced, 0.0847, 0.1219, 1);
    // The default of one tool, and of eight.
    check(&[tally(0, 1, 0)], Undetermined, 0.0227, 0.9650, 0);
    check(&[tally(8, 0, 0)], Undetermined, 0.1288, 0.9860, 0);
    check(&[sample(9, 10)], Popular, 0.5872, 0.9772, 0);
    check(&[bounds(0.0, 0.413)], Advanced, 0.0103, 0.4027, 0);
    // Samples that cannot both be right, bounds that leave no room, and a bound that a sample denies.
    check(&[sample(0, 100), sample(90, 100)], Undetermined, 0.3826, 0.5193, 1);
    check(&[bounds(0.0, 0.2), bounds(0.7, 1.0)], Undetermined, 0.025, 0.975, 1);
    check(&[bounds(0.0, 0.2), bounds(0.1, 0.6), bounds(0.4, 1.0)], Undetermined, 0.1125, 0.5875, 1);
    check(&[bounds(0.0, 0.25), sample(60, 60)], Undetermined, 0.2353, 0.2499, 1);
}

#[test]
fn prior_is_all_there_is_without_evidence() {
    let prior = SharePrior { alpha: 2.0, beta: 6.0 };
    let pooled = pool_share(&[tally(0, 0, 3)], prior, ShareThresholds::default());
    assert!(pooled.rests_on_prior && !pooled.rests_on_tallies);
    assert!((pooled.posterior.mean() - 0.25).abs() < 1e-12);
    let asked = pool_share(&[sample(1, 4)], prior, ShareThresholds::default());
    assert!(!asked.rests_on_prior && (asked.posterior.mean() - 0.25).abs() < 1e-12);
    assert!(pool(&[tally(4, 4, 0)]).rests_on_tallies && !pool(&[tally(4, 4, 0)]).rests_on_prior);
}

#[test]
fn undetermined_share_names_the_survey_that_settles_it() {
    let thresholds = ShareThresholds::default();
    let survey = pool(&[]).settling_measurement(thresholds).expect("it is open");
    assert_eq!(survey.asked, 100);
    assert!(survey.settles() >= 0.8 && (survey.popular - survey.advanced).abs() < 1e-9);
    assert_eq!(survey.popular_from.zip(survey.advanced_to).map(|(from, to)| from + to), Some(100));
    assert_eq!(pool(&[sample(0, 5)]).settling_measurement(thresholds), None);
    // What contradicts itself is not settled by asking more of the same.
    assert_eq!(pool(&[bounds(0.0, 0.25), sample(60, 60)]).settling_measurement(thresholds), None);
}
