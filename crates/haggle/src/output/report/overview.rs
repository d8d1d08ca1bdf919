//! What needs a decision, then every feature in a line.

use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};

use super::ReportInputs;
use crate::output::html::{Markup, sentence};
use crate::output::state::{ItemKind, StateItem, of_evaluation, of_pins, of_projects};

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

fn environments(evaluation: &Evaluation) -> String {
    evaluation.environments.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// What a person has to look at, the most pressing first, as `haggle status` says it.
fn due(inputs: &ReportInputs<'_>) -> Vec<Markup> {
    let mut items = of_evaluation(inputs.evaluation);
    items.extend(of_projects(inputs.projects));
    items.extend(of_pins(inputs.pins));
    items.iter().map(item).collect()
}

fn item(item: &StateItem) -> Markup {
    let mut page = Markup::of("<li><span class=\"kind\">{}</span> ", &[&item.kind.name()]);
    match item.kind {
        ItemKind::Deal => page.put("<a href=\"#deal\">{}</a>", &[&item.title]),
        ItemKind::Hold | ItemKind::Pins => page.put("<a href=\"#pins\">{}</a>", &[&item.title]),
        ItemKind::Project => page.put("<a href=\"#projects\">{}</a>", &[&item.title]),
        _ => page.put("<a href=\"#feature-{}\">{}</a>", &[&item.about, &item.title]),
    }
    for line in &item.says {
        page.put("<p>{}</p>", &[&sentence(line)]);
    }
    page.put("<p class=\"next\"><code>{}</code></p></li>", &[&item.command]);
    page
}

/// Where a feature's requirements are today.
pub fn today(feature: &FeatureReport) -> &'static str {
    match &feature.placing {
        Placing::Requirements { today: Some(today), .. } => today.id(),
        _ => "nothing",
    }
}
