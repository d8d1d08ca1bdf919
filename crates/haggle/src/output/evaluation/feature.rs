//! One feature in full: each point of its score traced to a fact and its source.

use std::fmt::Write as _;

use haggle_govern::data::AdoptionKind;
use haggle_govern::decision::{EnvironmentFacts, EnvironmentOutcome, Known};
use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};
use haggle_tradeoff::{Certainty, Decision, Draft, Point};

use super::words;

/// The whole of a feature's report.
pub fn feature(evaluation: &Evaluation, feature: &FeatureReport) -> String {
    let mut text = String::new();
    heading(&mut text, feature);
    adoption(&mut text, feature);
    match &feature.placing {
        Placing::Nothing => {
            let _ = writeln!(
                text,
                "\nNothing to place: the feature has no external requirement whose placement is open."
            );
        }
        Placing::Requirements { problem, decision, .. } => {
            placed(&mut text, feature);
            resolution(&mut text, feature);
            screening(&mut text, problem, decision);
            scores(&mut text, decision);
            points(&mut text, problem, decision);
            facts(&mut text, problem);
            outcome(&mut text, feature, problem, decision);
        }
    }
    if let Some(note) = &evaluation.illustrative {
        let _ = writeln!(text, "\nnote: {note}");
    }
    text
}

fn heading(text: &mut String, feature: &FeatureReport) {
    let _ = writeln!(text, "{} ({}) of {}", feature.title, feature.id, feature.project);
    if let Some(summary) = &feature.summary {
        let _ = writeln!(text, "{summary}");
    }
    if let Some(claimed) = &feature.claimed {
        let _ = writeln!(text, "The documentation calls it {claimed}.");
    }
    if let Some(page) = &feature.documentation {
        let _ = writeln!(text, "Page: {page}");
    }
    if !feature.requires.is_empty() {
        let _ = writeln!(text, "Needs: {}", feature.requires.join(", "));
    }
    for (requirement, reason) in &feature.closed {
        let _ = writeln!(text, "  {requirement} is not open: {reason}");
    }
}

fn adoption(text: &mut String, feature: &FeatureReport) {
    let _ = writeln!(text, "\nWho deploys it: {}", words::share(&feature.share));
    for entry in &feature.share.evidence {
        let what = match entry.kind {
            AdoptionKind::Sample { count, n } => format!("{count} of {n} asked"),
            AdoptionKind::Tally { on, conditional, n } => {
                format!("{on} of {n} deployment tools switch it on, {conditional} on a condition")
            }
            AdoptionKind::Bound { lower, upper } => {
                format!("between {} and {}", words::percent(lower), words::percent(upper))
            }
            _ => "other evidence".to_owned(),
        };
        let _ = writeln!(text, "  {what} [{}, {}]", entry.source, entry.date);
        if let Some(caveat) = &entry.caveat {
            let _ = writeln!(text, "    but: {caveat}");
        }
    }
    if feature.share.contradictory {
        let _ = writeln!(text, "  the evidence contradicts itself: only the bounds are used");
    }
}

fn placed(text: &mut String, feature: &FeatureReport) {
    let Placing::Requirements { requirements, unguarded, unused_since, staleness, licences, .. } =
        &feature.placing
    else {
        return;
    };
    let _ = writeln!(text, "\nTo be placed, together:");
    for requirement in requirements {
        let _ = writeln!(text, "  {}: {}", requirement.id, requirement.lines.join(" | "));
        if let Some(purpose) = &requirement.purpose {
            let _ = writeln!(text, "    for: {purpose}");
        }
        if let Some(behaviour) = &requirement.missing_behaviour {
            let _ = writeln!(text, "    without it: {behaviour}");
        }
    }
    if let Some(since) = unused_since {
        let _ = writeln!(text, "  no code uses it: {since}");
    }
    if !unguarded.is_empty() {
        let _ = writeln!(text, "  imported without a guard: {}", unguarded.join(", "));
    }
    for fact in licences {
        let licence = match &fact.licence {
            Known::Yes { value, source, .. } => format!("{value} [{source}]"),
            Known::No { because } => format!("unknown: {because}"),
        };
        let _ = writeln!(text, "  licence of {}: {licence}", fact.requirement);
    }
    if let Known::Yes { value: (years, name), source, .. } = staleness {
        let _ = writeln!(text, "  least kept: {name}, {years:.1} years [{source}]");
    }
}

fn resolution(text: &mut String, feature: &FeatureReport) {
    let Placing::Requirements { environments, .. } = &feature.placing else { return };
    if environments.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nWhat it brings:");
    // Environments that say the same are said together.
    let mut groups: Vec<(Vec<&str>, String)> = Vec::new();
    for environment in environments {
        let said = environment_text(environment);
        match groups.iter_mut().find(|(_, other)| *other == said) {
            Some((names, _)) => names.push(&environment.environment),
            None => groups.push((vec![&environment.environment], said)),
        }
    }
    for (names, said) in groups {
        let _ = writeln!(text, "  {}: {said}", names.join(", "));
    }
}

fn environment_text(environment: &EnvironmentFacts) -> String {
    let mut text = match &environment.outcome {
        EnvironmentOutcome::Solved { packages, brings, changes, complete } => {
            let mut text = format!("{} of {packages} packages: {}", brings.len(), brings.join(", "));
            for change in changes {
                let _ =
                    write!(text, "\n    moves {} from {} to {}", change.name, change.without, change.with);
            }
            if !complete {
                text.push_str("\n    some releases have unknown requirements: it may bring more");
            }
            text
        }
        EnvironmentOutcome::Unsolvable { explanation } => {
            format!("no solution\n    {}", explanation.trim().replace('\n', "\n    "))
        }
        EnvironmentOutcome::Missing { facts } => {
            format!("unknown, as facts are missing: {}", facts.join(", "))
        }
    };
    if !environment.without_artefact.is_empty() {
        let _ = write!(text, "\n    no file fits: {}", environment.without_artefact.join(", "));
    }
    text
}

fn screening(text: &mut String, problem: &Draft, decision: &Decision) {
    let _ = writeln!(text, "\nScreening:");
    for veto in &problem.vetoes {
        let _ = write!(text, "  {:7} {}: {}", words::verdict(veto.verdict), veto.label, veto.evidence);
        if veto.strikes_out() {
            let _ = write!(text, "; strikes out {}", veto.strikes.join(", "));
            if let Some(role) = &veto.waivable_by {
                let _ = write!(text, " (may be waived by the {role})");
            }
        }
        text.push('\n');
    }
    for dominated in &decision.screening.dominated {
        let surely = match dominated.certainty {
            Certainty::Certain => "whatever the facts turn out to be",
            Certainty::Possible => "at the facts as taken",
        };
        let _ = writeln!(text, "  {} is dominated by {}, {surely}", dominated.alternative, dominated.by);
    }
}

fn scores(text: &mut String, decision: &Decision) {
    let _ = writeln!(text, "\nValue of each placement, 0 to 1:");
    let _ = write!(text, "  {:22}", "");
    for alternative in &decision.alternatives {
        let mark = if alternative.status_quo { "*" } else { "" };
        let _ = write!(text, "{:>13}", format!("{}{mark}", alternative.id));
    }
    text.push('\n');
    for stakeholder in &decision.stakeholders {
        let who = format!("{} ({})", stakeholder.id, words::percent(stakeholder.power));
        let _ = write!(text, "  {who:22}");
        for utility in &stakeholder.utilities {
            let _ = write!(text, "{utility:>13.3}");
        }
        text.push('\n');
    }
    let _ = write!(text, "  {:22}", "the group");
    for alternative in &decision.alternatives {
        let value = format!("{:.3}{}", alternative.value, if alternative.struck_out { " out" } else { "" });
        let _ = write!(text, "{value:>13}");
    }
    let _ = writeln!(text, "\n  * today; (share of the say); out: struck out");
}

fn points(text: &mut String, problem: &Draft, decision: &Decision) {
    for alternative in &decision.alternatives {
        let _ = writeln!(text, "\nWhy {} has {:.3}:", alternative.id, alternative.value);
        for point in decision.points_of(&alternative.id) {
            point_line(text, problem, point);
        }
    }
}

fn point_line(text: &mut String, problem: &Draft, point: &Point) {
    let _ = write!(
        text,
        "  {:.3} = {:.3} x {:.3}  {}: {} {}",
        point.contribution,
        point.weight,
        point.value,
        words::criterion_label(problem, &point.criterion),
        words::number(point.measure),
        point.unit
    );
    if let Some(because) = &point.because {
        let _ = write!(text, ", {because}");
    }
    for fact in &point.facts {
        let range = if fact.bounds.width() > 0.0 {
            format!(" ({} to {})", words::number(fact.bounds.low()), words::number(fact.bounds.high()))
        } else {
            String::new()
        };
        let number = problem.facts.iter().position(|known| known.id == fact.id).map_or(0, |at| at + 1);
        let _ = write!(
            text,
            ", from fact {number}: {} = {}{range} {}",
            fact.label,
            words::number(fact.value),
            fact.unit
        );
    }
    text.push('\n');
}

/// Every fact that the points name, with its source.
fn facts(text: &mut String, problem: &Draft) {
    let _ = writeln!(text, "\nFacts:");
    for (number, fact) in (1..).zip(&problem.facts) {
        let date = fact.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
        let _ = writeln!(text, "  {number}. {} [{}{date}]", fact.label, fact.source);
    }
}

fn outcome(text: &mut String, feature: &FeatureReport, problem: &Draft, decision: &Decision) {
    let _ = writeln!(text, "\nRecommended: {}", words::outcome(feature));
    let _ = writeln!(text, "How robust: {}", words::robustness(decision));
    let _ = writeln!(text, "What would flip it: {}", words::would_flip(decision, problem));
    for flip in words::open_flips(decision, problem).skip(1).take(2) {
        let _ = writeln!(text, "  or: {}", words::flip(flip, problem));
    }
}
