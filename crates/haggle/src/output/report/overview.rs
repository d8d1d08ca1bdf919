//! What needs a decision, then every feature in a line.

use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};
use haggle_tradeoff::words::deal_summary;

use super::ReportInputs;
use crate::output::evaluation::task::{Task, task_of};
use crate::output::evaluation::{decided, precedent, words};
use crate::output::html::Markup;

/// The head of the page and what needs a decision.
pub fn overview(inputs: &ReportInputs<'_>) -> Markup {
    let evaluation = inputs.evaluation;
    let mut page = Markup::of(
        "<h1>{}</h1><p class=\"facts\">As of {}. Release facts: {}, recorded {}. Resolved for {}. Written by {}.</p>",
        &[
            &evaluation.family.title,
            &evaluation.family.as_of,
            &evaluation.snapshot.source,
            &evaluation.snapshot.recorded,
            &environments(evaluation),
            &evaluation.engine,
        ],
    );
    if let Some(note) = &evaluation.illustrative {
        page.put("<p class=\"illustrative\">{}</p>", &[&sentence(note)]);
    }
    page.put("<section id=\"decide\" aria-labelledby=\"decide-head\"><h2 id=\"decide-head\">What needs a decision</h2>", &[]);
    let due = due(inputs);
    if due.is_empty() {
        page.put("<p class=\"calm\">Nothing. Every placement stays as it is, and nothing that was decided is due again.</p>", &[]);
    } else {
        page.put("<ol class=\"due\">", &[]);
        for item in &due {
            page.add(item);
        }
        page.put("</ol>", &[]);
    }
    page.put("</section>", &[]);
    page
}

/// A text as a sentence.
pub fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches([':', '.']).chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn environments(evaluation: &Evaluation) -> String {
    evaluation.environments.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// What a person has to look at, the most pressing first.
fn due(inputs: &ReportInputs<'_>) -> Vec<Markup> {
    let features = &inputs.evaluation.features;
    let mut items: Vec<Markup> = Vec::new();
    for task in [Task::Decide, Task::Change, Task::CarryOut] {
        items.extend(features.iter().filter(|one| task_of(one) == task).map(|one| of_feature(one, task)));
    }
    for one in features {
        for line in precedent::disagreements(one) {
            items.push(Markup::of(
                "<li><span class=\"kind\">precedent</span> <a href=\"#feature-{}\">{}</a><p>{}</p></li>",
                &[&one.id, &one.title, &sentence(&line)],
            ));
        }
    }
    if let Some(deal) = inputs.evaluation.deal.as_ref().filter(|deal| !deal.found.nash.moves.is_empty()) {
        items.push(Markup::of(
            "<li><span class=\"kind\">deal</span> <a href=\"#deal\">A deal over all features</a><p>{}</p></li>",
            &[&sentence(&deal_summary(&deal.found))],
        ));
    }
    items.extend(super::pins::due(inputs.pins));
    items
}

fn of_feature(feature: &FeatureReport, task: Task) -> Markup {
    let (kind, command) = match task {
        Task::Decide => ("decide", format!("decide {} --as PLACEMENT", feature.id)),
        Task::Change => ("change", format!("evaluate {}", feature.id)),
        _ => ("carry out", format!("include {}", feature.id)),
    };
    let mut item = Markup::of(
        "<li><span class=\"kind\">{}</span> <a href=\"#feature-{}\">{}</a> <span class=\"move\">{} \u{2192} {}</span>",
        &[&kind, &feature.id, &feature.title, &today(feature), &words::outcome(feature)],
    );
    if let Placing::Requirements { decided: Some(held), .. } = &feature.placing {
        item.put("<p>{}</p>", &[&decided::in_short(feature, held)]);
        for line in decided::since(held) {
            item.put("<p>{}</p>", &[&line]);
        }
    }
    item.put("<p class=\"next\"><code>{}</code></p></li>", &[&crate::program::call(&command)]);
    item
}

/// Where a feature's requirements are today.
pub fn today(feature: &FeatureReport) -> &'static str {
    match &feature.placing {
        Placing::Requirements { today: Some(today), .. } => today.id(),
        _ => "nothing",
    }
}
