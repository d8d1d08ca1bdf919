//! Two parties choose an office: what is recommended, why, and what would change it.
//!
//! `cargo run --example office`
#![allow(clippy::disallowed_macros, reason = "an example prints")]

use std::error::Error;

use haggle_tradeoff::words::Words;
use haggle_tradeoff::{
    Alternative, Cell, Criterion, Direction, Draft, Elicitation, Interval, Measure, Options, Problem, Scale,
    Stakeholder, SwingWeight, decide,
};

/// The offices, what they cost and how far they are, and how much that matters to whom.
pub fn draft() -> Result<Draft, Box<dyn Error>> {
    let mut draft = Draft::new("which office?");
    let rent = Scale::linear("a month", Direction::Min, Interval::new(1000.0, 3000.0)?);
    let way = Scale::linear("minutes", Direction::Min, Interval::new(10.0, 60.0)?);
    draft.criteria =
        vec![Criterion::leaf("rent", "what it costs", rent), Criterion::leaf("way", "how far it is", way)];
    for (id, label, rent, way) in [
        ("old", "the old office", 1200.0, 55.0),
        ("station", "beside the station", 2600.0, 15.0),
        ("mill", "in the old mill", 1500.0, 25.0),
    ] {
        draft.alternatives.push(Alternative::new(id, label));
        draft.cells.push(Cell::new("rent", id, Measure::fixed(rent, "the offer")));
        draft.cells.push(Cell::new("way", id, Measure::fixed(way, "the timetable")));
    }
    draft.alternatives[0].status_quo = true;
    for (id, name, rent, way) in [("owner", "the owner", 80.0, 40.0), ("staff", "the staff", 30.0, 90.0)] {
        let weights = vec![
            SwingWeight::new("rent", Interval::new(rent - 10.0, rent + 10.0)?),
            SwingWeight::new("way", Interval::new(way - 10.0, way + 10.0)?),
        ];
        draft.stakeholders.push(Stakeholder::new(id, name, Elicitation::Swing(weights)));
    }
    Ok(draft)
}

/// The recommendation, and what each point of it is.
pub fn report() -> Result<String, Box<dyn Error>> {
    let problem = Problem::new(draft()?)?;
    let decision = decide(&problem, &Options::default());
    let words = Words::plain(problem.draft(), &decision);
    let points = decision.points_of(decision.outcome.leader().unwrap_or_default());
    let lines: Vec<String> =
        std::iter::once(words.outcome()).chain(points.into_iter().map(|point| words.point(point))).collect();
    Ok(lines.join("\n") + "\n")
}

/// Prints the decision.
pub fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", report()?);
    Ok(())
}
