//! The record for people, in the shape of MADR 4.0 (Markdown Any Decision Records).

use std::fmt::Write;

use super::entry::{Grounds, Record, Status};
use crate::analysis::{Concession, CrossCheck, FactConcession};
use crate::decision::Decision;
use crate::model::{Disagreement, VetoVerdict};
use crate::uncertainty::RobustnessBasis;
use crate::words::short;

impl Record {
    /// The record for people, in the shape of MADR 4.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = write_record(self, &mut text);
        text
    }
}

/// Text of others in one line of Markdown: no line breaks, no cell borders.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// Text of others between double quotes in the YAML head.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\""))
}

fn write_record(record: &Record, text: &mut String) -> std::fmt::Result {
    let (problem, decision) = (&record.problem, &record.decision);
    let status = match record.status {
        Status::Proposed => "proposed",
        Status::Accepted => "accepted",
        Status::Overridden => "accepted (overridden)",
    };
    let makers: Vec<String> = problem.stakeholders.iter().map(|party| quoted(&party.name)).collect();
    writeln!(text, "---\nstatus: {status}\ndate: {}", quoted(&record.date))?;
    writeln!(text, "decision-makers: [{}]\n---\n", makers.join(", "))?;
    writeln!(text, "# {}\n", plain(&problem.title))?;
    writeln!(text, "## Context and Problem Statement\n")?;
    if problem.illustrative {
        writeln!(text, "The stakeholders' values below are illustrative.\n")?;
    }
    writeln!(text, "What is known:\n\n| fact | value | between | source | date |\n|---|---|---|---|---|")?;
    for fact in &problem.facts {
        let (bounds, date) = (fact.bounds(), fact.date.as_deref().unwrap_or("-"));
        let (low, high) = (short(bounds.low()), short(bounds.high()));
        let (label, unit, source) = (plain(&fact.label), plain(&fact.unit), plain(&fact.source));
        let value = short(fact.nominal());
        writeln!(text, "| {label} | {value} {unit} | {low} and {high} | {source} | {} |", plain(date))?;
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
        writeln!(text, "* {} (`{criterion}`; weights: {})", label.unwrap_or_default(), weights.join(", "))?;
    }
    writeln!(text, "\n## Considered Options\n")?;
    for alternative in &decision.alternatives {
        let today = if alternative.status_quo { " (as today)" } else { "" };
        writeln!(text, "* `{}`: {}{today}", alternative.id, plain(&alternative.label))?;
    }
    write_outcome(record, text)?;
    write_options(record, text)?;
    write_more(record, text)
}

fn write_outcome(record: &Record, text: &mut String) -> std::fmt::Result {
    let decision = &record.decision;
    writeln!(text, "\n## Decision Outcome\n")?;
    match (&record.overridden, record.chosen()) {
        (Some(by), _) => {
            let grounds = match &by.grounds {
                Grounds::Criterion(id) => format!("criterion `{id}`"),
                Grounds::Veto(id) => format!("veto `{id}`"),
            };
            let (name, role) = (plain(&by.name), plain(&by.role));
            writeln!(
                text,
                "Chosen option: `{}`, by {name} ({role}) on {}, on the grounds of the {grounds}: {}. The rule said: {}.",
                by.alternative,
                plain(&by.date),
                plain(&by.reason),
                decision.outcome.sentence(),
            )?;
        }
        (None, Some(chosen)) => {
            writeln!(
                text,
                "Chosen option: `{chosen}`, because the rule says {}.",
                decision.outcome.sentence()
            )?;
        }
        (None, None) => writeln!(text, "No option is chosen yet: {}.", decision.outcome.sentence())?,
    }
    writeln!(text, "\n### Consequences\n")?;
    for sentence in decision.sentences().into_iter().skip(1) {
        writeln!(text, "* {}", plain(&sentence))?;
    }
    writeln!(text, "\n### Confirmation\n")?;
    match &record.review_trigger {
        Some(flip) => writeln!(text, "Review when: {}.", flip.sentence())?,
        None => writeln!(text, "No single weight, power or fact brings it up for review.")?,
    }
    if let Some(next) = decision.fact_effects.first().filter(|effect| effect.value_of_information > 0.0) {
        writeln!(
            text,
            "\nMeasure this next: `{}` (knowing it is worth {} points).",
            next.fact,
            short(next.value_of_information * 100.0)
        )?;
    }
    Ok(())
}

fn write_options(record: &Record, text: &mut String) -> std::fmt::Result {
    let decision = &record.decision;
    writeln!(text, "\n## Pros and Cons of the Options")?;
    for alternative in &decision.alternatives {
        let struck = if alternative.struck_out { ", struck out" } else { "" };
        writeln!(text, "\n### `{}`: {} points{struck}\n", alternative.id, short(alternative.value * 100.0))?;
        for point in decision.points_of(&alternative.id) {
            let kind = if point.value >= 0.5 { "Good" } else { "Bad" };
            writeln!(text, "* {kind}, because {}", plain(&point.sentence()))?;
        }
    }
    Ok(())
}

fn write_more(record: &Record, text: &mut String) -> std::fmt::Result {
    let decision = &record.decision;
    writeln!(text, "\n## More Information\n\n| stakeholder | power | best for it | {} |", {
        let ids: Vec<String> = decision.alternatives.iter().map(|other| format!("`{}`", other.id)).collect();
        ids.join(" | ")
    })?;
    writeln!(text, "|---|---|---|{}", "---|".repeat(decision.alternatives.len()))?;
    for party in &decision.stakeholders {
        let utilities: Vec<String> = party.utilities.iter().map(|utility| short(utility * 100.0)).collect();
        let (name, power) = (plain(&party.name), short(party.power));
        writeln!(text, "| {name} | {power} | {} | {} |", party.favourites.join(", "), utilities.join(" | "))?;
    }
    if !record.problem.vetoes.is_empty() {
        writeln!(text, "\n| veto | verdict | strikes out | evidence |\n|---|---|---|---|")?;
    }
    for veto in &record.problem.vetoes {
        let verdict = match (veto.verdict, &veto.waiver) {
            (VetoVerdict::Pass, _) => "pass".to_owned(),
            (VetoVerdict::Unknown, _) => "unknown".to_owned(),
            (VetoVerdict::Fail, None) => "fail".to_owned(),
            (VetoVerdict::Fail, Some(waiver)) => {
                format!("waived by {} ({}) on {}: {}", waiver.name, waiver.role, waiver.date, waiver.reason)
            }
        };
        let (label, evidence) = (plain(&veto.label), plain(&veto.evidence));
        writeln!(text, "| {label} | {} | {} | {evidence} |", plain(&verdict), veto.strikes.join(", "))?;
    }
    write_robustness(decision, text)?;
    write_haggle(decision, text)?;
    write_checks(decision, text)?;
    for lint in &decision.lints {
        writeln!(text, "\nTo look at in the model: {}.", plain(&lint.to_string()))?;
    }
    writeln!(text, "\nEngine {}, hash of engine, facts and values: `{}`.", decision.engine, record.hash)
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
        writeln!(text, "| `{id}` | {} |", shares.join(" | "))?;
    }
    Ok(())
}

/// What each party would have to concede, and what bargaining gives.
fn write_haggle(decision: &Decision, text: &mut String) -> std::fmt::Result {
    let haggle = &decision.haggle;
    let mut lines: Vec<String> = haggle.concessions.iter().map(Concession::sentence).collect();
    lines.extend(haggle.fact_concessions.iter().map(FactConcession::sentence));
    if let Some(bargain) = &haggle.bargain {
        let names = |ids: &[String]| {
            if ids.is_empty() { "nothing".to_owned() } else { format!("`{}`", ids.join("`, `")) }
        };
        lines.push(format!(
            "a bargain from {} gives {} (Nash), {} (Kalai-Smorodinsky), {} (leximin), {} (the largest sum)",
            match &bargain.disagreement {
                Disagreement::Alternative(id) => format!("`{id}`"),
                Disagreement::Utilities(_) => "the stated disagreement point".to_owned(),
            },
            names(&bargain.nash),
            names(&bargain.kalai_smorodinsky),
            names(&bargain.leximin),
            names(&bargain.utilitarian),
        ));
    }
    if !lines.is_empty() {
        writeln!(text, "\nWhat would have to be conceded:\n")?;
    }
    for line in lines {
        writeln!(text, "* {}", plain(&line))?;
    }
    Ok(())
}

/// The methods that disagree, or whose answer hangs on an alternative that they do not choose.
fn write_checks(decision: &Decision, text: &mut String) -> std::fmt::Result {
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
        writeln!(text, "* {}", plain(&check.sentence()))?;
    }
    Ok(())
}
