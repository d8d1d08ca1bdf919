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

/// A fact for each cell, and the cell that is the fact.
fn facts_and_cells(numbers: &Numbers) -> (Vec<Fact>, Vec<Cell>) {
    let (mut facts, mut cells) = (Vec::new(), Vec::new());
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
    (facts, cells)
}

fn stakeholders(numbers: &Numbers) -> Vec<Stakeholder> {
    let swing = |(c, (points, spread)): (usize, &(f64, f64))| SwingWeight {
        criterion: format!("c{c}"),
        points: interval(points * (1.0 - spread), points * (1.0 + spread)),
    };
    let party = |s: usize| Stakeholder {
        id: format!("s{s}"),
        name: format!("stakeholder {s}"),
        power: numbers.powers[s],
        weights: Elicitation::Swing(numbers.swings[s].iter().enumerate().map(swing).collect()),
    };
    (0..numbers.swings.len()).map(party).collect()
}

pub fn draft(numbers: &Numbers) -> Draft {
    let (facts, cells) = facts_and_cells(numbers);
    let criterion = |c| Criterion {
        id: format!("c{c}"),
        label: format!("criterion {c}"),
        parent: None,
        kind: CriterionKind::Leaf(Scale::linear("share", Direction::Max, Interval::UNIT)),
    };
    let alternative =
        |a| Alternative { id: format!("a{a}"), label: format!("alternative {a}"), status_quo: a == 0 };
    Draft {
        title: "generated".into(),
        facts,
        criteria: (0..numbers.cells[0].len()).map(criterion).collect(),
        alternatives: (0..numbers.cells.len()).map(alternative).collect(),
        cells,
        vetoes: Vec::new(),
        stakeholders: stakeholders(numbers),
        disagreement: None,
        rule: GroupRule::default(),
        illustrative: true,
    }
}
