//! What was known about a requirement on the eve of an event: nothing that is dated on its day or later.

use haggle_spec::PackageName;
use haggle_spec::release::{PackageFacts, Release};
use haggle_spec::{Requirement, Version};
use haggle_tradeoff::{Interval, Quantity};
use jiff::civil::Date;

use super::Event;
use super::replay::Inputs;
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
}

impl KnownThen {
    /// Looks everything up.
    pub(super) fn on_the_eve_of(event: &Event, inputs: &Inputs<'_>) -> Self {
        let entries = adoption(event, inputs);
        let newest = newest_before(event, inputs);
        let removed = placed(event, inputs)
            .filter_map(|requirement| requirement.removed.as_ref())
            .find(|removal| is_before(&removal.date, event.date));
        Self {
            share: share(&entries),
            staleness: newest.as_ref().and_then(|newest| staleness(event, newest)),
            unused_since: removed
                .map(|removal| format!("the last use went in {} on {}", removal.commit, removal.date)),
            licence: licence_fact(event, newest.as_ref(), inputs),
        }
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
fn placed<'a>(event: &'a Event, inputs: &'a Inputs<'_>) -> impl Iterator<Item = &'a PlacedRequirement> {
    inputs.catalogue.requirements.iter().filter(|requirement| {
        same_project(&event.repository, &requirement.project)
            && name(requirement).is_some_and(|name| name == event.package)
    })
}

fn name(requirement: &PlacedRequirement) -> Option<PackageName> {
    let parsed: Requirement = requirement.requirement.as_ref()?.get_ref().parse().ok()?;
    Some(parsed.name().clone())
}

/// The evidence of before about the feature that needs the distribution. Two features leave the share of either unknown: what
/// needs the distribution is then a set that nobody counted.
fn adoption<'a>(event: &Event, inputs: &'a Inputs<'_>) -> Vec<&'a AdoptionEntry> {
    let ids: Vec<&str> = placed(event, inputs).map(|requirement| requirement.id.as_str()).collect();
    let needs = |feature: &&Feature| {
        same_project(&event.repository, &feature.project)
            && feature.requires.iter().chain(&feature.places).any(|id| ids.contains(&id.get_ref().as_str()))
    };
    let features: Vec<&Feature> = inputs.catalogue.features.iter().filter(needs).collect();
    let [feature] = features[..] else { return Vec::new() };
    inputs.adoption.of(&feature.id).filter(|entry| is_before(&entry.date, event.date)).collect()
}

/// The release of the snapshot that was uploaded last before the event.
fn newest_before<'a>(event: &Event, inputs: &'a Inputs<'_>) -> Option<(&'a Version, &'a Release, &'a str)> {
    let PackageFacts::Releases(releases) = inputs.releases.packages.get(&event.package)? else { return None };
    releases
        .iter()
        .filter_map(|(version, release)| Some((version, release, release.uploaded.as_deref()?)))
        .filter(|(_, _, uploaded)| is_before(uploaded, event.date))
        .max_by_key(|(_, _, uploaded)| *uploaded)
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
    inputs: &Inputs<'_>,
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
