//! What a decision reports beyond the rule: elicitation by comparisons, concessions, bargains, side conditions, exactness.

#![allow(clippy::float_cmp, reason = "exact figures are meant")]

use crate::model;

use crate::model::{Numbers, draft, numbers};
use haggle_tradeoff::methods::RandomIndex;
use haggle_tradeoff::robust::WeightSpace;
use haggle_tradeoff::words::Words;
use haggle_tradeoff::{
    Consistency, Decision, DecisionOutcome, Disagreement, Draft, Elicitation, Lint, Measure, Options, Point,
    Problem, Quantity, RobustnessBasis, SideCondition, Veto, VetoVerdict, decide,
};
use proptest::prelude::*;

const OPTIONS: Options = Options { samples: 400, seed: 5 };

fn decided(draft: &Draft) -> Decision {
    decide(&Problem::new(draft.clone()).expect("the draft is sound"), &OPTIONS)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9
}

/// Three alternatives on three criteria, two stakeholders, point facts.
fn small() -> Draft {
    let row = |values: [f64; 3]| values.map(|value| (value, 0.0)).to_vec();
    draft(&Numbers {
        cells: vec![row([0.9, 0.2, 0.4]), row([0.3, 0.8, 0.5]), row([0.5, 0.5, 0.45])],
        swings: vec![row([60.0, 30.0, 10.0]), row([20.0, 30.0, 50.0])],
        powers: vec![2.0, 1.0],
    })
}

fn ids(n: usize) -> Vec<String> {
    (0..n).map(|c| format!("c{c}")).collect()
}

fn compared(rows: Vec<Vec<f64>>) -> Elicitation {
    Elicitation::Comparisons { criteria: ids(3), rows, random_index: RandomIndex::Saaty1980 }
}

#[test]
fn comparisons_in_pairs_give_the_principal_eigenvector_and_its_ratio() {
    let mut whole = small();
    whole.stakeholders[0].weights =
        compared(vec![vec![1.0, 2.0, 6.0], vec![0.5, 1.0, 3.0], vec![1.0 / 6.0, 1.0 / 3.0, 1.0]]);
    let party = &decided(&whole).stakeholders[0];
    for (found, expected) in party.weights.iter().zip([0.6, 0.3, 0.1]) {
        assert!(close(*found, expected));
    }
    let Some(Consistency::Comparisons { ratio: Some(ratio), random_index }) = party.consistency else {
        panic!("the comparisons have a ratio")
    };
    assert!(ratio.abs() < 1e-12);
    assert_eq!(random_index, RandomIndex::Saaty1980);
}

#[test]
fn the_order_of_compared_criteria_is_the_stakeholders_own() {
    let mut whole = small();
    let rows = vec![vec![1.0, 3.0, 0.5], vec![1.0 / 3.0, 1.0, 1.0 / 6.0], vec![2.0, 6.0, 1.0]];
    let criteria = vec!["c1".to_owned(), "c2".into(), "c0".into()];
    whole.stakeholders[0].weights =
        Elicitation::Comparisons { criteria, rows, random_index: RandomIndex::AlonsoLamata2006 };
    let weights = &decided(&whole).stakeholders[0].weights;
    assert!(close(weights[0], 0.6) && close(weights[1], 0.3) && close(weights[2], 0.1), "{weights:?}");
}

#[test]
fn contradicting_comparisons_are_named() {
    let mut whole = small();
    // A beats B, B beats C, C beats A.
    whole.stakeholders[0].weights =
        compared(vec![vec![1.0, 5.0, 0.2], vec![0.2, 1.0, 5.0], vec![5.0, 0.2, 1.0]]);
    let lint = decided(&whole).lints.into_iter().find(|lint| matches!(lint, Lint::Inconsistent { .. }));
    let Some(Lint::Inconsistent { stakeholder, percent }) = lint else { panic!("a lint is missing") };
    assert_eq!(stakeholder, "s0");
    assert!(percent > 100, "{percent}");
}

#[test]
fn best_and_worst_give_weights() {
    let mut whole = small();
    whole.stakeholders[0].weights = Elicitation::BestWorst {
        criteria: ids(3),
        best_to_others: vec![1.0, 2.0, 6.0],
        others_to_worst: vec![6.0, 3.0, 1.0],
    };
    let party = &decided(&whole).stakeholders[0];
    assert!(close(party.weights[0], 0.6) && close(party.weights[2], 0.1), "{:?}", party.weights);
    assert!(matches!(party.consistency, Some(Consistency::BestWorst { ratio: 0.0, .. })));
}

#[test]
fn comparisons_of_a_group_come_together() {
    let mut whole = small();
    let one = vec![vec![1.0, 2.0, 4.0], vec![0.5, 1.0, 2.0], vec![0.25, 0.5, 1.0]];
    let other: Vec<Vec<f64>> = (0..3).map(|i| (0..3).map(|j| one[2 - i][2 - j]).collect()).collect();
    for (party, rows) in whole.stakeholders.iter_mut().zip([one, other]) {
        party.weights = compared(rows);
        party.power = 1.0;
    }
    let group = decided(&whole).group.unwrap().comparisons.unwrap();
    // The judgements of two who see it the other way round cancel.
    assert!(group.judgements.iter().all(|weight| close(*weight, 1.0 / 3.0)));
    assert!(group.priorities_geometric.iter().all(|weight| (weight - 1.0 / 3.0).abs() < 0.05));
    assert!(close(group.priorities_arithmetic.iter().sum(), 1.0));
    assert_eq!(group.stakeholders, ["s0", "s1"]);
}

#[track_caller]
fn refused(weights: Elicitation, expected: &str) {
    let mut whole = small();
    whole.stakeholders[0].weights = weights;
    let error = Problem::new(whole).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn comparisons_that_make_no_sense_are_refused() {
    refused(compared(vec![vec![1.0, 2.0], vec![0.5, 1.0]]), "not as many comparisons");
    refused(compared(vec![vec![1.0; 2]; 3]), "square");
    refused(compared(vec![vec![2.0; 3]; 3]), "not reciprocals");
    let named = |names: &[&str]| Elicitation::Comparisons {
        criteria: names.iter().map(|name| (*name).to_owned()).collect(),
        rows: vec![vec![1.0; names.len()]; names.len()],
        random_index: RandomIndex::Saaty1980,
    };
    refused(named(&["c0", "c1"]), "leave out `c2`");
    refused(named(&["c0", "c1", "c1"]), "given twice");
    refused(named(&["c0", "c1", "c9"]), "does not exist");
    let ends = |best: Vec<f64>| Elicitation::BestWorst {
        criteria: ids(3),
        best_to_others: best,
        others_to_worst: vec![6.0, 3.0, 1.0],
    };
    refused(ends(vec![2.0, 2.0, 6.0]), "no criterion is the best");
    refused(ends(vec![1.0, 0.5, 6.0]), "from 1 up");
}

#[test]
fn one_party_with_a_ranking_is_computed_exactly() {
    let mut whole = small();
    whole.stakeholders.truncate(1);
    whole.stakeholders[0].weights = Elicitation::Ranking(vec!["c1".into(), "c0".into(), "c2".into()]);
    let exact = decided(&whole).robustness;
    assert_eq!(exact.basis, RobustnessBasis::Exact { space: WeightSpace::Ordinal });
    // A fact that is all but certain makes it sample: the shares agree within their errors.
    whole.facts[0].quantity = Quantity::Interval(model::interval(0.9, 0.900_000_1));
    let sampled = decide(&Problem::new(whole).unwrap(), &Options { samples: 20_000, seed: 1 }).robustness;
    assert!(matches!(sampled.basis, RobustnessBasis::Sampled { .. }));
    for (a, b) in exact.rank_acceptability.iter().flatten().zip(sampled.rank_acceptability.iter().flatten()) {
        assert!((a - b).abs() < 0.02, "{a} {b}");
    }
    for (a, b) in exact.expected_values.iter().zip(&sampled.expected_values) {
        assert!((a - b).abs() < 0.01, "{a} {b}");
    }
}

#[test]
fn where_cutting_is_out_of_reach_the_decision_says_that_it_sampled() {
    let few = decided(&small()).any_weights.unwrap();
    assert_eq!(few.basis, RobustnessBasis::Exact { space: WeightSpace::Simplex });
    let cells =
        (0..7).map(|a| (0..12).map(|c| (f64::from((a * 7 + c * 5) % 11) / 11.0, 0.0)).collect()).collect();
    let many = draft(&Numbers { cells, swings: vec![vec![(1.0, 0.0); 12]], powers: vec![1.0] });
    let many = decided(&many).any_weights.unwrap();
    assert_eq!(many.basis, RobustnessBasis::Sampled { samples: 400, seed: 5 });
    assert!(many.standard_errors.iter().flatten().any(|error| *error > 0.0));
}

#[test]
fn bargains_start_from_what_is_said_else_from_the_status_quo() {
    let mut whole = small();
    let quo = decided(&whole).haggle.bargain.unwrap();
    assert_eq!(quo.disagreement, Disagreement::Alternative("a0".into()));
    whole.disagreement = Some(Disagreement::Alternative("a2".into()));
    assert_eq!(decided(&whole).haggle.bargain.unwrap().disagreement, Disagreement::Alternative("a2".into()));
    let leaving = Disagreement::Utilities(vec![("s1".into(), 0.1), ("s0".into(), 0.2)]);
    whole.disagreement = Some(leaving);
    let bargain = decided(&whole).haggle.bargain.unwrap();
    assert_eq!(bargain.individually_rational, ["a0", "a1", "a2"]);
    assert_eq!(bargain.disagreement, Disagreement::Utilities(vec![("s0".into(), 0.2), ("s1".into(), 0.1)]));
    for wrong in [vec![("s0".to_owned(), 0.2)], vec![("s0".into(), 0.2), ("s1".into(), 1.2)]] {
        whole.disagreement = Some(Disagreement::Utilities(wrong));
        assert!(Problem::new(whole.clone()).is_err());
    }
}

fn with_ci(of: &str) -> SideCondition {
    SideCondition {
        of: of.into(),
        id: "with-ci".into(),
        label: "plus a job that tests it".into(),
        measures: vec![("c1".into(), Measure::fixed(0.9, "the job finds what breaks"))],
        lifts: vec!["untested".into()],
    }
}

#[test]
fn a_side_condition_is_an_alternative_that_escapes_the_veto_it_lifts() {
    let mut whole = small();
    whole.vetoes = vec![Veto {
        id: "untested".into(),
        label: "it is tested".into(),
        verdict: VetoVerdict::Fail,
        evidence: "no job runs it".into(),
        strikes: vec!["a0".into()],
        waivable_by: None,
        waiver: None,
    }];
    let before = decided(&whole);
    let after = decided(&whole.clone().with_side_condition(&with_ci("a0")).unwrap());
    assert_eq!(before.outcome.leader(), Some("a1"));
    assert_eq!(after.outcome.leader(), Some("with-ci"));
    assert!(matches!(after.outcome, DecisionOutcome::Recommended { .. }));
    assert_eq!(after.screening.struck_out[0].alternative, "a0");
    for at in 0..3 {
        assert_eq!(before.alternatives[at].value.to_bits(), after.alternatives[at].value.to_bits());
    }
    let wrong = |change: &dyn Fn(&mut SideCondition)| {
        let mut condition = with_ci("a0");
        change(&mut condition);
        whole.clone().with_side_condition(&condition).unwrap_err().to_string()
    };
    assert!(wrong(&|condition| condition.of = "x".into()).contains("`x`, which does not exist"));
    assert!(wrong(&|condition| condition.id = "a1".into()).contains("taken"));
    assert!(wrong(&|condition| condition.measures[0].0 = "c7".into()).contains("`c7`"));
    assert!(wrong(&|condition| condition.lifts = vec!["y".into()]).contains("`y`"));
    assert!(wrong(&|condition| condition.of = "a1".into()).contains("does not strike out"));
}

#[test]
fn every_method_of_the_list_is_among_the_cross_checks() {
    let decision = decided(&small());
    let methods: Vec<&str> = decision.cross_checks.iter().map(|check| check.method.as_str()).collect();
    for wanted in [
        "TOPSIS",
        "VIKOR",
        "PROMETHEE I,",
        "PROMETHEE II,",
        "ELECTRE I,",
        "ELECTRE III,",
        "ELECTRE TRI,",
        "weighted sum",
        "weighted product",
        "AHP",
        "best-worst",
    ] {
        assert!(methods.iter().any(|method| method.starts_with(wanted)), "{wanted}: {methods:?}");
    }
    let objective: Vec<&str> = decision.objective_weights.iter().map(|found| found.method.as_str()).collect();
    assert_eq!(objective, ["entropy", "CRITIC"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_pair_change_brings_the_pair_level(numbers in numbers()) {
        let decision = decided(&draft(&numbers));
        let n = decision.alternatives.len();
        prop_assert_eq!(decision.pair_changes.len(), n * (n - 1) / 2);
        for pair in &decision.pair_changes {
            let value = |id: &str, weights: &[f64]| -> f64 {
                decision.points_of(id).zip(weights).map(|(point, weight)| point.value * weight).sum()
            };
            if let Some(change) = &pair.change {
                prop_assert!(close(value(&pair.ahead, &change.weights), value(&pair.behind, &change.weights)));
                prop_assert!(close(change.weights.iter().sum(), 1.0));
            } else {
                let mut points = decision.points_of(&pair.ahead).zip(decision.points_of(&pair.behind));
                prop_assert!(points.all(|(a, b)| a.value > b.value));
            }
        }
    }

    #[test]
    fn a_granted_fact_brings_the_rival_level(numbers in numbers()) {
        let whole = draft(&numbers);
        let decision = decided(&whole);
        for concession in &decision.haggle.fact_concessions {
            let mut granted = whole.clone();
            let fact = granted.facts.iter_mut().find(|fact| fact.id == concession.fact).unwrap();
            fact.quantity = Quantity::Point(concession.to);
            let granted = decided(&granted);
            let party = decision.stakeholders.iter().position(|other| other.id == concession.stakeholder).unwrap();
            // The party sees the granted fact, the others do not.
            let value = |at: usize| {
                let (own, then) = (&decision.stakeholders[party], &granted.stakeholders[party]);
                decision.alternatives[at].value + own.power * (then.utilities[at] - own.utilities[at])
            };
            let winner = decision.alternatives.iter().position(|other| other.id == concession.towards).unwrap();
            let best = (0..decision.alternatives.len()).map(value).fold(0.0, f64::max);
            prop_assert!(close(value(winner), best), "{:?}", concession);
            prop_assert!((0.0..=1.0).contains(&concession.distance));
        }
    }

    #[test]
    fn where_a_fact_goes_can_be_followed(numbers in numbers()) {
        let decision = decided(&draft(&numbers));
        let rests = |point: &&Point| point.facts.iter().any(|used| used.id == "f00");
        let points: Vec<&Point> = decision.points.iter().filter(rests).collect();
        prop_assert_eq!(points.len(), 1);
        prop_assert_eq!((points[0].alternative.as_str(), points[0].criterion.as_str()), ("a0", "c0"));
    }
}

#[test]
fn where_no_single_change_is_enough_weights_together_are() {
    // Of three on two criteria, `a2` is second on both: no weight alone makes it lead both others.
    let row = |values: [f64; 2]| values.map(|value| (value, 0.0)).to_vec();
    let whole = draft(&Numbers {
        cells: vec![row([1.0, 0.0]), row([0.0, 1.0]), row([0.4, 0.4])],
        swings: vec![row([70.0, 30.0])],
        powers: vec![1.0],
    });
    let decision = decided(&whole);
    let why = decision.why_not.iter().find(|why| why.alternative == "a2").unwrap();
    // A fact alone could: weights of one party over two criteria cannot.
    let change = why.weight_change.as_ref().unwrap();
    assert!(close(change.weights[0], 0.4) && close(change.total, 0.6), "{change:?}");
    let mut known = why.clone();
    known.smallest_change = None;
    let words = Words::plain(&whole, &decision);
    assert_eq!(
        words.why_not(&known),
        "why not a2: 30 points behind; loses most on criterion 0 (42 points); no single weight, power or fact would change that; \
         moving 30% of the group's weight would bring it level with the leader"
    );
    known.weight_change = None;
    assert!(words.why_not(&known).ends_with("no weights at all would bring it level"));
}
