//! Precedent held against what happened, for people.

use std::fmt::Write as _;

use haggle_govern::history::{
    BacktestReplay, LeftOut, MoveSet, Noise, PrecedentBacktest, PrecedentRun, Together,
};
use haggle_spec::visible;
use haggle_tradeoff::forecast::ForecastScore;

use super::page::Page;
use super::table::{align_right, table};

/// How well precedent foretells each set of moves.
pub fn foretold(found: &PrecedentBacktest) -> Page {
    let mut page = Page::new();
    for run in &found.runs {
        page.append(one(run));
    }
    if !found.runs.is_empty() {
        page.paragraph(
            "base: the share of each destination among moves from the same placement, and no other fact",
        );
    }
    let noise: Vec<String> = found
        .noise
        .iter()
        .map(|(noise, moves)| match noise {
            Noise::UrlScheme => format!("{moves} name the scheme of a URL"),
            Noise::Swap => format!("{moves} put one name in the place of another"),
            _ => format!("{moves} say nothing else of where a requirement belongs"),
        })
        .collect();
    if !noise.is_empty() {
        page.line(format_args!(
            "left out of the cleaned moves, by rule: {} ({} in all)",
            noise.join(", "),
            found.left_out
        ));
    }
    let kinds = if found.kinds_known { "known" } else { "unknown" };
    page.line(format_args!(
        "what imports the distribution is known of {} moves, kinds are {kinds}",
        found.imports_known
    ));
    page
}

fn one(run: &PrecedentRun) -> Page {
    let mut page = Page::new();
    let which = match run.moves {
        MoveSet::Raw => "all moves",
        MoveSet::Cleaned => "cleaned moves",
    };
    let from = match run.left_out {
        LeftOut::Repository => "the other repositories",
        LeftOut::RepositoryAndLater => "earlier years of the other repositories",
    };
    page.paragraph(format_args!("precedent, {which}, learned from {from}"));
    let mut scores = table(&["repository", "moves", "right", "base", "log loss", "base"]);
    for (score, base) in run.precedent.groups.iter().zip(&run.baseline.groups) {
        scores.add_row(row(&visible(&score.name), score, base));
    }
    scores.add_row(row("all", &run.precedent.total, &run.baseline.total));
    align_right(&mut scores, 1..6);
    page.block(&scores.fitted());
    let outcomes: Vec<String> = run
        .precedent
        .outcomes
        .iter()
        .map(|outcome| format!("{} {} of {}", visible(&outcome.name), outcome.hits, outcome.cases))
        .collect();
    page.line(format_args!("foreseen, by where it went: {}", outcomes.join(", ")));
    if let Some(extra) = run.precedent.outcomes.iter().find(|outcome| outcome.name == "extra") {
        let base = run.baseline.outcomes.iter().find(|outcome| outcome.name == "extra");
        page.line(format_args!(
            "what went to an extra had a mean probability of {} (base {})",
            number(extra.mean_probability),
            number(base.and_then(|base| base.mean_probability))
        ));
    }
    let mut lines = String::from("log loss:");
    for (fact, score) in &run.without {
        let _ = write!(lines, " {} without {},", number(score.log_loss), fact.id());
    }
    if let Some(before) = &run.imports_before {
        let _ = write!(lines, " {} with what imported it just before the commit,", number(before.log_loss));
    }
    page.line(lines.trim_end_matches(','));
    reliability(&mut page, run);
    page
}

fn reliability(page: &mut Page, run: &PrecedentRun) {
    let Some(error) = run.precedent.calibration_error else { return };
    page.line(format_args!(
        "reliability: what it called most probable, and how often that came true; mean distance {error:.2}"
    ));
    let mut bins = table(&["probability", "moves", "came true"]);
    for bin in &run.precedent.reliability {
        bins.add_row([
            format!("{:.2}", bin.mean_probability),
            bin.cases.to_string(),
            format!("{:.2}", bin.came_true),
        ]);
    }
    page.block(&bins.fitted());
}

fn row(name: &str, score: &ForecastScore, base: &ForecastScore) -> [String; 6] {
    [
        name.to_owned(),
        score.cases.to_string(),
        number(score.accuracy),
        number(base.accuracy),
        number(score.log_loss),
        number(base.log_loss),
    ]
}

fn number(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.3}"))
}

/// Values and precedent side by side, and both.
pub fn together(replay: &BacktestReplay) -> Page {
    let mut page = Page::new();
    page.paragraph("where it goes, by values and by precedent of the other repositories (all moves)");
    let mut counts = table(&["repository", "moves", "highest value", "leads clearly", "precedent", "both"]);
    for one in &replay.together {
        counts.add_row(together_row(one));
    }
    align_right(&mut counts, 1..6);
    page.block(&counts.fitted());
    page.line("leads clearly: a change that leads staying clearly by its value; both: that, else what precedent makes most probable");
    page
}

fn together_row(one: &Together) -> [String; 6] {
    let name =
        if one.repository.is_empty() { "all".to_owned() } else { visible(&one.repository).to_string() };
    [
        name,
        one.moves.to_string(),
        one.values_right.to_string(),
        format!("{} of {}", one.values_lead_right, one.values_lead),
        one.precedent_right.to_string(),
        one.both_right.to_string(),
    ]
}
