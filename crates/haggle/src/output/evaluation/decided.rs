//! What was decided about a feature, and what moved since.

use haggle_govern::evaluation::FeatureReport;
use haggle_govern::ruling::{DecidedReport, DueReason, Moved};
use haggle_tradeoff::words::percent;

use super::words;

/// One line on a decision that holds: `decided 2026-11-22: extra (0001, A. Lead, project team lead)`.
pub fn in_short(feature: &FeatureReport, decided: &DecidedReport) -> String {
    format!(
        "decided {}: {} ({:04}, {}, {})",
        decided.date,
        words::terms(feature, &decided.choice),
        decided.number,
        decided.name,
        decided.role
    )
}

/// What moved since, and why it is due; empty where nothing did.
pub fn since(decided: &DecidedReport) -> Vec<String> {
    let mut said = Vec::new();
    if !decided.moved.is_empty() {
        let moved: Vec<String> = decided.moved.iter().map(moved).collect();
        said.push(format!("since then: {}", moved.join("; ")));
    }
    said.extend(decided.due.iter().map(|reason| format!("due: {}", due_reason(reason))));
    said
}

fn moved(moved: &Moved) -> String {
    match moved {
        Moved::Fact { label, unit, before, now, .. } => {
            let shown =
                |value: &Option<f64>| value.map_or_else(|| "unknown".to_owned(), |value| amount(value, unit));
            format!("{label} {} → {}", shown(before), shown(now))
        }
        Moved::Veto { label, before, now, .. } => format!("`{label}` {before} → {now}"),
        _ => String::new(),
    }
}

/// Why a decision is due.
pub fn due_reason(reason: &DueReason) -> String {
    match reason {
        DueReason::FlipPassed { label, unit, flip, now, winner, .. } => {
            let (flip, now) = (amount(*flip, unit), amount(*now, unit));
            format!("{label} are {now}, beyond {flip}, where {winner} leads")
        }
        DueReason::StruckOut { vetoes } => format!("it is vetoed now by {}", vetoes.join(", ")),
        DueReason::Recommended { now: Some(now) } => format!("{now} is recommended now"),
        DueReason::Recommended { now: None } => "nothing is recommended now".to_owned(),
        _ => "it is not as it was".to_owned(),
    }
}

fn amount(value: f64, unit: &str) -> String {
    if unit == "share" { percent(value) } else { format!("{} {unit}", words::number(value)) }
}
