//! The laws that the rule, the indices and the closed forms keep.

#![allow(clippy::float_cmp, reason = "laws hold to the bit")]

use crate::model::{Numbers, draft, interval, numbers};
use haggle_tradeoff::robust::{
    WeightSpace, exact_acceptability, least_weight_change, sampled_acceptability, weight_stability,
};
use haggle_tradeoff::{
    Decision, Draft, Elicitation, Lever, Options, Problem, Quantity, Veto, VetoVerdict, decide, decide_again,
};
use proptest::prelude::*;

const OPTIONS: Options = Options { samples: 200, seed: 5 };

fn decided(draft: &Draft) -> Decision {
    decide(&Problem::new(draft.clone()).expect("the draft is sound"), &OPTIONS)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9
}

/// Takes an alternative out, with its cells; its facts stay.
fn drop_alternative(draft: &Draft, at: usize) -> Draft {
    let mut rest = draft.clone();
    let dropped = rest.alternatives.remove(at).id;
    rest.cells.retain(|cell| cell.alternative != dropped);
    rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_dominated_alternative_has_acceptability_zero(numbers in numbers(), loss in 0.01..0.2_f64) {
        let mut numbers = numbers;
        // The copy is worse everywhere, by more than both are uncertain.
        let worse = numbers.cells[0].iter().map(|(value, spread)| ((value - 2.0 * spread - loss).max(0.0), 0.0));
        let worse: Vec<(f64, f64)> = worse.collect();
        for (cell, (value, _)) in numbers.cells[0].iter_mut().zip(&worse) {
            cell.0 = cell.0.max(value + 2.0 * cell.1 + loss).min(1.0);
        }
        prop_assume!(numbers.cells[0].iter().zip(&worse).all(|(a, b)| a.0 - a.1 > b.0));
        numbers.cells.push(worse);
        let decision = decided(&draft(&numbers));
        let last = numbers.cells.len() - 1;
        prop_assert_eq!(decision.robustness.rank_acceptability[last][0], 0.0);
        let copy = format!("a{last}");
        prop_assert!(decision.screening.dominated.iter().any(|found| found.alternative == copy));
        prop_assert_ne!(decision.outcome.leader(), Some(copy.as_str()));
    }

    #[test]
    fn deciding_again_gives_the_same_outcome_and_what_would_change_it(numbers in numbers()) {
        let problem = Problem::new(draft(&numbers)).expect("the draft is sound");
        let (first, again) = (decide(&problem, &OPTIONS), decide_again(&problem, &OPTIONS));
        prop_assert_eq!(&first.outcome, &again.outcome);
        prop_assert_eq!(&first.screening, &again.screening);
        prop_assert_eq!(&first.robustness, &again.robustness);
        prop_assert_eq!((&first.changes, &first.flips), (&again.changes, &again.flips));
        prop_assert_eq!((&first.points, &first.what_if), (&again.points, &again.what_if));
        prop_assert_eq!((&first.alternatives, &first.stakeholders), (&again.alternatives, &again.stakeholders));
    }

    #[test]
    fn dropping_an_alternative_reverses_no_two_others(numbers in numbers(), at in 0..5_usize) {
        prop_assume!(numbers.cells.len() > 2);
        let at = at % numbers.cells.len();
        let whole = draft(&numbers);
        let (all, rest) = (decided(&whole), decided(&drop_alternative(&whole, at)));
        let kept: Vec<usize> = (0..numbers.cells.len()).filter(|other| *other != at).collect();
        for (new, old) in kept.iter().enumerate() {
            prop_assert_eq!(rest.alternatives[new].value.to_bits(), all.alternatives[*old].value.to_bits());
            for (new_rival, old_rival) in kept.iter().enumerate() {
                let (mine, theirs) = (&rest.robustness.pairwise_winning, &all.robustness.pairwise_winning);
                prop_assert_eq!(mine[new][new_rival].to_bits(), theirs[*old][*old_rival].to_bits());
            }
        }
    }

    #[test]
    fn names_and_order_of_alternatives_do_not_matter(numbers in numbers()) {
        let forward = draft(&numbers);
        let mut backward = forward.clone();
        backward.alternatives.reverse();
        let (forward, backward) = (decided(&forward), decided(&backward));
        let last = numbers.cells.len() - 1;
        for at in 0..=last {
            prop_assert_eq!(forward.alternatives[at].value.to_bits(), backward.alternatives[last - at].value.to_bits());
            let (mine, theirs) = (&forward.robustness.rank_acceptability, &backward.robustness.rank_acceptability);
            prop_assert_eq!(&mine[at], &theirs[last - at]);
        }
    }

    #[test]
    fn order_of_stakeholders_does_not_matter(numbers in numbers()) {
        let mut backward = draft(&numbers);
        backward.stakeholders.reverse();
        let (forward, backward) = (decided(&draft(&numbers)), decided(&backward));
        for (mine, theirs) in forward.alternatives.iter().zip(&backward.alternatives) {
            prop_assert!(close(mine.value, theirs.value));
        }
    }

    #[test]
    fn rescaling_weights_and_powers_changes_nothing(numbers in numbers(), exponent in -8..8_i32) {
        let factor = 2.0_f64.powi(exponent);
        let mut scaled = draft(&numbers);
        for stakeholder in &mut scaled.stakeholders {
            stakeholder.power *= factor;
            if let Elicitation::Swing(swings) = &mut stakeholder.weights {
                for swing in swings {
                    swing.points = interval(swing.points.low() * factor, swing.points.high() * factor);
                }
            }
        }
        prop_assert_eq!(decided(&draft(&numbers)), decided(&scaled));
    }

    #[test]
    fn another_unit_changes_nothing(numbers in numbers(), factor in 0.1..50.0_f64, offset in -20.0..20.0_f64) {
        let mut other = draft(&numbers);
        for criterion in &mut other.criteria {
            if let haggle_tradeoff::CriterionKind::Leaf(scale) = &mut criterion.kind {
                scale.range = interval(offset, factor + offset);
            }
        }
        for cell in &mut other.cells {
            let fact = cell.measure.facts()[0].clone();
            cell.measure = haggle_tradeoff::Measure::affine(offset, factor, fact);
        }
        let (mine, theirs) = (decided(&draft(&numbers)), decided(&other));
        for (mine, theirs) in mine.alternatives.iter().zip(&theirs.alternatives) {
            prop_assert!(close(mine.value, theirs.value));
        }
    }

    #[test]
    fn raising_a_liked_fact_never_lowers_a_score(numbers in numbers(), gain in 0.0..0.5_f64) {
        let mut raised = numbers.clone();
        let cell = &mut raised.cells[0][0];
        *cell = ((cell.0 + gain).min(1.0), 0.0);
        let mut flat = numbers;
        flat.cells[0][0].1 = 0.0;
        let (before, after) = (decided(&draft(&flat)), decided(&draft(&raised)));
        prop_assert!(after.alternatives[0].value >= before.alternatives[0].value);
        let first = |decision: &Decision| decision.robustness.rank_acceptability[0][0];
        prop_assert!(first(&after) >= first(&before));
    }

    #[test]
    fn the_same_seed_gives_the_same_bits(numbers in numbers()) {
        prop_assert_eq!(decided(&draft(&numbers)), decided(&draft(&numbers)));
    }

    #[test]
    fn points_add_up_to_values_and_ranks_to_one(numbers in numbers()) {
        let decision = decided(&draft(&numbers));
        for alternative in &decision.alternatives {
            let sum: f64 = decision.points_of(&alternative.id).map(|point| point.contribution).sum();
            prop_assert!(close(sum, alternative.value));
        }
        for point in &decision.points {
            let sum: f64 = point.by_stakeholder.iter().map(|part| part.contribution).sum();
            prop_assert!(close(sum, point.contribution));
        }
        for row in &decision.robustness.rank_acceptability {
            prop_assert!(close(row.iter().sum(), 1.0));
        }
    }

    #[test]
    fn a_flipped_fact_brings_the_winner_level(numbers in numbers()) {
        let whole = draft(&numbers);
        let decision = decided(&whole);
        for flip in &decision.flips {
            let Lever::Fact { fact, .. } = &flip.lever else { continue };
            let mut flipped = whole.clone();
            let changed = flipped.facts.iter_mut().find(|other| other.id == *fact).expect("the flip names a fact");
            changed.quantity = Quantity::Point(flip.to);
            let flipped = decided(&flipped);
            let value = |id: &str| {
                flipped.alternatives.iter().find(|other| other.id == id).map_or(f64::NAN, |found| found.value)
            };
            let best = flipped.alternatives.iter().map(|other| other.value).fold(0.0, f64::max);
            prop_assert!(close(value(&flip.winner), best), "{:?}", flip);
        }
    }

    #[test]
    fn a_concession_brings_the_rival_level(numbers in numbers()) {
        let whole = draft(&numbers);
        let decision = decided(&whole);
        for concession in &decision.haggle.concessions {
            let at = decision.stakeholders.iter().position(|other| other.id == concession.stakeholder).expect("a party");
            let utility = |decision: &Decision, alternative: usize, weights: &[f64]| -> f64 {
                let id = &decision.alternatives[alternative].id;
                decision.points_of(id).zip(weights).map(|(point, weight)| point.value * weight).sum()
            };
            let value = |alternative: usize| -> f64 {
                let party = &decision.stakeholders[at];
                decision.alternatives[alternative].value
                    + party.power
                        * (utility(&decision, alternative, &concession.change.weights)
                            - utility(&decision, alternative, &party.weights))
            };
            let index = |id: &str| decision.alternatives.iter().position(|other| other.id == id).expect("an id");
            let leader = index(decision.outcome.leader().expect("something leads"));
            prop_assert!(close(value(leader), value(index(&concession.towards))), "{:?}", concession);
            prop_assert!(close(concession.change.weights.iter().sum(), 1.0));
        }
    }

    #[test]
    fn shapley_values_add_up(numbers in numbers()) {
        let whole = draft(&numbers);
        let decision = decided(&whole);
        let mut middle = whole.clone();
        for fact in &mut middle.facts {
            fact.quantity = Quantity::Point(0.5);
        }
        let mut values: Vec<(f64, usize)> =
            decision.alternatives.iter().enumerate().map(|(at, other)| (other.value, at)).collect();
        values.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (leader, second) = (values[0].1, values[1].1);
        let middle = decided(&middle);
        let base = middle.alternatives[leader].value - middle.alternatives[second].value;
        let sum: f64 = decision.fact_effects.iter().map(|effect| effect.shapley).sum();
        prop_assert!(close(sum, values[0].0 - values[1].0 - base));
        prop_assert!(decision.fact_effects.iter().all(|effect| effect.value_of_information >= 0.0));
    }

    #[test]
    fn unknown_excludes_nothing_and_a_failed_veto_does(numbers in numbers()) {
        let mut whole = draft(&numbers);
        let veto = |verdict| Veto {
            id: "v".into(), label: "a veto".into(), verdict, evidence: "none".into(),
            strikes: vec!["a0".into()], waivable_by: Some("lead".into()), waiver: None,
        };
        whole.vetoes = vec![veto(VetoVerdict::Unknown)];
        let unknown = decided(&whole);
        prop_assert_eq!(unknown.screening.eligible.len(), numbers.cells.len());
        prop_assert_eq!(unknown.screening.unknown.len(), 1);
        whole.vetoes = vec![veto(VetoVerdict::Fail)];
        let failed = decided(&whole);
        prop_assert!(!failed.screening.eligible.contains(&"a0".to_string()));
        prop_assert_eq!(failed.what_if[0].leader.as_deref(), unknown.outcome.leader());
    }

    #[test]
    fn exact_and_sampled_acceptability_agree(numbers in numbers()) {
        let values: Vec<Vec<f64>> =
            numbers.cells.iter().map(|row| row.iter().map(|(value, _)| *value).collect()).collect();
        let exact = exact_acceptability(&values, WeightSpace::Simplex).expect("small");
        let samples = 20_000;
        let sampled = sampled_acceptability(&values, samples, 3, 1).expect("small");
        for (a, row) in exact.rank_acceptability.iter().enumerate() {
            prop_assert!(close(row.iter().sum(), 1.0));
            for (rank, share) in row.iter().enumerate() {
                let found = f64::from(u32::try_from(sampled.rank_counts[a][rank]).expect("few")) / 20_000.0;
                let error = 6.0 * (share * (1.0 - share) / 20_000.0).sqrt() + 1e-9;
                prop_assert!((found - share).abs() <= error, "{} {}: {} {}", a, rank, found, share);
            }
        }
    }

    #[test]
    fn stability_ends_where_the_lead_does(Numbers { cells, swings, .. } in numbers()) {
        let values: Vec<Vec<f64>> = cells.iter().map(|row| row.iter().map(|(value, _)| *value).collect()).collect();
        let sum: f64 = swings[0].iter().map(|(points, _)| points).sum();
        let weights: Vec<f64> = swings[0].iter().map(|(points, _)| points / sum).collect();
        let score = |weights: &[f64], row: &[f64]| -> f64 { weights.iter().zip(row).map(|(w, v)| w * v).sum() };
        let leader = (0..values.len())
            .max_by(|&a, &b| score(&weights, &values[a]).total_cmp(&score(&weights, &values[b])))
            .expect("not empty");
        for criterion in 0..weights.len() {
            let range = weight_stability(&values, &weights, leader, criterion).expect("the leader leads");
            prop_assert!(range.low() <= weights[criterion] + 1e-12 && weights[criterion] <= range.high() + 1e-12);
        }
        for rival in (0..values.len()).filter(|rival| *rival != leader) {
            if let Some(change) = least_weight_change(&values, &weights, leader, rival) {
                prop_assert!(close(score(&change.weights, &values[leader]), score(&change.weights, &values[rival])));
                let total: f64 = change.weights.iter().zip(&weights).map(|(a, b)| (a - b).abs()).sum();
                prop_assert!(close(total, change.total));
            } else {
                // No weights at all make the rival level.
                prop_assert!(values[leader].iter().zip(&values[rival]).all(|(a, b)| a > b));
            }
        }
    }
}

#[test]
fn where_vetoes_leave_nothing_the_outcome_says_so() {
    let numbers = Numbers {
        cells: vec![vec![(0.5, 0.1)], vec![(0.4, 0.0)]],
        swings: vec![vec![(1.0, 0.0)]],
        powers: vec![1.0],
    };
    let mut whole = draft(&numbers);
    whole.vetoes = vec![Veto {
        id: "freeze".into(),
        label: "no change".into(),
        verdict: VetoVerdict::Fail,
        evidence: "the calendar".into(),
        strikes: vec!["a0".into(), "a1".into()],
        waivable_by: None,
        waiver: None,
    }];
    let decision = decided(&whole);
    assert_eq!(decision.outcome, haggle_tradeoff::DecisionOutcome::NothingLeft);
    assert!(decision.flips.is_empty() && decision.group.is_none() && decision.any_weights.is_none());
}

#[track_caller]
fn check(draft: Draft, expected: &str) {
    let error = Problem::new(draft).expect_err("the draft is not sound").to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn drafts_that_make_no_sense_say_what_to_repair() {
    let numbers = Numbers {
        cells: vec![vec![(0.5, 0.1), (0.3, 0.0)], vec![(0.4, 0.0), (0.2, 0.0)]],
        swings: vec![vec![(1.0, 0.0), (2.0, 0.0)]],
        powers: vec![1.0],
    };
    let sound = draft(&numbers);
    let with = |change: &dyn Fn(&mut Draft)| {
        let mut changed = sound.clone();
        change(&mut changed);
        changed
    };
    check(with(&|draft| draft.facts[0].quantity = Quantity::Point(f64::NAN)), "not a finite number");
    check(with(&|draft| draft.facts[0].quantity = Quantity::Point(1.5)), "outside the range");
    check(with(&|draft| draft.facts[1].id = "f00".into()), "`f00` is given twice");
    check(with(&|draft| drop(draft.cells.pop())), "no measure for the alternative `a1`");
    check(
        with(&|draft| draft.cells[0].measure = haggle_tradeoff::Measure::fact("x")),
        "`x`, which does not exist",
    );
    check(with(&|draft| draft.stakeholders[0].power = -1.0), "not a number from 0 up");
    check(
        with(&|draft| draft.stakeholders[0].weights = Elicitation::Swing(Vec::new())),
        "gives no swing points",
    );
    check(with(&|draft| draft.alternatives.clear()), "no alternatives");
    check(with(&|draft| draft.alternatives[1].status_quo = true), "status quo already");
    check(with(&|draft| draft.criteria[0].parent = Some("c1".into())), "nothing can belong to it");
    check(
        with(&|draft| {
            if let haggle_tradeoff::CriterionKind::Leaf(scale) = &mut draft.criteria[0].kind {
                scale.value = haggle_tradeoff::ValueFunction::Logarithmic { curvature: 2.0 };
                scale.beyond = haggle_tradeoff::Beyond::Extrapolate;
            }
        }),
        "only a linear or piecewise value function goes on",
    );
    let overflow = haggle_tradeoff::Measure::affine(1e308, 1e308, "f00");
    check(with(&|draft| draft.cells[0].measure = overflow.clone()), "overflows");
}
