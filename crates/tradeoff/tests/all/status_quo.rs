//! The rule that keeps the status quo unless a change leads it clearly.

use haggle_tradeoff::{
    Alternative, Cell, Criterion, CriterionKind, Decision, DecisionOutcome, Direction, Draft, Elicitation,
    Fact, GroupRule, Interval, Lever, Measure, Options, Problem, Quantity, Scale, Shortfall, Stakeholder,
    StatusQuoRule, SwingWeight, decide,
};
use proptest::prelude::*;

/// Today and a change, on two criteria: on the first the change is better by a fact `gain`, on the second worse by `cost`. Two stakeholders
/// of equal power; the second weighs the second criterion twice as much.
fn draft(gain: Quantity, cost: f64) -> Draft {
    let scale = || CriterionKind::Leaf(Scale::linear("share", Direction::Max, Interval::UNIT));
    let criterion = |id: &str| Criterion { id: id.into(), label: id.into(), parent: None, kind: scale() };
    let cell = |criterion: &str, alternative: &str, measure| Cell {
        criterion: criterion.into(),
        alternative: alternative.into(),
        measure,
    };
    let stakeholder = |id: &str, points: [f64; 2]| Stakeholder {
        id: id.into(),
        name: id.into(),
        power: 1.0,
        weights: Elicitation::Swing(
            ["gain", "cost"]
                .into_iter()
                .zip(points)
                .map(|(criterion, points)| SwingWeight {
                    criterion: criterion.into(),
                    points: Interval::new(points, points).unwrap(),
                })
                .collect(),
        ),
    };
    Draft {
        title: "whether to change".into(),
        facts: vec![Fact {
            id: "gain".into(),
            label: "gain".into(),
            unit: "share".into(),
            quantity: gain,
            range: Interval::UNIT,
            source: "made up".into(),
            date: None,
        }],
        criteria: vec![criterion("gain"), criterion("cost")],
        alternatives: vec![
            Alternative { id: "today".into(), label: "as today".into(), status_quo: true },
            Alternative { id: "change".into(), label: "a change".into(), status_quo: false },
        ],
        cells: vec![
            cell("gain", "today", Measure::fixed(0.0, "none")),
            cell("gain", "change", Measure::affine(0.0, 1.0, "gain")),
            cell("cost", "today", Measure::fixed(1.0, "none")),
            cell("cost", "change", Measure::fixed(1.0 - cost, "stated")),
        ],
        vetoes: Vec::new(),
        stakeholders: vec![stakeholder("one", [50.0, 50.0]), stakeholder("two", [40.0, 60.0])],
        disagreement: None,
        rule: GroupRule {
            tolerance: 0.03,
            stability: 0.8,
            status_quo: Some(StatusQuoRule { margin: 0.05, most_lost: 0.1 }),
        },
        illustrative: false,
    }
}

fn decided(draft: Draft) -> Decision {
    decide(&Problem::new(draft).unwrap(), &Options { samples: 2_000, seed: 1 })
}

/// What the change lacks, and that it is recommended exactly where it lacks nothing.
#[track_caller]
fn check(gain: Quantity, cost: f64, lacks: &[Shortfall]) {
    let decision = decided(draft(gain, cost));
    assert_eq!(decision.changes[0].lacks, lacks, "{:?}", decision.changes);
    let is_changed = matches!(&decision.outcome, DecisionOutcome::Recommended { alternative, .. } if alternative == "change");
    assert_eq!(is_changed, lacks.is_empty(), "{:?}", decision.outcome);
    assert_eq!(decision.outcome.leader(), Some(if is_changed { "change" } else { "today" }));
}

#[test]
fn a_change_needs_all_that_is_asked_for() {
    use Shortfall::{Loss, Margin, Stability, Tolerance};
    let between = |low, high| Quantity::Interval(Interval::new(low, high).unwrap());
    check(Quantity::Point(0.5), 0.0, &[]);
    check(Quantity::Point(0.06), 0.0, &[Tolerance]);
    // 4.8 points ahead, on the whole weight.
    check(Quantity::Point(0.5), 0.32, &[Margin]);
    check(between(0.1, 0.9), 0.2, &[]);
    check(between(0.0, 1.0), 0.25, &[Stability]);
    check(Quantity::Point(0.04), 0.3, &[Tolerance, Margin, Stability, Loss]);
    // The second stakeholder pays for the first.
    let mut unfair = draft(Quantity::Point(1.0), 0.9);
    unfair.stakeholders[0].power = 9.0;
    unfair.stakeholders[0].weights = Elicitation::Swing(vec![
        SwingWeight { criterion: "gain".into(), points: Interval::new(90.0, 90.0).unwrap() },
        SwingWeight { criterion: "cost".into(), points: Interval::new(10.0, 10.0).unwrap() },
    ]);
    let decision = decided(unfair);
    assert_eq!(decision.changes[0].lacks, [Loss]);
    assert_eq!(decision.changes[0].most_lost.as_ref().unwrap().stakeholder, "two");
    assert_eq!(decision.outcome, DecisionOutcome::Kept { alternative: "today".into() });
}

/// Nothing keeps a status quo that is vetoed.
#[test]
fn a_vetoed_status_quo_does_not_stay() {
    let mut vetoed = draft(Quantity::Point(0.04), 0.0);
    vetoed.vetoes.push(haggle_tradeoff::Veto {
        id: "gone".into(),
        label: "it is gone".into(),
        verdict: haggle_tradeoff::VetoVerdict::Fail,
        evidence: "seen".into(),
        strikes: vec!["today".into()],
        waivable_by: None,
        waiver: None,
    });
    let decision = decided(vetoed);
    assert!(decision.changes.is_empty());
    assert_eq!(decision.outcome.leader(), Some("change"));
}

proptest! {
    /// Just beyond a fact's flip the rule takes the winner, and just before it does not; facts come before weights and powers.
    #[test]
    fn a_flip_is_where_the_rule_changes(gain in 0.0..1.0_f64, cost in 0.0..0.3_f64) {
        let decision = decided(draft(Quantity::Point(gain), cost));
        let classes: Vec<bool> =
            decision.flips.iter().map(|flip| matches!(flip.lever, Lever::Fact { .. })).collect();
        prop_assert!(classes.windows(2).all(|pair| pair[0] || !pair[1]), "{:?}", classes);
        let of_fact = decision.flips.iter().find(|flip| matches!(flip.lever, Lever::Fact { .. }));
        let Some(flip) = of_fact else { return Ok(()) };
        let side = if flip.to > flip.from { 1e-6 } else { -1e-6 };
        prop_assume!((flip.to - flip.from).abs() > 1e-5 && (0.0..=1.0).contains(&(flip.to + side)));
        let at = |x: f64| decided(draft(Quantity::Point(x), cost)).outcome.leader().map(str::to_owned);
        prop_assert_eq!(at(flip.to + side), Some(flip.winner.clone()));
        prop_assert_ne!(at(flip.to - side), Some(flip.winner.clone()));
    }
}
