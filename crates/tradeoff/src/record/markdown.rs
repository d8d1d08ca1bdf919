//! The record for people, in the shape of MADR 4.0 (Markdown Any Decision Records).

use std::fmt::Write;

use super::entry::{Record, Status};
use crate::analysis::CrossCheck;
use crate::decision::Decision;
use crate::uncertainty::RobustnessBasis;
use crate::words::{Words, code, markdown_text as plain, one_line, short, verdict};

impl Record {
    /// The record for people, in the shape of MADR 4.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = write_record(self, &mut text);
        text
    }
}

/// Ids, as code.
fn codes(ids: &[String]) -> String {
    ids.iter().map(|id| code(id)).collect::<Vec<_>>().join(", ")
}

/// The id of an option, with whether it is vetoed.
fn marked(decision: &Decision, id: &str) -> String {
    let is_struck = |other: &crate::decision::AlternativeReport| other.id == *id && other.struck_out;
    let mark = if decision.alternatives.iter().any(is_struck) { " (vetoed)" } else { "" };
    format!("{}{mark}", code(id))
}

/// Text of others between double quotes in the YAML head.
fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

fn write_record(record: &Record, text: &mut String) -> std::fmt::Result {
    let (problem, decision) = (&record.problem, &record.decision);
    let status = match record.status {
        Status::Proposed => "proposed".to_owned(),
        Status::Accepted => "accepted".to_owned(),
        Status::Superseded => record
            .superseded_by
            .map_or_else(|| "superseded".to_owned(), |by| format!("superseded by {by:04}")),
    };
    // Those who decide: nobody has until somebody did, and stakeholders only have values.
    let maker = record.ruling.as_ref().map(|by| quoted(&format!("{} ({})", by.name, by.role)));
    let maker = maker.unwrap_or_default();
    writeln!(text, "---\nstatus: {status}\ndate: {}", quoted(&record.date))?;
    writeln!(text, "decision-makers: [{maker}]")?;
    if !problem.illustrative {
        let parties: Vec<String> = problem.stakeholders.iter().map(|party| quoted(&party.name)).collect();
        writeln!(text, "consulted: [{}]", parties.join(", "))?;
    }
    writeln!(text, "---\n")?;
    writeln!(text, "# {}\n", plain(&problem.title))?;
    writeln!(text, "## Context and Problem Statement\n")?;
    if problem.illustrative {
        writeln!(text, "The stakeholders' values below are illustrative.\n")?;
    }
    writeln!(text, "What is known:\n\n| fact | value | between | source | date |\n|---|---|---|---|---|")?;
    for fact in &problem.facts {
        let (bounds, date) = (fact.bounds(), fact.date.as_deref().map_or("-".to_owned(), plain));
        let (low, high) = (short(bounds.low()), short(bounds.high()));
        let (label, unit, source) = (plain(&fact.label), plain(&fact.unit), plain(&fact.source));
        let value = short(fact.nominal());
        writeln!(text, "| {label} | {value} {unit} | {low} and {high} | {source} | {date} |")?;
    }
    writeln!(text, "\n## Decision Drivers\n")?;
    for (number, criterion) in decision.criteria.iter().enumerate() {
        let label =
            problem.criteria.iter().find(|other| other.id == *criterion).map(|found| plain(&found.label));
        let weights: Vec<String> = decision
            .stakeholders
            .iter()
            .map(|party| format!("{} {}", plain(&party.name), short(party.weights[number])))
            .collect();
        let (label, id) = (label.unwrap_or_default(), code(criterion));
        writeln!(text, "* {label} ({id}; weights: {})", weights.join(", "))?;
    }
    writeln!(text, "\n## Considered Options\n")?;
    for alternative in &decision.alternatives {
        let today = if alternative.status_quo { " (as today)" } else { "" };
        writeln!(text, "* {}: {}{today}", code(&alternative.id), plain(&alternative.label))?;
    }
    write_outcome(record, text)?;
    write_options(record, text)?;
    write_more(record, text)
}

fn write_outcome(record: &Record, text: &mut String) -> std::fmt::Result {
    let decision = &record.decision;
    let words = Words::markdown(&record.problem, decision);
    writeln!(text, "\n## Decision Outcome\n")?;
    match (&record.ruling, record.chosen()) {
        (Some(by), _) => {
            let (name, role) = (plain(&by.name), plain(&by.role));
            writeln!(
                text,
                "Chosen option: {}, by {name} ({role}) on {}, because {}. The rule said: {}.",
                code(&by.alternative),
                plain(&record.date),
                plain(&by.reason),
                words.outcome(),
            )?;
            if let Some(earlier) = by.supersedes {
                writeln!(text, "\nIt takes the place of {earlier:04}.")?;
            }
        }
        (None, Some(chosen)) => {
            writeln!(text, "Chosen option: {}, because {}.", code(chosen), words.reason())?;
        }
        (None, None) => writeln!(text, "No option is chosen yet: {}.", words.outcome())?,
    }
    writeln!(text, "\n### Consequences\n")?;
    for sentence in words.consequences() {
        writeln!(text, "* {sentence}")?;
    }
    writeln!(text, "\n### Confirmation\n")?;
    match &record.review_trigger {
        Some(flip) => {
            let (condition, winner) = (words.flip_condition(flip), code(&flip.winner));
            writeln!(text, "Review when {condition}: beyond that, {winner} leads.")?;
        }
        None => writeln!(text, "No single weight, power or fact brings it up for review.")?,
    }
    if let Some(next) = decision.fact_effects.first().filter(|effect| effect.value_of_information > 0.0) {
        writeln!(
            text,
            "\nMeasure this next: {} (knowing it is worth {} points).",
            words.fact(&next.fact),
            short(next.value_of_information * 100.0)
        )?;
    }
    Ok(())
}

fn write_options(record: &Record, text: &mut String) -> std::fmt::Result {
    let decision = &record.decision;
    let words = Words::markdown(&record.problem, decision);
    writeln!(text, "\n## Pros and Cons of the Options")?;
    for alternative in &decision.alternatives {
        let struck = if alternative.struck_out { ", vetoed" } else { "" };
        let value = short(alternative.value * 100.0);
        writeln!(text, "\n### {}: {value} points{struck}\n", code(&alternative.id))?;
        for point in decision.points_of(&alternative.id) {
            let kind = if point.value >= 0.5 { "Good" } else { "Bad" };
            writeln!(text, "* {kind}, because {}", words.point(point))?;
        }
    }
    Ok(())
}

fn write_more(record: &Record, text: &mut String) -> std::fmt::Result {
    let decision = &record.decision;
    let words = Words::markdown(&record.problem, decision);
    writeln!(
        text,
        "\n## More Information\n\n| stakeholder | power | best for it | best of what is left | {} |",
        {
            let ids: Vec<String> =
                decision.alternatives.iter().map(|other| marked(decision, &other.id)).collect();
            ids.join(" | ")
        }
    )?;
    writeln!(text, "|---|---|---|---|{}", "---|".repeat(decision.alternatives.len()))?;
    for party in &decision.stakeholders {
        let utilities: Vec<String> = party.utilities.iter().map(|utility| short(utility * 100.0)).collect();
        let (name, power) = (plain(&party.name), short(party.power));
        let best: Vec<String> = party.favourites.iter().map(|id| marked(decision, id)).collect();
        let (best, left) = (best.join(", "), codes(&party.favourites_left));
        writeln!(text, "| {name} | {power} | {best} | {left} | {} |", utilities.join(" | "))?;
    }
    if !record.problem.vetoes.is_empty() {
        writeln!(text, "\n| veto | verdict | strikes out | evidence |\n|---|---|---|---|")?;
    }
    for veto in &record.problem.vetoes {
        let said = match &veto.waiver {
            None => verdict(veto.verdict).to_owned(),
            Some(waiver) => {
                format!("waived by {} ({}) on {}: {}", waiver.name, waiver.role, waiver.date, waiver.reason)
            }
        };
        let (label, evidence) = (plain(&veto.label), plain(&veto.evidence));
        writeln!(text, "| {label} | {} | {} | {evidence} |", plain(&said), codes(&veto.strikes))?;
    }
    write_robustness(decision, text)?;
    write_haggle(record, text)?;
    write_checks(record, text)?;
    for lint in &decision.lints {
        writeln!(text, "\nTo look at in the model: {}.", words.lint(lint))?;
    }
    let (engine, hash) = (plain(&decision.engine), code(&record.hash));
    writeln!(text, "\nEngine {engine}, hash of engine, facts and values: {hash}.")
}

/// In what share of what is open each alternative comes first, and whether that was computed or sampled.
fn write_robustness(decision: &Decision, text: &mut String) -> std::fmt::Result {
    if decision.screening.eligible.len() < 2 {
        return Ok(());
    }
    let basis = |basis: RobustnessBasis| match basis {
        RobustnessBasis::Certain => "nothing is open".to_owned(),
        RobustnessBasis::Exact { .. } => "computed exactly".to_owned(),
        RobustnessBasis::Sampled { samples, seed } => format!("{samples} samples, seed {seed}"),
    };
    let mut columns = vec![(
        "facts and weights as stated",
        decision.robustness.basis,
        &decision.robustness.rank_acceptability,
    )];
    if let Some(any) = &decision.any_weights {
        columns.push(("any weights at all", any.basis, &any.rank_acceptability));
    }
    let head: Vec<String> =
        columns.iter().map(|(name, how, _)| format!("{name} ({})", basis(*how))).collect();
    writeln!(text, "\n| comes first, % | {} |\n|---|{}", head.join(" | "), "---|".repeat(head.len()))?;
    for (at, id) in decision.screening.eligible.iter().enumerate() {
        let share = |rows: &Vec<Vec<f64>>| rows.get(at).and_then(|row| row.first()).copied().unwrap_or(0.0);
        let shares: Vec<String> = columns.iter().map(|(_, _, rows)| short(share(rows) * 100.0)).collect();
        writeln!(text, "| {} | {} |", code(id), shares.join(" | "))?;
    }
    Ok(())
}

/// What each party would have to concede, and what bargaining gives.
fn write_haggle(record: &Record, text: &mut String) -> std::fmt::Result {
    let haggle = &record.decision.haggle;
    let words = Words::markdown(&record.problem, &record.decision);
    let mut lines: Vec<String> = haggle.concessions.iter().map(|one| words.concession(one)).collect();
    lines.extend(haggle.fact_concessions.iter().map(|one| words.fact_concession(one)));
    lines.extend(haggle.bargain.iter().map(|bargain| words.bargain(bargain)));
    if !lines.is_empty() {
        writeln!(text, "\nWhat would have to be conceded:\n")?;
    }
    for line in lines {
        writeln!(text, "* {line}")?;
    }
    Ok(())
}

/// The methods that disagree, or whose answer hangs on an alternative that they do not choose.
fn write_checks(record: &Record, text: &mut String) -> std::fmt::Result {
    let decision = &record.decision;
    let words = Words::markdown(&record.problem, decision);
    let telling: Vec<&CrossCheck> =
        decision.cross_checks.iter().filter(|check| !check.agrees || !check.reversals.is_empty()).collect();
    if decision.cross_checks.is_empty() {
        return Ok(());
    }
    let (all, agree) =
        (decision.cross_checks.len(), decision.cross_checks.iter().filter(|check| check.agrees).count());
    writeln!(text, "\n{agree} of {all} other methods, which decide nothing, put it first too.")?;
    if !telling.is_empty() {
        writeln!(text)?;
    }
    for check in telling {
        writeln!(text, "* {}", words.cross_check(check))?;
    }
    Ok(())
}
