//! A replay of history for people.

use haggle_govern::history::BacktestReplay;
use haggle_spec::visible;
use haggle_tradeoff::backtest::{Backtest, CALIBRATION_CASES, GroupScore};

use super::foretold::{foretold, together};
use super::page::Page;
use super::table::{Table, align_right, table};

/// The tables, and what to read them with.
pub fn replay(replay: &BacktestReplay) -> Page {
    let n_events = replay.asked.total.cases;
    let mut page = Page::of(format_args!(
        "{n_events} recorded moves against what the model would have said on the eve of each"
    ));
    if let (Some(first), Some(last)) = (
        replay.events.iter().map(|event| &event.date).min(),
        replay.events.iter().map(|event| &event.date).max(),
    ) {
        page.line(format_args!("from {first} to {last}, in {} repositories", replay.asked.groups.len()));
    }
    page.paragraph("what was known");
    page.block(&coverage(replay, n_events).fitted());
    if !replay.reasons.is_empty() {
        let unusable = n_events - replay.asked.total.usable;
        page.paragraph(format_args!("why {unusable} are not usable: nothing of this is known of them"));
        page.block(&reasons(replay).fitted());
    }
    page.paragraph("what to do (the requirement may stay)");
    page.block(&scores(&replay.asked).fitted());
    page.line(verdict(&replay.asked));
    said(&mut page, replay);
    page.paragraph("where it goes (staying is ruled out, for the baseline too)");
    page.block(&scores(&replay.moved).fitted());
    page.line(verdict(&replay.moved));
    if !replay.by_known.is_empty() {
        page.paragraph("by what was known");
        page.block(&by_known(replay).fitted());
    }
    // Where the rule keeps today's placement, no other is left: the acceptability of what to do says nothing.
    calibration(&mut page, "where it goes", &replay.moved);
    page.append(foretold(&replay.precedent));
    page.append(together(replay));
    for (place, n) in &replay.unknown_placements {
        page.paragraph(format_args!(
            "note: the model has no placement `{place}`, where {n} moves begin or end"
        ));
    }
    page.paragraph(
        "note: the model places optional requirements; nothing recorded says which of these are, so imports that need it are vacuous",
    );
    page.line("note: placements are read off commits; `none` is rejected or documented, which history does not tell apart");
    page.line("note: criteria and weights are those of today, facts those dated before the day of the move");
    if let Some(note) = &replay.illustrative {
        page.line(format_args!("note: {note}"));
    }
    page
}

fn said(page: &mut Page, replay: &BacktestReplay) {
    let usable = replay.asked.total.usable;
    if usable == 0 {
        return;
    }
    let said: Vec<String> = replay.said.iter().map(|(id, n)| format!("{id} {n} times")).collect();
    page.line(format_args!(
        "of {usable}, it says {}; the rule leaves {} where it is,",
        said.join(", "),
        replay.stays
    ));
    page.line(
        "which is always a miss, as only moves are recorded: how often staying was right, nobody knows",
    );
}

fn coverage(replay: &BacktestReplay, n_events: u64) -> Table {
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

fn reasons(replay: &BacktestReplay) -> Table {
    let mut table = table(&["fact", "moves", "why"]);
    for reason in &replay.reasons {
        table.add_row([reason.fact.to_owned(), reason.events.to_string(), reason.why.clone()]);
    }
    align_right(&mut table, 1..2);
    table
}

fn by_known(replay: &BacktestReplay) -> Table {
    let mut table = table(&["known", "moves", "what to do right", "where it goes right"]);
    for group in &replay.by_known {
        table.add_row([
            group.facts.join(", "),
            group.usable.to_string(),
            group.asked_hits.to_string(),
            group.moved_hits.to_string(),
        ]);
    }
    align_right(&mut table, 1..4);
    table
}

fn scores(found: &Backtest) -> Table {
    let mut table = table(&["repository", "moves", "usable", "right", "rate", "baseline", "rate"]);
    for score in &found.groups {
        table.add_row(row(&visible(&score.group), score));
    }
    table.add_row(row("all", &found.total));
    align_right(&mut table, 1..7);
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

fn calibration(page: &mut Page, name: &str, found: &Backtest) {
    let Some(calibration) = &found.calibration else {
        page.paragraph(format_args!(
            "calibration, {name}: {} usable, too few for it ({CALIBRATION_CASES} are needed)",
            found.total.usable
        ));
        return;
    };
    let brier = found.brier_score.map(|brier| format!(", Brier score {brier:.2}")).unwrap_or_default();
    page.paragraph(format_args!(
        "calibration, {name}: mean distance {:.2}{brier}",
        calibration.expected_error
    ));
    let mut bins = table(&["acceptability", "moves", "came true"]);
    for bin in &calibration.bins {
        bins.add_row([
            format!("{:.2}", bin.mean_acceptability),
            bin.cases.to_string(),
            format!("{:.2}", bin.hit_rate),
        ]);
    }
    page.block(&bins.fitted());
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use haggle_govern::history::{
        BacktestReplay, ByKnown, Coverage, Event, Kinds, Reason, Together, foretell, read_moves,
    };
    use haggle_tradeoff::backtest::{Case, backtest};

    fn case(at: usize, group: &str, predicted: Option<&str>, actual: &str) -> Case {
        let acceptability = [0.55, 0.75, 0.95][at % 3];
        let (group, predicted) = (group.to_owned(), predicted.map(str::to_owned));
        Case { group, predicted, acceptability, actual: actual.to_owned(), ruled_out: None }
    }

    /// Two repositories, of which each puts one name in the place of another once.
    fn moves() -> Vec<Event> {
        let mut rows = Vec::new();
        for (repository, year) in [("glance", 2014), ("store", 2015)] {
            for (at, (package, from, to, imports)) in [
                ("boto", "none", "extra", "drivers"),
                ("six", "none", "core", "code"),
                ("mox", "test", "none", "nothing"),
                ("mox3", "none", "test", "tests"),
                ("https", "none", "core", "nothing"),
            ]
            .into_iter()
            .enumerate()
            {
                let commit = at.min(2);
                rows.push(format!(
                    r#"{{"repo": "{repository}", "commit": "{commit}", "date": "{year}-01-0{}", "package": "{package}", "frm": "{from}", "to": "{to}", "imports": "{imports}"}}"#,
                    commit + 1
                ));
            }
        }
        read_moves(&format!("[{}]", rows.join(","))).unwrap()
    }

    fn replay(cases: &[Case]) -> BacktestReplay {
        BacktestReplay {
            schema: 1,
            engine: "haggle 0".to_owned(),
            family: "small".parse().unwrap(),
            illustrative: Some("the values are nobody's".to_owned()),
            facts: vec![
                Coverage { fact: "share", known: 2, because: "a survey" },
                Coverage { fact: "broken", known: 0, because: "vacuous: not recorded" },
            ],
            reasons: vec![Reason { fact: "share", why: "nobody asked".to_owned(), events: 1 }],
            by_known: vec![ByKnown {
                facts: vec!["share", "licence"],
                usable: 52,
                asked_hits: 39,
                moved_hits: 2,
            }],
            stays: 1,
            unclear: 2,
            said: BTreeMap::from([("core".to_owned(), 2), ("documented".to_owned(), 1)]),
            unknown_placements: BTreeMap::from([("vendored".to_owned(), 3)]),
            asked: backtest(cases),
            moved: backtest(&cases[..3.min(cases.len())]),
            precedent: foretell(&moves(), &Kinds::default()),
            together: vec![Together {
                repository: "glance".to_owned(),
                moves: 30,
                values_right: 7,
                values_lead: 2,
                values_lead_right: 1,
                precedent_right: 20,
                both_right: 21,
            }],
            events: Vec::new(),
        }
    }

    #[test]
    fn a_replay_reads_like_this() {
        let mut cases = Vec::new();
        for at in 0..52 {
            let actual = if at % 4 == 0 { "none" } else { "core" };
            cases.push(case(at, if at < 30 { "glance" } else { "store" }, Some("core"), actual));
        }
        cases.push(case(0, "store", None, "core"));
        insta::assert_snapshot!(super::replay(&replay(&cases)).to_string());
    }

    #[test]
    fn without_usable_moves_it_says_so() {
        let text = super::replay(&replay(&[case(0, "glance", None, "core")])).to_string();
        assert!(text.contains("no move is usable") && text.contains("0 usable, too few"), "{text}");
        assert!(super::replay(&replay(&[])).to_string().contains("0 recorded moves"));
    }
}
