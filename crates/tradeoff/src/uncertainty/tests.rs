//! Columns against one sample at a time, and against other instructions.

use super::columns::Plan;
use super::draw::Draw;
use super::tally::Sampling;
use crate::vector::{Lanes, Path, PortableNumbers};
use crate::{
    Alternative, Beyond, Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, Fact, GroupRule,
    Interval, Measure, Options, Problem, Quantity, Scale, Stakeholder, SwingWeight, ValueFunction,
    sample_robustness,
};

const SAMPLES: u32 = 1000;

fn interval(low: f64, high: f64) -> Interval {
    Interval::new(low, high).unwrap()
}

fn fact(id: &str, quantity: Quantity, range: Interval) -> Fact {
    let (id, label, unit) = (id.to_owned(), id.to_owned(), "share".to_owned());
    Fact { id, label, unit, quantity, range, source: "made up".to_owned(), date: None }
}

fn facts() -> Vec<Fact> {
    let wide = interval(0.0, 10.0);
    vec![
        fact("point", Quantity::Point(0.3), Interval::UNIT),
        fact("interval", Quantity::Interval(interval(2.0, 7.0)), wide),
        fact("triangular", Quantity::Triangular { low: 1.0, mode: 2.0, high: 9.0 }, wide),
        fact("count", Quantity::Count { successes: 3, trials: 11 }, Interval::UNIT),
        fact("uncounted", Quantity::Count { successes: 0, trials: 0 }, Interval::UNIT),
        fact("beta", Quantity::Beta { alpha: 2.0, beta: 0.5 }, Interval::UNIT),
        fact("rate", Quantity::Rate { events: 4, exposure: 2.0 }, wide),
        fact("missing", Quantity::Missing, interval(1.0, 6.0)),
    ]
}

const LEAVES: [&str; 6] = ["linear", "bends", "log", "exp", "levels", "beyond"];

fn criteria() -> Vec<Criterion> {
    let wide = interval(0.0, 10.0);
    let bends = || ValueFunction::Piecewise(vec![(0.0, 0.0), (4.0, 0.8), (10.0, 1.0)]);
    let levels = ValueFunction::Ordinal(vec![0.0, 0.7, 1.0]);
    let scale = |direction, value| Scale { value, ..Scale::linear("u", direction, wide) };
    let criterion = |id: &str, parent: Option<&str>, kind| Criterion {
        id: id.to_owned(),
        label: id.to_owned(),
        parent: parent.map(str::to_owned),
        kind,
    };
    let leaf = |id, parent, scale| criterion(id, parent, CriterionKind::Leaf(scale));
    vec![
        criterion("group", None, CriterionKind::Group),
        leaf("linear", Some("group"), scale(Direction::Min, ValueFunction::Linear)),
        leaf("bends", Some("group"), scale(Direction::Max, bends())),
        leaf("log", None, scale(Direction::Max, ValueFunction::Logarithmic { curvature: 3.0 })),
        leaf("exp", None, scale(Direction::Min, ValueFunction::Exponential { tolerance: 0.4 })),
        leaf("levels", None, Scale { range: interval(0.0, 2.0), ..scale(Direction::Max, levels) }),
        leaf(
            "beyond",
            None,
            Scale {
                range: interval(2.0, 4.0),
                beyond: Beyond::Extrapolate,
                ..scale(Direction::Max, bends())
            },
        ),
    ]
}

/// Each leaf and alternative with one of the kinds of measures.
fn cells(alternatives: &[Alternative]) -> Vec<Cell> {
    let named = |id: &str| id.to_owned();
    let measures = [
        Measure::fact("interval"),
        Measure::Affine { intercept: 1.0, terms: vec![(named("triangular"), 0.5), (named("count"), 3.0)] },
        Measure::Product { factor: 4.0, facts: vec![named("beta"), named("uncounted")] },
        Measure::Steps { fact: named("missing"), rows: vec![(2.0, 1.0), (3.0, 5.0), (5.0, 2.0)] },
        Measure::Curve { fact: named("rate"), points: vec![(0.0, 9.0), (2.0, 3.0), (4.0, 4.0)] },
        Measure::fixed(2.0, "by definition"),
        Measure::affine(0.0, 5.0, "point"),
    ];
    let mut cells = Vec::new();
    for (row, criterion) in LEAVES.iter().enumerate() {
        for (column, alternative) in alternatives.iter().enumerate() {
            let measure = measures[(row * 3 + column * 2) % measures.len()].clone();
            cells.push(Cell { criterion: named(criterion), alternative: alternative.id.clone(), measure });
        }
    }
    cells
}

fn stakeholders() -> Vec<Stakeholder> {
    let named = |id: &str| id.to_owned();
    let swing = |id: &str, low, high| SwingWeight { criterion: named(id), points: interval(low, high) };
    let swings = vec![
        swing("group", 50.0, 100.0),
        swing("linear", 10.0, 30.0),
        swing("bends", 0.0, 20.0),
        swing("log", 20.0, 20.0),
        swing("exp", 0.0, 90.0),
        swing("levels", 5.0, 10.0),
        swing("beyond", 10.0, 20.0),
    ];
    let party = |id: &str, power, weights| Stakeholder { id: named(id), name: named(id), power, weights };
    vec![
        party("swings", 2.0, Elicitation::Swing(swings)),
        party("ranks", 1.0, Elicitation::Ranking(LEAVES.iter().rev().map(|id| named(id)).collect())),
        party("silent", 0.5, Elicitation::Unstated),
    ]
}

/// Every kind of quantity, measure, value function and elicitation.
fn problem() -> Problem {
    let alternatives: Vec<Alternative> = ["a", "b", "c"]
        .iter()
        .map(|id| Alternative { id: (*id).to_owned(), label: (*id).to_owned(), status_quo: false })
        .collect();
    let draft = Draft {
        title: "everything".to_owned(),
        facts: facts(),
        criteria: criteria(),
        cells: cells(&alternatives),
        alternatives,
        vetoes: Vec::new(),
        stakeholders: stakeholders(),
        disagreement: None,
        rule: GroupRule::default(),
        illustrative: true,
    };
    Problem::new(draft).unwrap()
}

#[test]
fn each_lane_has_the_draws_of_its_sample() {
    let problem = problem();
    let eligible = [0, 1, 2];
    let plan = Plan::new(&problem, &eligible);
    let mut columns = plan.columns();
    let mut weights = [Lanes::ZERO; LEAVES.len()];
    let mut draw = Draw::default();
    for first in (0..640).step_by(64) {
        columns.draw::<PortableNumbers>(&plan, 5, first, &mut weights);
        for lane in 0..64_usize {
            draw.draw(&problem, 5, first + lane as u64);
            let table = problem.value_table(&draw.facts);
            for at in eligible {
                let value: f64 =
                    draw.weights.iter().zip(&table[at]).map(|(weight, value)| weight * value).sum();
                assert_eq!(columns.values[at].0[lane].to_bits(), value.to_bits(), "{at} of {first} + {lane}");
            }
            for (column, weight) in weights.iter().zip(&draw.weights) {
                assert_eq!(column.0[lane].to_bits(), weight.to_bits());
            }
        }
    }
}

#[test]
fn counts_are_those_of_sample_after_sample() {
    let problem = problem();
    let found = sample_robustness(&problem, &Options { samples: SAMPLES, seed: 9 });
    let (mut ranks, mut wins) = ([[0_u32; 3]; 3], [[0_u32; 3]; 3]);
    let mut draw = Draw::default();
    for sample in 0..u64::from(SAMPLES) {
        draw.draw(&problem, 9, sample);
        let table = problem.value_table(&draw.facts);
        let values: Vec<f64> = table
            .iter()
            .map(|row| draw.weights.iter().zip(row).map(|(weight, value)| weight * value).sum())
            .collect();
        for a in 0..3 {
            ranks[a][values.iter().filter(|value| **value > values[a]).count()] += 1;
            for b in 0..3 {
                wins[a][b] += u32::from(values[a] > values[b]);
            }
        }
    }
    for a in 0..3 {
        for b in 0..3 {
            assert_eq!(found.rank_acceptability[a][b], f64::from(ranks[a][b]) / f64::from(SAMPLES));
            assert_eq!(found.pairwise_winning[a][b], f64::from(wins[a][b]) / f64::from(SAMPLES));
        }
    }
}

#[test]
fn every_path_gives_the_same_bits() {
    let problem = problem();
    let plan = Plan::new(&problem, &[0, 2]);
    let of = |path: Path| {
        path.run(Sampling { plan: &plan, n_alternatives: 2, n_leaves: LEAVES.len(), seed: 3, n_samples: 777 })
    };
    for path in Path::all() {
        assert_eq!(of(path), of(Path::Portable), "{path:?}");
    }
}
