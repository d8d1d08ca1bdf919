//! The table of all features.

use comfy_table::{ContentArrangement, Table, presets};

use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};
use haggle_spec::visible;
use haggle_tradeoff::VetoVerdict;
use haggle_tradeoff::words::{Words, family_deal};

use super::{advice, words};
use crate::output::page::Page;

/// The width of the table where the terminal does not say.
const WIDTH: u16 = 120;

/// One row a feature, and what to read it with.
pub fn summary(evaluation: &Evaluation) -> Page {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(WIDTH);
    }
    table.set_header([
        "feature (what it places)",
        "class",
        "brings",
        "vetoes",
        "today",
        "recommended",
        "robust",
        "what would flip it",
    ]);
    for feature in &evaluation.features {
        table.add_row(row(feature).map(|lines| cell(&lines)));
    }
    let environments: Vec<&str> =
        evaluation.environments.iter().map(|environment| environment.id.as_str()).collect();
    let mut page = Page::of(format_args!(
        "{} as of {}, resolved for {}",
        evaluation.family.title,
        evaluation.family.as_of,
        environments.join(", ")
    ));
    page.line(format_args!(
        "release facts: {}, recorded {}",
        evaluation.snapshot.source, evaluation.snapshot.recorded
    ));
    page.blank();
    page.block(&table.to_string());
    if let Some(deal) = &evaluation.deal {
        page.paragraph("All features together:");
        for line in family_deal(&deal.family, &deal.found) {
            page.line(format_args!("  {line}"));
        }
    }
    if let Some(note) = &evaluation.illustrative {
        page.paragraph(format_args!("note: {note}"));
    }
    page
}

/// The lines of each cell.
fn row(feature: &FeatureReport) -> [Vec<String>; 8] {
    let class = words::share(&feature.share);
    let recommended = words::outcome(feature);
    let Placing::Requirements { requirements, today, record, .. } = &feature.placing else {
        let dash = || "-".to_owned();
        return [feature.id.to_string(), class, dash(), dash(), dash(), recommended, dash(), dash()]
            .map(|line| vec![line]);
    };
    let (problem, decision) = (record.problem(), record.decision());
    let says = Words::plain(problem, decision);
    let places: Vec<&str> = requirements.iter().map(|requirement| requirement.id.as_str()).collect();
    [
        vec![feature.id.to_string(), format!("({})", places.join(", "))],
        vec![class],
        vec![brings(feature)],
        vec![vetoes(problem)],
        vec![today.map_or("-", |today| today.id()).to_owned()],
        vec![recommended],
        vec![advice::robustness(feature)],
        vec![says.would_flip()],
    ]
}

/// A table counts the width of what it is given, and takes every end of a line for one.
fn cell(lines: &[String]) -> String {
    lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n")
}

fn brings(feature: &FeatureReport) -> String {
    match feature.brings().value().map(Vec::len) {
        Some(1) => "1 package".to_owned(),
        Some(n_packages) => format!("{n_packages} packages"),
        None => "-".to_owned(),
    }
}

fn vetoes(problem: &haggle_tradeoff::Draft) -> String {
    let of = |verdict: VetoVerdict| {
        let ids: Vec<&str> = problem
            .vetoes
            .iter()
            .filter(|veto| veto.verdict == verdict)
            .map(|veto| veto.id.as_str())
            .collect();
        ids.join(", ")
    };
    let (failed, unknown) = (of(VetoVerdict::Fail), of(VetoVerdict::Unknown));
    match (failed.is_empty(), unknown.is_empty()) {
        (true, true) => "-".to_owned(),
        (false, true) => format!("fail: {failed}"),
        (true, false) => format!("unknown: {unknown}"),
        (false, false) => format!("fail: {failed}; unknown: {unknown}"),
    }
}
