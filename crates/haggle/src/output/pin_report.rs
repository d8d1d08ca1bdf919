//! Holds, excuses and batches, for people and for programs.

use haggle_govern::pins::{Behind, BehindReport, Excuse, JudgedHold, Update, UpdateGroup};
use serde_json::{Value, json};

use super::counted::counted;
use super::objections;
use super::page::Page;
use super::pin_draft::PinOutcome;

/// The holds, each with what is to be done.
pub fn holds(judged: &[JudgedHold<'_>]) -> Page {
    let mut page = Page::new();
    if judged.is_empty() {
        page.line("nothing is held");
        return page;
    }
    for JudgedHold { hold, state } in judged {
        page.line(format_args!("{} {}: {state}", hold.name, hold.versions));
        page.line(format_args!("    {}: {}", hold.claim.project, hold.claim.error));
        page.line(format_args!(
            "    {}, {} to {}, seen in {}",
            hold.owner, hold.since, hold.expires, hold.evidence
        ));
    }
    let n_over = judged.iter().filter(|judged| judged.state.is_over()).count();
    let n_due = judged.iter().filter(|judged| judged.state.as_str() == "due").count();
    page.paragraph(format_args!(
        "{}: {n_over} to be released, {n_due} to be tested again",
        counted(judged.len(), "hold")
    ));
    page
}

/// The holds as data.
pub fn holds_json(judged: &[JudgedHold<'_>]) -> Value {
    let hold = |judged: &JudgedHold<'_>| {
        let hold = judged.hold;
        json!({
            "name": hold.name.to_string(),
            "versions": hold.versions.to_string(),
            "claim": hold.claim,
            "owner": hold.owner,
            "evidence": hold.evidence,
            "since": hold.since,
            "expires": hold.expires,
            "state": judged.state.as_str(),
            "because": judged.state.to_string(),
        })
    };
    json!({ "schema": 1, "holds": judged.iter().map(hold).collect::<Vec<_>>() })
}

/// Every name that is behind, with its excuse.
pub fn behind(report: &BehindReport) -> Page {
    let mut page = Page::new();
    for behind in &report.behind {
        excuse(&mut page, behind);
    }
    let n_free = report.behind.iter().filter(|behind| behind.excuse == Excuse::Nothing).count();
    if !page.is_empty() {
        page.blank();
    }
    page.line(format_args!(
        "{} behind their newest release, {n_free} of them for no reason; {} at it",
        report.behind.len(),
        report.n_newest
    ));
    if !report.unknown.is_empty() {
        let names: Vec<&str> = report.unknown.iter().map(haggle_spec::PackageName::as_str).collect();
        page.line(format_args!("note: releases are not known of {}: {}", names.len(), names.join(", ")));
    }
    if report.n_unread > 0 {
        page.line(format_args!(
            "note: what {} pinned releases require is not known: one of them may be in the way, too",
            report.n_unread
        ));
    }
    page
}

/// One line for each name, and one for each line that is in the way.
fn excuse(page: &mut Page, behind: &Behind) {
    let Behind { written, pinned, newest, .. } = behind;
    page.line(format_args!("{written} {pinned}, newest {newest}: {}", excuse_in_short(behind)));
    for line in excuse_lines(behind) {
        page.line(format_args!("    {line}"));
    }
}

/// What keeps a pin.
pub fn excuse_in_short(behind: &Behind) -> String {
    match &behind.excuse {
        Excuse::Nothing => "nothing keeps it".to_owned(),
        Excuse::Held { owner, claim } => format!("held by {owner} ({claim})"),
        Excuse::GlobalList { line, written } => format!("the global list, line {line}: {written}"),
        Excuse::Pins(_) => "moves only together with".to_owned(),
        Excuse::Requirers(_) => "waits for a release of".to_owned(),
        Excuse::Unsolvable(_) => "no pins go with it".to_owned(),
        _ => "unknown".to_owned(),
    }
}

/// Each line that is in the way.
pub fn excuse_lines(behind: &Behind) -> Vec<String> {
    match &behind.excuse {
        Excuse::Pins(movers) => movers
            .iter()
            .map(|mover| {
                format!(
                    "{} {} to {} (constraints, line {}): {}",
                    mover.name, mover.pinned, mover.to, mover.line, mover.because
                )
            })
            .collect(),
        Excuse::Requirers(blockers) => blockers
            .iter()
            .map(|blocker| {
                format!(
                    "{}: {}, its newest that is allowed, requires {}",
                    blocker.name, blocker.version, blocker.requirement
                )
            })
            .collect(),
        Excuse::Unsolvable(explanation) => explanation.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The same as data.
pub fn behind_json(report: &BehindReport) -> Value {
    json!({
        "schema": 1,
        "behind": report.behind.iter().map(one_behind).collect::<Vec<_>>(),
        "n_newest": report.n_newest,
        "unknown": report.unknown.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "n_unread": report.n_unread,
    })
}

fn one_behind(behind: &Behind) -> Value {
    let excuse = match &behind.excuse {
        Excuse::Nothing => json!("nothing"),
        Excuse::Held { owner, claim } => json!({ "held": { "owner": owner, "claim": claim } }),
        Excuse::GlobalList { line, written } => {
            json!({ "global-list": { "line": line, "written": written } })
        }
        Excuse::Pins(movers) => {
            let one = |mover: &haggle_govern::pins::Mover| {
                json!({
                    "name": mover.name.to_string(), "line": mover.line, "pinned": mover.pinned.to_string(),
                    "to": mover.to.to_string(), "because": mover.because,
                })
            };
            json!({ "pins": movers.iter().map(one).collect::<Vec<_>>() })
        }
        Excuse::Requirers(blockers) => {
            let one = |blocker: &haggle_govern::pins::Blocker| {
                json!({
                    "name": blocker.name.to_string(), "version": blocker.version.to_string(),
                    "requirement": blocker.requirement,
                })
            };
            json!({ "requirers": blockers.iter().map(one).collect::<Vec<_>>() })
        }
        Excuse::Unsolvable(explanation) => json!({ "unsolvable": explanation }),
        _ => Value::Null,
    };
    json!({
        "name": behind.name.to_string(),
        "pinned": behind.pinned.to_string(),
        "newest": behind.newest.to_string(),
        "excuse": excuse,
    })
}

/// A batch: its groups, and why the others stay.
pub fn update(update: &Update) -> Page {
    let mut page = Page::new();
    for UpdateGroup { name, step, moves } in &update.groups {
        page.line(format_args!("{name}, up to {step} steps: {}", moves.len()));
        for one in moves {
            page.line(format_args!("    {} {} to {} ({})", one.written, one.from, one.to, one.step));
        }
    }
    if update.groups.is_empty() {
        page.line("no pin can be raised");
    }
    if !update.behind.is_empty() {
        page.paragraph(format_args!("{} stay behind:", update.behind.len()));
        for behind in &update.behind {
            excuse(&mut page, behind);
        }
    }
    let stays = [
        (&update.unknown, "their releases are not known"),
        (&update.conflicting, "they conflict as they are"),
    ];
    for (names, because) in stays.into_iter().filter(|(names, _)| !names.is_empty()) {
        let texts: Vec<&str> = names.iter().map(haggle_spec::PackageName::as_str).collect();
        page.paragraph(format_args!("note: {} pins stay, as {because}: {}", names.len(), texts.join(", ")));
    }
    page
}

/// The same as data.
pub fn update_json(update: &Update, outcome: &PinOutcome<'_>) -> Value {
    let group = |group: &UpdateGroup| {
        let moves = group.moves.iter().map(|one| {
            json!({
                "name": one.name.to_string(), "from": one.from.to_string(), "to": one.to.to_string(),
                "step": one.step.as_str(),
            })
        });
        json!({ "name": group.name, "step": group.step.as_str(), "moves": moves.collect::<Vec<_>>() })
    };
    json!({
        "schema": 1,
        "groups": update.groups.iter().map(group).collect::<Vec<_>>(),
        "behind": update.behind.iter().map(one_behind).collect::<Vec<_>>(),
        "unknown": update.unknown.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "conflicting": update.conflicting.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "diff": update.draft.as_ref().map(haggle_govern::pins::PinDraft::diff),
        "message": update.draft.as_ref().map(|draft| draft.message.to_string()),
        "refused": outcome.is_refused,
        "objections": objections::json(outcome.objections),
    })
}
