//! Generated problems: every cell is a fact of its own, on criteria from 0 to 1.

use haggle_tradeoff::{
    Alternative, Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, Fact, GroupRule, Interval,
    Measure, Quantity, Scale, Stakeholder, SwingWeight,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// The numbers of a problem.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// `[alternative][criterion]`: the value and how uncertain it is.
    pub cells: Vec<Vec<(f64, f64)>>,
    /// `[stakeholder][criterion]`: swing points and how uncertain they are.
    pub swings: Vec<Vec<(f64, f64)>>,
    pub powers: Vec<f64>,
}

pub fn numbers() -> impl Strategy<Value = Numbers> {
    (2..5_usize, 1..5_usize, 1..4_usize).prop_flat_map(|(m, n, k)| {
        let cell = (0.0..1.0_f64, prop_oneof![Just(0.0), 0.0..0.3_f64]);
        let swing = (5.0..100.0_f64, prop_oneof![Just(0.0), 0.0..0.4_f64]);
        let cells = vec(vec(cell, n), m);
        let swings = vec(vec(swing, n), k);
        (cells, swings, vec(0.1..10.0_f64, k)).prop_map(|(cells, swings, powers)| Numbers {
            cells,
            swings,
            powers,
        })
    })
}

pub fn interval(low: f64, high: f64) -> Interval {
    Interval::new(low, high).expect("bounds are in order")
}

pub fn draft(numbers: &Numbers) -> Draft {
    let n = numbers.cells[0].len();
    let mut facts = Vec::new();
    let mut cells = Vec::new();
    for (a, row) in numbers.cells.iter().enumerate() {
        for (c, (value, spread)) in row.iter().enumerate() {
            let (low, high) = ((value - spread).max(0.0), (value + spread).min(1.0));
            let quantity =
                if *spread > 0.0 { Quantity::Interval(interval(low, high)) } else { Quantity::Point(*value) };
            facts.push(Fact {
                id: format!("f{a}{c}"),
                label: format!("fact {a} {c}"),
                unit: "share".into(),
                quantity,
                range: Interval::UNIT,
                source: "made up".into(),
                date: None,
            });
            let measure = Measure::fact(format!("f{a}{c}"));
            cells.push(Cell { criterion: format!("c{c}"), alternative: format!("a{a}"), measure });
        }
    }
    Draft {
        title: "generated".into(),
        facts,
        criteria: (0..n)
            .map(|c| Criterion {
                id: format!("c{c}"),
                label: format!("criterion {c}"),
                parent: None,
                kind: CriterionKind::Leaf(Scale::linear("share", Direction::Max, Interval::UNIT)),
            })
            .collect(),
        alternatives: (0..numbers.cells.len())
            .map(|a| Alternative {
                id: format!("a{a}"),
                label: format!("alternative {a}"),
                status_quo: a == 0,
            })
            .collect(),
        cells,
        vetoes: Vec::new(),
        stakeholders: numbers
            .swings
            .iter()
            .zip(&numbers.powers)
            .enumerate()
            .map(|(s, (row, power))| Stakeholder {
                id: format!("s{s}"),
                name: format!("stakeholder {s}"),
                power: *power,
                weights: Elicitation::Swing(
                    row.iter()
                        .enumerate()
                        .map(|(c, (points, spread))| SwingWeight {
                            criterion: format!("c{c}"),
                            points: interval(points * (1.0 - spread), points * (1.0 + spread)),
                        })
                        .collect(),
                ),
            })
            .collect(),
        disagreement: None,
        rule: GroupRule::default(),
        illustrative: true,
    }
}
