//! What was known about a requirement on the eve of an event: nothing that is dated on its day or later.

use std::collections::BTreeMap;

use haggle_spec::PackageName;
use haggle_spec::release::{PackageFacts, Release};
use haggle_spec::{Requirement, Version};
use haggle_tradeoff::{Interval, Quantity};
use jiff::civil::Date;
use serde::Serialize;

use super::replay::BacktestInputs;
use super::{Event, EventPlacement};
use crate::data::{AdoptionEntry, Feature, PlacedRequirement};
use crate::decision::{Known, LicenceFact, Share, share};
use crate::licence;

/// Years between two releases are counted in years of this many days.
const DAYS_A_YEAR: f64 = 365.25;

/// What was known.
pub(super) struct KnownThen {
    /// The share of deployments that have the one feature that needs the requirement.
    pub(super) share: Share,
    /// Years since the newest release, with the source and its date. The snapshot may lack releases, and one that it lacks can only
    /// be newer: so this is an interval from 0.
    pub(super) staleness: Option<(Quantity, String, String)>,
    /// Set where the last use had gone before.
    pub(super) unused_since: Option<String>,
    /// The licence of the newest release before, if the snapshot has it.
    pub(super) licence: LicenceFact,
    /// Set where a requirement file of the family had it already, with the day from which the events show that, if they do: then the
    /// shared lists need no change.
    pub(super) listed: Option<(String, Option<String>)>,
    /// What was not known, and why.
    pub(super) unknown: Vec<UnknownFact>,
}

/// A fact that history could have known and did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UnknownFact {
    /// `share`, `staleness`, `unused`, `licence` or `shared-files`.
    pub fact: &'static str,
    /// Why, in words.
    pub why: &'static str,
}

impl KnownThen {
    /// Looks everything up; of the events those of days before count.
    pub(super) fn on_the_eve_of(event: &Event, events: &[Event], inputs: &BacktestInputs<'_>) -> Self {
        let entries = adoption(event, inputs);
        let newest = newest_before(event, inputs);
        let listed = listed(event, events);
        let removed = placed(event, inputs)
            .filter_map(|requirement| requirement.removed.as_ref())
            .find(|removal| is_before(&removal.date, event.date));
        let mut known = Self {
            share: share(entries.as_deref().unwrap_or_default()),
            staleness: newest.ok().as_ref().and_then(|newest| staleness(event, newest)),
            unused_since: removed
                .map(|removal| format!("the last use went in {} on {}", removal.commit, removal.date)),
            licence: licence_fact(event, newest.ok().as_ref(), inputs),
            listed: listed.clone().ok(),
            unknown: Vec::new(),
        };
        let none = |_: &Vec<_>| "the adoption data of before leave it anywhere";
        let no_licence = "the metadata of that release has no licence, or one that nobody has judged";
        let unknown = [
            ("share", known.knows_share(), entries.as_ref().map_or_else(|why| *why, none)),
            ("staleness", known.staleness.is_some(), newest.err().unwrap_or("the upload has no day")),
            ("unused", known.unused_since.is_some(), "the catalogue has no removal of before the event"),
            ("licence", known.licence.allowed.is_some(), newest.err().unwrap_or(no_licence)),
            ("shared-files", known.listed.is_some(), listed.err().unwrap_or_default()),
        ];
        let missing = unknown.into_iter().filter(|(_, is_known, _)| !is_known);
        known.unknown = missing.map(|(fact, _, why)| UnknownFact { fact, why }).collect();
        known
    }

    /// Whether the share of deployments was anything but anywhere from 0 to 1.
    pub(super) fn knows_share(&self) -> bool {
        self.share.interval != Interval::UNIT
    }
}

/// Whether the text is a day, or begins with one, that comes before.
pub(super) fn is_before(text: &str, day: Date) -> bool {
    text.get(..10).and_then(|text| text.parse::<Date>().ok()).is_some_and(|date| date < day)
}

/// A name without the organisation in front: history says `glance`, a manifest `openstack/glance`.
fn same_project(event: &str, catalogue: &str) -> bool {
    let last = |name: &str| {
        PackageName::new(name.rsplit('/').next().unwrap_or(name)).ok().map(|name| name.to_string())
    };
    event == catalogue || (last(event).is_some() && last(event) == last(catalogue))
}

/// The catalogue's entries for the distribution in this project.
fn placed<'a>(
    event: &'a Event,
    inputs: &'a BacktestInputs<'_>,
) -> impl Iterator<Item = &'a PlacedRequirement> {
    inputs.catalogue.requirements.iter().filter(|requirement| {
        same_project(&event.repository, &requirement.project)
            && name(requirement).is_some_and(|name| name == event.package)
    })
}

fn name(requirement: &PlacedRequirement) -> Option<PackageName> {
    let parsed: Requirement = requirement.requirement.as_ref()?.get_ref().parse().ok()?;
    Some(parsed.name().clone())
}

/// The evidence of before about the feature that needs the distribution, or why there is none. Two features leave the share of either
/// unknown: what needs the distribution is then a set that nobody counted.
fn adoption<'a>(
    event: &Event,
    inputs: &'a BacktestInputs<'_>,
) -> Result<Vec<&'a AdoptionEntry>, &'static str> {
    let ids: Vec<&str> = placed(event, inputs).map(|requirement| requirement.id.as_str()).collect();
    let needs = |feature: &&Feature| {
        same_project(&event.repository, &feature.project)
            && feature.requires.iter().chain(&feature.places).any(|id| ids.contains(&id.get_ref().as_str()))
    };
    let features: Vec<&Feature> = inputs.catalogue.features.iter().filter(needs).collect();
    let feature = match features[..] {
        [] => return Err("no feature of the catalogue needs it in that repository"),
        [feature] => feature,
        _ => return Err("several features need it, which nobody counted together"),
    };
    let entries: Vec<&AdoptionEntry> =
        inputs.adoption.of(&feature.id).filter(|entry| is_before(&entry.date, event.date)).collect();
    if entries.is_empty() { Err("no adoption data of before the event") } else { Ok(entries) }
}

/// Whether a requirement file of the family had the distribution on the eve: this repository's, by where the move begins, or another's
/// by the last of its moves before that day. What stands in a project's file stands in the shared lists, as every project's file is
/// checked against them; before there were lists, none had to change either.
fn listed(event: &Event, events: &[Event]) -> Result<(String, Option<String>), &'static str> {
    let is_declared = |place: &EventPlacement| matches!(place.as_str(), "core" | "extra" | "test");
    if is_declared(&event.from) {
        return Ok((format!("it stood in {} here", event.from), None));
    }
    let mut last: BTreeMap<&str, &Event> = BTreeMap::new();
    for other in events.iter().filter(|other| other.package == event.package && other.date < event.date) {
        let latest = last.entry(&other.repository).or_insert(other);
        if other.date >= latest.date {
            *latest = other;
        }
    }
    let standing = last.values().filter(|other| is_declared(&other.to)).min_by_key(|other| other.date);
    let found = standing.map(|other| {
        let since = other.date.to_string();
        (format!("{} had it in {} since {since}", other.repository, other.to), Some(since))
    });
    found.ok_or("no requirement file had it, as far as the events of before tell")
}

/// The release of the snapshot that was uploaded last before the event.
fn newest_before<'a>(
    event: &Event,
    inputs: &'a BacktestInputs<'_>,
) -> Result<(&'a Version, &'a Release, &'a str), &'static str> {
    let Some(PackageFacts::Releases(releases)) = inputs.releases.packages.get(&event.package) else {
        return Err("the snapshot lacks the distribution");
    };
    releases
        .iter()
        .filter_map(|(version, release)| Some((version, release, release.uploaded.as_deref()?)))
        .filter(|(_, _, uploaded)| is_before(uploaded, event.date))
        .max_by_key(|(_, _, uploaded)| *uploaded)
        .ok_or("no release of the snapshot was uploaded before the event")
}

fn staleness(
    event: &Event,
    (version, _, uploaded): &(&Version, &Release, &str),
) -> Option<(Quantity, String, String)> {
    let day = uploaded.get(..10)?;
    let then: Date = day.parse().ok()?;
    let days = then.until(event.date).ok()?.get_days();
    let years = (f64::from(days) / DAYS_A_YEAR).max(0.0);
    let quantity = Quantity::Interval(Interval::new(0.0, years).ok()?);
    Some((quantity, format!("{} {version} was uploaded on {day}", event.package), day.to_owned()))
}

fn licence_fact(
    event: &Event,
    newest: Option<&(&Version, &Release, &str)>,
    inputs: &BacktestInputs<'_>,
) -> LicenceFact {
    let licence = match newest {
        Some((version, Release { licence: Some(licence), .. }, uploaded)) => {
            Known::yes(licence.clone(), format!("metadata of {version}"), uploaded.get(..10))
        }
        _ => Known::no("no release of before has a licence in the snapshot"),
    };
    let list = &inputs.manifest.licences;
    let allowed = licence
        .value()
        .filter(|_| !list.allowed.is_empty())
        .and_then(|expression| licence::is_allowed(expression, &list.allowed, &list.judged));
    LicenceFact { requirement: event.package.to_string(), licence, allowed }
}
