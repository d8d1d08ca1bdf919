//! One feature in full: each point of its score traced to a fact and its source.

use std::fmt::Write as _;

use haggle_govern::decision::{EnvironmentFacts, EnvironmentOutcome};
use haggle_govern::evaluation::{Evaluation, FeatureReport, PlacedReport, Placing};
use haggle_govern::known::Known;
use haggle_tradeoff::words::{Words, measurement, percent, share_basis, verdict};
use haggle_tradeoff::{Decision, Draft, Point, VetoVerdict};

use super::{decided, precedent, words};
use crate::output::page::Page;
use crate::output::width;

/// The whole of each feature's report.
pub fn features(evaluation: &Evaluation) -> Page {
    let mut page = Page::new();
    for one in &evaluation.features {
        if !page.is_empty() {
            page.blank();
            page.blank();
        }
        page.append(feature(evaluation, one));
    }
    page
}

fn feature(evaluation: &Evaluation, feature: &FeatureReport) -> Page {
    let mut page = Page::new();
    heading(&mut page, feature);
    for line in precedent::disagreements(feature) {
        page.blank();
        page.filled("", &line, width());
    }
    adoption(&mut page, feature);
    match &feature.placing {
        Placing::Nothing => {
            page.paragraph(
                "Nothing to place: the feature has no external requirement whose placement is open.",
            );
        }
        Placing::Requirements { record, .. } => {
            let (problem, decision) = (record.problem(), record.decision());
            placed(&mut page, feature);
            resolution(&mut page, feature);
            screening(&mut page, problem, decision);
            scores(&mut page, decision);
            elicited(&mut page, evaluation);
            points(&mut page, problem, decision);
            facts(&mut page, problem);
            precedent::precedent(&mut page, feature);
            outcome(&mut page, feature, problem, decision);
        }
    }
    if let Some(note) = &evaluation.illustrative {
        page.paragraph(format_args!("note: {note}"));
    }
    page
}

fn heading(page: &mut Page, feature: &FeatureReport) {
    let release = feature.release.as_ref().map(|release| format!(" {release}")).unwrap_or_default();
    page.line(format_args!("{} ({}) of {}{release}", feature.title, feature.id, feature.project));
    if let Some(summary) = &feature.summary {
        page.line(summary);
    }
    if let Some(claimed) = &feature.claimed {
        let source = feature.claim_source.as_ref().map(|source| format!(" [{source}]")).unwrap_or_default();
        page.line(format_args!("The documentation calls it {claimed}.{source}"));
    }
    if let Some(documentation) = &feature.documentation {
        page.line(format_args!("Page: {documentation}"));
    }
    if let Some(since) = &feature.since {
        page.line(format_args!("Since: {since}"));
    }
    for option in &feature.config {
        page.line(format_args!("Switched on by: {option}"));
    }
    for evidence in &feature.evidence {
        page.line(format_args!("Looked at: {evidence}"));
    }
    if !feature.requires.is_empty() {
        page.line(format_args!("Needs: {}", listed(&feature.requires)));
    }
    for closed in &feature.closed {
        page.line(format_args!("  {} is not open: {}", closed.requirement, closed.reason));
    }
}

fn adoption(page: &mut Page, feature: &FeatureReport) {
    page.paragraph(format_args!("Who deploys it: {}", words::share(&feature.share)));
    for entry in &feature.share.evidence {
        let what = words::evidence(entry);
        page.line(format_args!("  {what} [{}, {}]", entry.source, entry.date));
        if let Some(caveat) = &entry.caveat {
            page.line(format_args!("    but: {caveat}"));
        }
    }
    let share = &feature.share;
    for conflict in &share.pooled.conflicts {
        let (first, second) = (conflict.first + 1, conflict.second + 1);
        page.line(format_args!("  entries {first} and {second} of these can hardly both be true"));
    }
    page.line(format_args!("  {}", share_basis(&share.pooled)));
    if let Some(survey) = &share.measurement {
        page.line(format_args!("  {}", measurement(survey)));
    }
}

fn placed(page: &mut Page, feature: &FeatureReport) {
    let Placing::Requirements { requirements, unused_since, staleness, licences, .. } = &feature.placing
    else {
        return;
    };
    page.paragraph("To be placed, together:");
    for requirement in requirements {
        page.line(format_args!("  {}: {}", requirement.id, requirement.lines.join(" | ")));
        if let Some(purpose) = &requirement.purpose {
            page.line(format_args!("    for: {purpose}"));
        }
        if let Some(behaviour) = &requirement.missing_behaviour {
            page.line(format_args!("    without it: {behaviour}"));
        }
        if let Some(documentation) = &requirement.documentation {
            page.line(format_args!("    page: {documentation}"));
        }
        sites(page, requirement);
        for evidence in &requirement.evidence {
            page.line(format_args!("    looked at: {evidence}"));
        }
    }
    if let Some(since) = unused_since {
        page.line(format_args!("  no code uses it: {since}"));
    }
    for fact in licences {
        let licence = match &fact.licence {
            Known::Fact { value, source, .. } => format!("{value} [{source}]"),
            Known::Unknown { because } => format!("unknown: {because}"),
        };
        page.line(format_args!("  licence of {}: {licence}", fact.requirement));
    }
    if let Known::Fact { value, source, .. } = staleness {
        let (name, years) = (&value.distribution, value.years.high());
        page.line(format_args!("  least recently released: {name}, {years:.1} years [{source}]"));
    }
}

/// Where the code imports and runs a requirement; nothing where no code does so any more, which is said for all of them.
fn sites(page: &mut Page, requirement: &PlacedReport) {
    match &requirement.imports {
        Known::Fact { value, .. } => {
            for site in value {
                let guard = if site.guarded { "guarded" } else { "without a guard" };
                page.line(format_args!(
                    "    imports {}, {guard}: {} [{}]",
                    site.module, site.site, site.evidence
                ));
            }
        }
        Known::Unknown { because } => page.line(format_args!("    imports: unknown: {because}")),
    }
    for site in requirement.runs.value().into_iter().flatten() {
        page.line(format_args!("    runs {}: {} [{}]", site.program, site.site, site.evidence));
    }
}

fn resolution(page: &mut Page, feature: &FeatureReport) {
    let Placing::Requirements { environments: Known::Fact { value, .. }, .. } = &feature.placing else {
        return;
    };
    page.paragraph("What it brings:");
    // Environments that say the same are said together.
    let mut groups: Vec<(Vec<&str>, String, Page)> = Vec::new();
    for environment in value {
        let (said, below) = environment_lines(environment);
        match groups.iter_mut().find(|(_, other, more)| *other == said && *more == below) {
            Some((names, ..)) => names.push(environment.environment.as_str()),
            None => groups.push((vec![environment.environment.as_str()], said, below)),
        }
    }
    for (names, said, below) in groups {
        page.line(format_args!("  {}: {said}", names.join(", ")));
        page.append(below.indented("    "));
    }
}

/// What an environment comes to, and the lines below it.
fn environment_lines(environment: &EnvironmentFacts) -> (String, Page) {
    let mut below = Page::new();
    let said = match &environment.outcome {
        EnvironmentOutcome::Solved { packages, brings, incomplete, changes, .. } => {
            for change in changes {
                below.line(format_args!("moves {} from {} to {}", change.name, change.without, change.with));
            }
            if !incomplete.is_empty() {
                let incomplete = listed(incomplete);
                below.line(format_args!("it may bring more: the requirements of {incomplete} are unknown"));
            }
            format!("{} of {packages} packages: {}", brings.len(), listed(brings))
        }
        EnvironmentOutcome::Unsolvable { explanation } => {
            below.block(explanation.trim());
            "no solution".to_owned()
        }
        EnvironmentOutcome::Missing { facts } => {
            format!("unknown, as facts are missing: {}", listed(facts))
        }
        EnvironmentOutcome::Stopped { because } => format!("unknown, as the search was stopped: {because}"),
        _ => "unknown".to_owned(),
    };
    let lacking = environment.artefacts.iter().filter(|artefact| artefact.fits.value() == Some(&false));
    let lacking: Vec<_> = lacking.map(|artefact| &artefact.distribution).collect();
    if !lacking.is_empty() {
        below.line(format_args!("no file fits: {}", listed(&lacking)));
    }
    (said, below)
}

fn listed(items: &[impl ToString]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn screening(page: &mut Page, problem: &Draft, decision: &Decision) {
    page.paragraph("Screening:");
    for veto in &problem.vetoes {
        let said = match veto.verdict {
            VetoVerdict::Fail => verdict(veto.verdict).to_uppercase(),
            _ => verdict(veto.verdict).to_owned(),
        };
        let mut line = format!("  {said:7} {}: {}", veto.label, veto.evidence);
        if veto.strikes_out() {
            let _ = write!(line, "; strikes out {}", veto.strikes.join(", "));
            if let Some(role) = &veto.waivable_by {
                let _ = write!(line, " (may be waived by the {role})");
            }
        }
        page.line(line);
    }
    let words = Words::plain(problem, decision);
    for dominated in &decision.screening.dominated {
        page.line(format_args!("  {}", words.dominated(dominated)));
    }
}

fn scores(page: &mut Page, decision: &Decision) {
    page.paragraph("Value of each placement, 0 to 1:");
    let row = |name: &str, cells: Vec<String>| {
        let mut line = format!("  {name:22}");
        for cell in cells {
            let _ = write!(line, "{cell:>13}");
        }
        line
    };
    let placements = decision.alternatives.iter().map(|alternative| {
        let mark = if alternative.status_quo { "*" } else { "" };
        format!("{}{mark}", alternative.id)
    });
    page.line(row("", placements.collect()));
    for stakeholder in &decision.stakeholders {
        let who = format!("{} ({})", stakeholder.id, percent(stakeholder.power));
        page.line(row(&who, stakeholder.utilities.iter().map(|utility| format!("{utility:.3}")).collect()));
    }
    let values = decision.alternatives.iter().map(|alternative| {
        format!("{:.3}{}", alternative.value, if alternative.struck_out { " out" } else { "" })
    });
    page.line(row("the group", values.collect()));
    page.line("  * today; (share of the say); out: vetoed");
}

/// How the stakeholders' weights came about, where they were asked.
fn elicited(page: &mut Page, evaluation: &Evaluation) {
    for one in &evaluation.stakeholders {
        let Some(elicited) = &one.elicited else { continue };
        let consistency = match elicited.consistency {
            Some(ratio) if ratio > 0.1 => {
                format!(", consistency ratio {ratio:.3}: above 0.1 the answers contradict each other")
            }
            Some(ratio) => format!(", consistency ratio {ratio:.3}"),
            None => String::new(),
        };
        let (method, date) = (elicited.method.name(), elicited.date);
        page.filled("  ", &format!("{} were asked ({method}) on {date}{consistency}", one.id), width());
    }
}

fn points(page: &mut Page, problem: &Draft, decision: &Decision) {
    for alternative in &decision.alternatives {
        page.paragraph(format_args!("Why {} has {:.3}:", alternative.id, alternative.value));
        for point in decision.points_of(&alternative.id) {
            page.line(point_line(problem, decision, point));
        }
    }
}

fn point_line(problem: &Draft, decision: &Decision, point: &Point) -> String {
    let mut line = format!(
        "  {:.3} = {:.3} x {:.3}  {}: {} {}",
        point.contribution,
        point.weight,
        point.value,
        Words::plain(problem, decision).criterion(&point.criterion),
        words::number(point.measure),
        point.unit
    );
    if let Some(because) = &point.because {
        let _ = write!(line, ", {because}");
    }
    for fact in &point.facts {
        let range = if fact.bounds.width() > 0.0 {
            format!(" ({} to {})", words::number(fact.bounds.low()), words::number(fact.bounds.high()))
        } else {
            String::new()
        };
        let number = problem.facts.iter().position(|known| known.id == fact.id).map_or(0, |at| at + 1);
        let _ = write!(
            line,
            ", from fact {number}: {} = {}{range} {}",
            fact.label,
            words::number(fact.value),
            fact.unit
        );
    }
    line
}

/// Every fact that the points name, with its source.
fn facts(page: &mut Page, problem: &Draft) {
    page.paragraph("Facts:");
    for (number, fact) in (1..).zip(&problem.facts) {
        let date = fact.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
        page.line(format_args!("  {number}. {} [{}{date}]", fact.label, fact.source));
    }
}

fn outcome(page: &mut Page, feature: &FeatureReport, problem: &Draft, decision: &Decision) {
    if let Placing::Requirements { decided: Some(held), .. } = &feature.placing {
        page.blank();
        page.filled("", &decided::in_short(feature, held), width());
        page.filled("  ", &format!("because {}", held.reason), width());
        for line in decided::since(held) {
            page.filled("  ", &line, width());
        }
    }
    page.paragraph(format_args!("Recommended: {}", words::recommended(feature)));
    if let Some(follows) = words::by_share(feature) {
        page.line(format_args!("By its share: {follows}"));
    }
    let says = Words::plain(problem, decision);
    page.line(format_args!("How robust: {}", says.robustness()));
    page.line(format_args!("What would flip it: {}", says.would_flip()));
    for flip in says.open_flips().skip(1).take(2) {
        page.line(format_args!("  or: {}", says.flip(flip)));
    }
    super::advice::advice(page, feature);
}
