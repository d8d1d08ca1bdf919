//! What to do about each feature: those that need the reader first, a few lines for each.

use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};
use haggle_tradeoff::VetoVerdict;
use haggle_tradeoff::words::Words;

use super::task::{TASKS, Task, task_of};
use super::{deal, decided, precedent, words};
use crate::output::page::Page;
use crate::output::width;

/// How far the lines of a feature below its first are indented.
const INDENT: &str = "      ";

/// A count of what there is to do, then the features by what to do about each.
pub fn summary(evaluation: &Evaluation) -> Page {
    let environments: Vec<&str> =
        evaluation.environments.iter().map(|environment| environment.id.as_str()).collect();
    let mut page = Page::new();
    page.filled("", &format!("{}, as of {}", evaluation.family.title, evaluation.family.as_of), width());
    page.line(format_args!("resolved for {}", environments.join(", ")));
    page.line(format_args!(
        "release facts: {}, recorded {}",
        evaluation.snapshot.source, evaluation.snapshot.recorded
    ));
    let of = |task: Task| evaluation.features.iter().filter(move |feature| task_of(feature) == task);
    let is_counted = |task: Task| task != Task::CarryOut || of(task).next().is_some();
    let counted = TASKS.iter().filter(|(task, _)| is_counted(*task));
    let counts: Vec<String> = counted.map(|(task, name)| format!("{name} {}", of(*task).count())).collect();
    page.paragraph(counts.join(", "));
    let longest = evaluation.features.iter().map(|feature| feature.id.as_str().len()).max().unwrap_or(0);
    for (task, name) in TASKS {
        if of(task).next().is_some() {
            page.paragraph(name);
        }
        for feature in of(task) {
            lines(&mut page, feature, longest.min(24));
        }
    }
    if let Some(found) = &evaluation.deal {
        deal::deal(&mut page, found);
    }
    if let Some(note) = &evaluation.illustrative {
        page.blank();
        page.filled("", &format!("note: {note}"), width());
    }
    page
}

/// The feature with what is recommended, then the facts that decide it and what would change it.
fn lines(page: &mut Page, feature: &FeatureReport, id_width: usize) {
    let id = feature.id.as_str();
    let share = words::share(&feature.share);
    let Placing::Requirements { requirements, today, record, .. } = &feature.placing else {
        page.line(format_args!("  {id:id_width$}  {share}"));
        return;
    };
    let outcome = words::outcome(feature);
    let today = today.map_or("nothing", |today| today.id());
    let line = match task_of(feature) {
        Task::Keep => outcome,
        _ => format!("{today} → {outcome}"),
    };
    page.line(format_args!("  {id:id_width$}  {line}"));
    if let Placing::Requirements { decided: Some(held), .. } = &feature.placing {
        page.filled(INDENT, &decided::in_short(feature, held), width());
        for line in decided::since(held) {
            page.filled(INDENT, &line, width());
        }
        let recommended = words::recommended(feature);
        page.filled(INDENT, &format!("the evaluation recommends: {recommended}"), width());
    }
    for line in precedent::disagreements(feature) {
        page.filled(INDENT, &line, width());
    }
    let places: Vec<&str> = requirements.iter().map(|requirement| requirement.id.as_str()).collect();
    let says = Words::plain(record.problem(), record.decision());
    let mut facts = vec![places.join(", "), share];
    facts.extend(brings(feature));
    facts.extend(vetoes(record.problem()));
    page.filled(INDENT, &facts.join("; "), width());
    page.filled(INDENT, &format!("{}; would flip it: {}", says.robustness(), says.would_flip()), width());
}

fn brings(feature: &FeatureReport) -> Option<String> {
    match feature.brings().value().map(Vec::len)? {
        1 => Some("brings 1 package".to_owned()),
        n_packages => Some(format!("brings {n_packages} packages")),
    }
}

/// The vetoes that fail or are unknown, by name.
fn vetoes(problem: &haggle_tradeoff::Draft) -> Option<String> {
    let of = |verdict: VetoVerdict, word: &str| {
        let ids: Vec<&str> = problem
            .vetoes
            .iter()
            .filter(|veto| veto.verdict == verdict)
            .map(|veto| veto.id.as_str())
            .collect();
        (!ids.is_empty()).then(|| format!("{word}: {}", ids.join(", ")))
    };
    let found: Vec<String> = [of(VetoVerdict::Fail, "vetoes"), of(VetoVerdict::Unknown, "unknown")]
        .into_iter()
        .flatten()
        .collect();
    (!found.is_empty()).then(|| found.join("; "))
}
