//! A replay of history for people.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};
use haggle_govern::history::Replay;
use haggle_tradeoff::backtest::{Backtest, CALIBRATION_CASES, GroupScore};

/// The tables, and what to read them with.
pub fn replay(replay: &Replay) -> String {
    let n_events = replay.asked.total.cases;
    let mut text =
        format!("{n_events} recorded moves against what the model would have said on the eve of each\n");
    if let (Some(first), Some(last)) = (
        replay.events.iter().map(|event| &event.date).min(),
        replay.events.iter().map(|event| &event.date).max(),
    ) {
        let _ = writeln!(text, "from {first} to {last}, in {} repositories", replay.asked.groups.len());
    }
    let _ = write!(text, "\nwhat was known\n{}\n", coverage(replay, n_events));
    let _ = write!(
        text,
        "\nwhat to do (the requirement may stay)\n{}\n{}\n",
        scores(&replay.asked),
        verdict(&replay.asked)
    );
    let usable = replay.asked.total.usable;
    let _ = writeln!(
        text,
        "of {usable}, it leaves {} where it stands, which is always a miss: only moves are recorded;\n\
         for {} it sees no clear winner, and the placement of highest value counts",
        replay.stays, replay.unclear,
    );
    let _ = write!(
        text,
        "\nwhere it goes (staying is ruled out, for the baseline too)\n{}\n{}\n",
        scores(&replay.moved),
        verdict(&replay.moved)
    );
    for (name, found) in [("what to do", &replay.asked), ("where it goes", &replay.moved)] {
        let _ = write!(text, "\n{}", calibration(name, found));
    }
    for (place, n) in &replay.unknown_placements {
        let _ = writeln!(text, "\nnote: the model has no placement `{place}`, where {n} moves begin or end");
    }
    text.push_str(
        "\nnote: placements are read off commits; `none` is rejected or documented, which history does not tell apart\n\
         note: criteria and weights are those of today, facts those dated before the day of the move\n",
    );
    if let Some(note) = &replay.illustrative {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(header);
    table
}

fn coverage(replay: &Replay, n_events: u64) -> Table {
    let mut table = table(&["fact", "known", ""]);
    for fact in &replay.facts {
        table.add_row([
            fact.fact.to_owned(),
            format!("{} of {n_events}", fact.known),
            fact.because.to_owned(),
        ]);
    }
    table
}

fn scores(found: &Backtest) -> Table {
    let mut table = table(&["repository", "moves", "usable", "right", "rate", "baseline", "rate"]);
    for score in &found.groups {
        table.add_row(row(&score.group, score));
    }
    table.add_row(row("all", &found.total));
    for at in 1..7 {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn row(name: &str, score: &GroupScore) -> [String; 7] {
    let rate = |rate: Option<f64>| rate.map_or("-".to_owned(), |rate| format!("{rate:.2}"));
    let baseline =
        if score.baseline_rate.is_some() { score.baseline_hits.to_string() } else { "-".to_owned() };
    [
        name.to_owned(),
        score.cases.to_string(),
        score.usable.to_string(),
        score.hits.to_string(),
        rate(score.hit_rate),
        baseline,
        rate(score.baseline_rate),
    ]
}

/// Who wins, in words; the baseline is the most common outcome of the other repositories.
fn verdict(found: &Backtest) -> String {
    let total = &found.total;
    let (hits, baseline, usable) = (total.hits, total.baseline_hits, total.usable);
    if usable == 0 {
        return "no move is usable: nothing was known on the eve of any".to_owned();
    }
    if total.baseline_rate.is_none() {
        return format!("the model is right {hits} times of {usable}; one repository alone has no baseline");
    }
    let who = match hits.cmp(&baseline) {
        std::cmp::Ordering::Less => "the baseline wins",
        std::cmp::Ordering::Equal => "neither wins",
        std::cmp::Ordering::Greater => "the model wins",
    };
    format!(
        "{who}: {hits} of {usable} against {baseline} for the most common outcome of the other repositories"
    )
}

fn calibration(name: &str, found: &Backtest) -> String {
    let Some(calibration) = &found.calibration else {
        return format!(
            "calibration, {name}: {} usable, too few for it ({CALIBRATION_CASES} are needed)\n",
            found.total.usable
        );
    };
    let mut text = format!("calibration, {name}: mean distance {:.2}", calibration.expected_error);
    if let Some(brier) = found.brier_score {
        let _ = write!(text, ", Brier score {brier:.2}");
    }
    let mut bins = table(&["confidence", "moves", "came true"]);
    for bin in &calibration.bins {
        bins.add_row([
            format!("{:.2}", bin.mean_confidence),
            bin.cases.to_string(),
            format!("{:.2}", bin.hit_rate),
        ]);
    }
    let _ = write!(text, "\n{bins}\n");
    text
}
