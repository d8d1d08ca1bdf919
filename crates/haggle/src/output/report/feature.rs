//! A feature: a line that opens to all that is known of it.

use haggle_govern::evaluation::{FeatureReport, PlacedReport, Placing};
use haggle_govern::known::Known;
use haggle_tradeoff::record::Record;
use haggle_tradeoff::words::{Words, measurement, percent, share_basis};
use haggle_tradeoff::{Draft, Fact};

use super::ReportInputs;
use super::axis::axis;
use super::brings::brings;
use super::changes::{concerns, links};
use super::overview::today;
use crate::output::evaluation::task::{TASKS, Task, task_of};
use crate::output::evaluation::{decided, precedent, words};
use crate::output::html::{Markup, decision};

/// All of them, by what is to be done.
pub fn features(inputs: &ReportInputs<'_>) -> Markup {
    let mut page = Markup::new();
    for (task, name) in TASKS {
        let of_task: Vec<&FeatureReport> =
            inputs.evaluation.features.iter().filter(|one| task_of(one) == task).collect();
        if of_task.is_empty() {
            continue;
        }
        page.put("<h3 class=\"task\">{} <span>{}</span></h3>", &[&capital(name), &of_task.len()]);
        for one in of_task {
            page.add(&feature(inputs, one));
        }
    }
    // All of them are from one history.
    if let Some(found) = inputs.evaluation.features.iter().find_map(|one| one.precedent.as_ref()) {
        page.put("<p class=note>Precedent is from {}; {}.</p>", &[&found.source, &precedent::MOVES_ONLY]);
    }
    page
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn feature(inputs: &ReportInputs<'_>, one: &FeatureReport) -> Markup {
    let mut page = Markup::of(
        "<details class=\"feature\" id=\"feature-{}\"><summary><h4 class=\"name\">{}<small>{}</small></h4>",
        &[&one.id, &one.title, &one.id],
    );
    let share = words::share(&one.share);
    if let Placing::Requirements { record, .. } = &one.placing {
        let outcome = words::outcome(one);
        let move_ =
            if task_of(one) == Task::Keep { outcome } else { format!("{} \u{2192} {outcome}", today(one)) };
        let says = Words::plain(record.problem(), record.decision());
        page.put(
            "<span class=\"outcome\">{}<small>{}</small></span><span class=\"share\">{}</span><span class=\"count\">{}</span>",
            &[&move_, &says.robustness(), &share, &counted(one)],
        );
    } else {
        page.put("<span class=\"outcome\">nothing to place</span><span class=\"share\">{}</span><span class=\"count\"></span>", &[&share]);
    }
    page.put("</summary><div class=\"body\">", &[]);
    page.add(&about(one));
    if let Placing::Requirements { record, .. } = &one.placing {
        page.put("<div class=\"columns\"><div class=\"result\" data-feature=\"{}\">", &[&one.id]);
        page.add(&decision::result(record.problem(), record.decision()));
        page.put("</div><div class=\"settings\" hidden></div></div>", &[]);
    }
    page.add(&adoption(one));
    if let Placing::Requirements { requirements, record, .. } = &one.placing {
        page.add(&folded("What is placed", &placed(requirements)));
        page.add(&brings(one));
        page.add(&facts(record.problem(), one));
    }
    page.add(&history(inputs, one));
    page.add(&linked(inputs, one));
    page.put("</div></details>", &[]);
    page
}

/// How many packages it brings.
fn counted(one: &FeatureReport) -> String {
    match one.brings().value().map(Vec::len) {
        Some(1) => "brings 1 package".to_owned(),
        Some(n_packages) => format!("brings {n_packages} packages"),
        None => String::new(),
    }
}

fn folded(title: &'static str, inside: &Markup) -> Markup {
    let mut page = Markup::of("<details class=\"more\"><summary>{}</summary>", &[&title]);
    page.add(inside);
    page.put("</details>", &[]);
    page
}

/// What it does, and what was decided.
fn about(one: &FeatureReport) -> Markup {
    let mut page = Markup::new();
    if let Some(summary) = &one.summary {
        page.put("<p>{}</p>", &[summary]);
    }
    let release = one.release.as_ref().map(|release| format!(" {release}")).unwrap_or_default();
    page.put("<p class=\"note\">Of {}{}.", &[&one.project, &release]);
    if let Some(claimed) = &one.claimed {
        page.put(
            " The documentation calls it {} ({}).",
            &[claimed, &one.claim_source.as_deref().unwrap_or("no source")],
        );
    }
    page.put("</p>", &[]);
    for line in precedent::disagreements(one) {
        page.put("<p class=\"warn\">{}</p>", &[&line]);
    }
    if let Placing::Requirements { decided: Some(held), .. } = &one.placing {
        page.put("<p>{}<br>because {}</p>", &[&decided::in_short(one, held), &held.reason]);
        for line in decided::since(held) {
            page.put("<p class=\"warn\">{}</p>", &[&line]);
        }
    }
    page
}

/// Who deploys it, and what would be recommended at any other share.
fn adoption(one: &FeatureReport) -> Markup {
    let share = &one.share;
    let mut page = Markup::of("<p>{}; {}</p>", &[&words::share(share), &share_basis(&share.pooled)]);
    if let Placing::Requirements { by_share, .. } = &one.placing
        && by_share.len() > 1
    {
        let name = |range: &haggle_govern::decision::ShareRange| {
            range.recommended.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string)
        };
        let bands: Vec<(f64, f64, String)> =
            by_share.iter().map(|range| (range.from, range.to, name(range))).collect();
        let bands: Vec<(f64, f64, &str)> =
            bands.iter().map(|(from, to, name)| (*from, *to, name.as_str())).collect();
        let says = format!(
            "What is recommended at each share of deployments: {}",
            words::by_share(one).unwrap_or_default()
        );
        page.add(&axis(&bands, (share.low, share.pooled.posterior.mean(), share.high), &says));
        page.put(
            "<p class=\"note\">{}. The line above is where the share lies, the dot what is taken for it.</p>",
            &[&says],
        );
    }
    if !share.evidence.is_empty() {
        page.put("<table class=\"stack sources\"><thead><tr><th scope=col>Evidence</th><th scope=col>Source</th><th scope=col>Date</th></tr></thead><tbody>", &[]);
        for entry in &share.evidence {
            page.put("<tr><td>{}", &[&words::evidence(entry)]);
            if let Some(caveat) = &entry.caveat {
                page.put("<small>{}</small>", &[caveat]);
            }
            page.put("</td><td>{}</td><td>{}</td></tr>", &[&entry.source, &entry.date]);
        }
        page.put("</tbody></table>", &[]);
    }
    if let Some(survey) = &share.measurement {
        page.put("<p>{}</p>", &[&measurement(survey)]);
    }
    folded("Who deploys it", &page)
}

fn placed(requirements: &[PlacedReport]) -> Markup {
    let mut page = Markup::new();
    for one in requirements {
        page.put("<h5>{} <code>{}</code></h5><dl>", &[&one.id, &one.lines.join(" | ")]);
        if let Some(purpose) = &one.purpose {
            page.put("<dt>For</dt><dd>{}</dd>", &[purpose]);
        }
        if let Some(behaviour) = &one.missing_behaviour {
            page.put("<dt>Without it</dt><dd>{}</dd>", &[behaviour]);
        }
        match &one.imports {
            Known::Fact { value, .. } if value.is_empty() => {}
            Known::Fact { value, .. } => {
                let site = |site: &haggle_govern::data::ImportSite| {
                    let guard = if site.guarded { "" } else { ", without a guard" };
                    format!("{}{guard}", site.site)
                };
                let sites: Vec<String> = value.iter().map(site).collect();
                page.put("<dt>Imported at</dt><dd>{}</dd>", &[&sites.join("; ")]);
            }
            Known::Unknown { because } => page.put("<dt>Imported at</dt><dd>unknown: {}</dd>", &[because]),
        }
        for evidence in &one.evidence {
            page.put("<dt>Looked at</dt><dd>{}</dd>", &[evidence]);
        }
        page.put("</dl>", &[]);
    }
    page
}

/// What the decision rests on: each source with the facts that it gives.
fn facts(problem: &Draft, one: &FeatureReport) -> Markup {
    let mut by_source: Vec<(&str, Option<&str>, Vec<&Fact>)> = Vec::new();
    for fact in &problem.facts {
        let (source, date) = (fact.source.as_str(), fact.date.as_deref());
        match by_source.iter_mut().find(|(other, day, _)| (*other, *day) == (source, date)) {
            Some((.., facts)) => facts.push(fact),
            None => by_source.push((source, date, vec![fact])),
        }
    }
    let mut page = Markup::of(
        "<table class=\"stack sources\"><thead><tr><th scope=col>Facts, as they are taken</th><th scope=col>Source</th><th scope=col>Date</th></tr></thead><tbody>",
        &[],
    );
    for (source, date, facts) in by_source {
        // The share's source is all of its evidence, which has a table of its own.
        let is_evidence =
            one.share.evidence.iter().any(|entry| source.starts_with(&entry.source)) && facts.len() == 1;
        let source = if is_evidence { "the evidence of who deploys it" } else { source };
        page.put("<tr><td>", &[]);
        for fact in facts {
            page.put("<div>{}: <b>{}</b></div>", &[&fact.label, &taken(fact)]);
        }
        page.put("</td><td>{}</td><td>{}</td></tr>", &[&source, &date.unwrap_or("")]);
    }
    page.put("</tbody></table>", &[]);
    for evidence in &one.evidence {
        page.put("<p class=\"note\">Looked at: {}</p>", &[evidence]);
    }
    folded("Facts and their sources", &page)
}

fn taken(fact: &Fact) -> String {
    let amount = |value: f64| {
        if fact.unit == "share" { percent(value) } else { words::number(value) }
    };
    let unit = if fact.unit == "share" { String::new() } else { format!(" {}", fact.unit) };
    if fact.quantity == haggle_tradeoff::Quantity::Missing {
        return "unknown".to_owned();
    }
    let bounds = fact.bounds();
    if bounds.width() > 0.0 {
        return format!(
            "{} ({} to {}){unit}",
            amount(fact.nominal()),
            amount(bounds.low()),
            amount(bounds.high())
        );
    }
    format!("{}{unit}", amount(fact.nominal()))
}

/// Precedent, and what was decided before.
fn history(inputs: &ReportInputs<'_>, one: &FeatureReport) -> Markup {
    let mut page = Markup::new();
    if let Some(found) = &one.precedent {
        for told in precedent::told(found) {
            page.put("<h5>{}</h5>", &[&told.about]);
            for (answer, moves) in &told.answers {
                page.put("<p>{}<small>{}</small></p>", &[answer, moves]);
            }
        }
    }
    let records: Vec<_> = inputs.decisions.iter().filter(|decision| decision.feature == one.id).collect();
    if !records.is_empty() {
        page.put("<h5>Records</h5><ol class=plain>", &[]);
        for decision in records {
            page.add(&entry(decision.number, &decision.record));
        }
        page.put("</ol>", &[]);
    }
    if page.is_empty() { page } else { folded("Precedent and records", &page) }
}

/// A decision that was recorded: what, by whom, why, and what holds in its place.
fn entry(number: u32, record: &Record) -> Markup {
    let mut page = Markup::of(
        "<li>{}, {}: <b>{}</b>",
        &[&format_args!("{number:04}"), &record.date(), &record.chosen().unwrap_or("nothing")],
    );
    match record.superseded_by() {
        Some(later) => page.put(" (until {})", &[&format_args!("{later:04}")]),
        None => page.put(" ({})", &[&record.status().as_str()]),
    }
    if let Some(ruling) = record.ruling() {
        page.put("<small>{}, {}: {}</small>", &[&ruling.name, &ruling.role, &ruling.reason]);
        for waived in
            record.problem().vetoes.iter().filter_map(|veto| veto.waiver.as_ref().map(|by| (veto, by)))
        {
            let (veto, by) = waived;
            page.put("<small>{} waived `{}`: {}</small>", &[&by.name, &veto.label, &by.reason]);
        }
    }
    if let Some(flip) = record.review_trigger() {
        let words = Words::plain(record.problem(), record.decision());
        page.put("<small>decided anew once {}</small>", &[&words.flip(flip)]);
    }
    page.put("</li>", &[]);
    page
}

/// The changes that concern what is placed.
fn linked(inputs: &ReportInputs<'_>, one: &FeatureReport) -> Markup {
    let Placing::Requirements { requirements, .. } = &one.placing else { return Markup::new() };
    let links = links(inputs.changes, |change| concerns(change, requirements));
    if links.is_empty() { links } else { folded("Changes", &links) }
}
