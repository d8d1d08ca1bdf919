//! The table of all features.

use comfy_table::{ContentArrangement, Table, presets};

use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};
use haggle_tradeoff::VetoVerdict;

use super::words;

/// The width of the table where the terminal does not say.
const WIDTH: u16 = 120;

/// One row a feature, and what to read it with.
pub fn summary(evaluation: &Evaluation) -> String {
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
        table.add_row(row(feature));
    }
    let environments: Vec<&str> =
        evaluation.environments.iter().map(|environment| environment.id.as_str()).collect();
    let mut text = format!(
        "{} as of {}, resolved for {}\nrelease facts: {}, recorded {}\n\n{table}\n",
        evaluation.family.title,
        evaluation.family.as_of,
        environments.join(", "),
        evaluation.snapshot.source,
        evaluation.snapshot.recorded,
    );
    if let Some(note) = &evaluation.illustrative {
        text = format!("{text}\nnote: {note}\n");
    }
    text
}

fn row(feature: &FeatureReport) -> [String; 8] {
    let class = words::share(&feature.share);
    let recommended = words::outcome(feature);
    let Placing::Requirements { requirements, today, decision, problem, .. } = &feature.placing else {
        let dash = || "-".to_owned();
        return [feature.id.clone(), class, dash(), dash(), dash(), recommended, dash(), dash()];
    };
    let places: Vec<&str> = requirements.iter().map(|requirement| requirement.id.as_str()).collect();
    [
        format!("{}\n({})", feature.id, places.join(", ")),
        class,
        brings(feature),
        vetoes(problem),
        today.map_or("-", |today| today.id()).to_owned(),
        recommended,
        words::robustness(decision),
        words::would_flip(decision, problem),
    ]
}

fn brings(feature: &FeatureReport) -> String {
    match feature.brings() {
        Some(packages) if packages.len() == 1 => "1 package".to_owned(),
        Some(packages) => format!("{} packages", packages.len()),
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
