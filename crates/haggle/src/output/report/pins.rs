//! The pins: what is behind and its excuse, what is held, and which feature alone brings what.

use std::collections::BTreeMap;

use haggle_govern::evaluation::{Evaluation, Placing};
use haggle_govern::forecast::Forecast;
use haggle_govern::pins::{Behind, Excuse};
use haggle_spec::{PackageName, Version};

use super::ReportInputs;
use super::given::{Foreseen, GivenBatch};
use crate::output::counted::counted;
use crate::output::foreseen::{sentence as in_words, summary};
use crate::output::html::Markup;
use crate::output::pin_report::{excuse_in_short, excuse_lines};
use crate::output::state::PinState;

/// The section.
pub fn pins(inputs: &ReportInputs<'_>) -> Markup {
    let state = inputs.pins;
    let mut page =
        Markup::of("<section id=\"pins\" aria-labelledby=\"pins-head\"><h2 id=\"pins-head\">Pins</h2>", &[]);
    match &state.behind {
        Ok(report) => page.put(
            "<p>{} of {} pins are behind their newest release, {} of them for no reason; {} are at it.</p>",
            &[&report.behind.len(), &state.pinned.len(), &state.n_free(), &report.n_newest],
        ),
        Err(because) => page.put("<p class=\"warn\">Which are behind is unknown: {}.</p>", &[because]),
    }
    page.add(&holds(state));
    if let Some(batch) = inputs.batch {
        page.add(&of_batch(batch));
    }
    page.put(
        "<div class=\"filter\" hidden><label>Filter the table <input type=\"search\" id=\"filter\" autocomplete=\"off\"></label> <output id=\"found\" for=\"filter\"></output></div>\
         <table class=\"stack pins\" id=\"pin-table\"><caption>Every pin: first those that something keeps back, then those that can be raised</caption><thead><tr><th scope=col>Name</th><th scope=col>Pinned</th>\
         <th scope=col>Newest</th><th scope=col>What keeps it</th><th scope=col>Brought only by</th></tr></thead><tbody>",
        &[],
    );
    let brought = brought(inputs.evaluation);
    let behind: BTreeMap<&PackageName, &Behind> =
        state.behind.iter().flat_map(|report| &report.behind).map(|one| (&one.name, one)).collect();
    let mut order: Vec<&(PackageName, Version)> = state.pinned.iter().collect();
    order.sort_by_key(|(name, _)| {
        let place = behind.get(name).map_or(2, |one| i32::from(one.excuse == Excuse::Nothing));
        (place, name)
    });
    for (name, version) in order {
        page.add(&row(name, version, behind.get(name).copied(), brought.get(name)));
    }
    page.put("</tbody></table></section>", &[]);
    page
}

fn row(name: &PackageName, version: &Version, behind: Option<&Behind>, by: Option<&Vec<&str>>) -> Markup {
    let mut row = Markup::of("<tr><th scope=row>{}</th><td>{}</td>", &[name, version]);
    match behind {
        None => row.put("<td></td><td></td>", &[]),
        Some(one) => {
            row.put("<td>{}</td><td>{}", &[&one.newest, &excuse_in_short(one)]);
            for line in excuse_lines(one) {
                row.put("<small>{}</small>", &[&line]);
            }
            row.put("</td>", &[]);
        }
    }
    row.put("<td>{}</td></tr>", &[&by.map(|by| by.join(", ")).unwrap_or_default()]);
    row
}

fn holds(state: &PinState) -> Markup {
    if state.holds.is_empty() {
        return Markup::of("<p>Nothing is held.</p>", &[]);
    }
    let mut page = Markup::of(
        "<table class=\"stack holds\"><caption>Holds</caption><thead><tr><th scope=col>Held</th><th scope=col>Because</th><th scope=col>Owner</th>\
         <th scope=col>Until</th><th scope=col>State</th></tr></thead><tbody>",
        &[],
    );
    for held in &state.holds {
        page.put(
            "<tr><th scope=row>{}</th><td>{}</td><td>{}</td><td>{}<small>since {}</small></td><td>{}</td></tr>",
            &[&held.what, &held.claim, &held.owner, &held.expires, &held.since, &held.state],
        );
    }
    page.put("</tbody></table>", &[]);
    page
}

/// Places that are shown of one finding.
const MAX_PLACES: usize = 3;

/// The next batch: each pin that moves, and what the projects would notice.
fn of_batch(batch: &GivenBatch) -> Markup {
    let mut page = Markup::of(
        "<table class=\"stack batch\"><caption>The next batch, as the file says that was given to the report, and what the family\u{2019}s projects \
         would notice</caption><thead><tr><th scope=col>Name</th><th scope=col>From</th><th scope=col>To</th><th scope=col>What is foreseen</th>\
         </tr></thead><tbody>",
        &[],
    );
    for (name, from, to, step) in batch.moves() {
        page.put("<tr><th scope=row>{}</th><td>{}</td><td>{}", &[&name, &from, &to]);
        if !step.is_empty() {
            page.put("<small>{}</small>", &[&step]);
        }
        page.put("</td><td>", &[]);
        match batch.foreseen(name, from) {
            None => page.put("no forecast", &[]),
            Some(Foreseen::Unknown { because }) => page.put("not known: {}", &[because]),
            Some(Foreseen::Fact { value }) => page.add(&foreseen(value)),
        }
        page.put("</td></tr>", &[]);
    }
    page.put("</tbody></table>", &[]);
    page
}

fn foreseen(forecast: &Forecast) -> Markup {
    let mut page = Markup::of("{}", &[&summary(forecast)]);
    for finding in &forecast.findings {
        let mark = if finding.is_certain { "" } else { " (possible)" };
        page.put("<div>{}: {}{}", &[&finding.project, &in_words(finding), &mark]);
        let places = finding.places.iter().take(MAX_PLACES);
        let mut places: Vec<String> = places.map(|place| format!("{}:{}", place.path, place.line)).collect();
        if finding.places.len() > MAX_PLACES {
            places.push(counted(finding.places.len() - MAX_PLACES, "more place"));
        }
        page.put("<small>{}</small></div>", &[&places.join(", ")]);
    }
    page
}

/// Which features alone bring a package.
fn brought(evaluation: &Evaluation) -> BTreeMap<PackageName, Vec<&str>> {
    let mut found: BTreeMap<PackageName, Vec<&str>> = BTreeMap::new();
    for feature in
        evaluation.features.iter().filter(|one| matches!(one.placing, Placing::Requirements { .. }))
    {
        for release in feature.brings().value().into_iter().flatten() {
            found.entry(release.name.clone()).or_default().push(feature.id.as_str());
        }
    }
    found
}
