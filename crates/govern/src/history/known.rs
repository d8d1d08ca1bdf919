//! What was known about a requirement on the eve of an event: nothing that is dated on its day or later.

use std::collections::BTreeMap;

use haggle_spec::Version;
use haggle_spec::release::{PackageFacts, Release};
use haggle_tradeoff::Interval;
use serde::Serialize;

use super::event::{Event, EventPlacement};
use super::inputs::BacktestInputs;
use super::repository::is_of;
use crate::data::{AdoptionEntry, Feature, PlacedRequirement, Placement, Removal, RequirementId};
use crate::day::Day;
use crate::decision::{LicenceFact, STALENESS, Share, Staleness, share};
use crate::known::Known;
use crate::licence;

/// What was known.
pub(super) struct KnownThen {
    /// The share of deployments that have the one feature that needs the requirement.
    pub(super) share: Share,
    /// Whether that share is anything but anywhere from 0 to 1.
    knows_share: Known<Interval>,
    /// Years since the newest release. The snapshot may lack releases, and one that it lacks can only be newer: so at least 0.
    pub(super) staleness: Known<Staleness>,
    /// How the last use went before.
    pub(super) removed: Known<Removal>,
    /// The licence of the newest release before, if the snapshot has it.
    pub(super) licence: LicenceFact,
    /// The shared files that lack it: none, where a requirement file of the family had it already.
    pub(super) shared_files: Known<Vec<&'static str>>,
}

/// A fact that was known on the eve of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownFact {
    /// `share`, `staleness`, `unused`, `licence` or `shared-files`.
    pub fact: &'static str,
    /// What was known, in words.
    pub what: String,
    /// The day of the newest evidence, where one is known.
    pub date: Option<Day>,
}

/// A fact that history could have known and did not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UnknownFact {
    /// `share`, `staleness`, `unused`, `licence` or `shared-files`.
    pub fact: &'static str,
    /// Why, in words.
    pub why: String,
}

impl KnownThen {
    /// Looks everything up; of the events those of days before count.
    pub(super) fn on_the_eve_of(event: &Event, events: &[Event], inputs: &BacktestInputs<'_>) -> Self {
        let entries = adoption(event, inputs);
        let share = share(entries.value().map(Vec::as_slice).unwrap_or_default(), inputs.adoption.prior);
        let newest = newest_before(event, inputs);
        Self {
            knows_share: entries.and_then(|_| {
                if share.pooled.rests_on_prior {
                    Err("the adoption data of before leave it anywhere".to_owned())
                } else {
                    Ok(share.interval)
                }
            }),
            share,
            staleness: staleness(event, &newest),
            removed: removed(event, inputs),
            licence: licence_fact(event, &newest, inputs),
            shared_files: listed(event, events),
        }
    }

    /// The facts that were known.
    pub(super) fn known(&self) -> Vec<KnownFact> {
        let mut facts = Vec::new();
        if let Some(interval) = self.knows_share.value() {
            let date = self.share.evidence.iter().map(|entry| entry.date).max();
            facts.push(KnownFact { fact: "share", what: interval.to_string(), date });
        }
        if let Known::Fact { value, source, date } = &self.staleness {
            let what = format!("{} {source}", value.distribution);
            facts.push(KnownFact { fact: STALENESS, what, date: *date });
        }
        if let Some(removal) = self.removed.value() {
            facts.push(KnownFact { fact: "unused", what: removal.words(), date: None });
        }
        if let (Some(allowed), Some(licence)) = (self.licence.allowed.value(), self.licence.licence.value()) {
            let what = format!("{licence}, {}", if *allowed { "allowed" } else { "not allowed" });
            facts.push(KnownFact { fact: "licence", what, date: None });
        }
        if let Known::Fact { source, date, .. } = &self.shared_files {
            facts.push(KnownFact { fact: "shared-files", what: format!("0, as {source}"), date: *date });
        }
        facts
    }

    /// The facts that were not, and why.
    pub(super) fn unknown(&self) -> Vec<UnknownFact> {
        let reasons = [
            ("share", self.knows_share.because()),
            ("staleness", self.staleness.because()),
            ("unused", self.removed.because()),
            ("licence", self.licence.allowed.because()),
            ("shared-files", self.shared_files.because()),
        ];
        let unknown = reasons.into_iter().filter_map(|(fact, because)| Some((fact, because?.to_owned())));
        unknown.map(|(fact, why)| UnknownFact { fact, why }).collect()
    }
}

/// The catalogue's entries for the distribution in this project.
fn placed<'a>(
    event: &'a Event,
    inputs: &'a BacktestInputs<'_>,
) -> impl Iterator<Item = &'a PlacedRequirement> {
    let is_it = |requirement: &PlacedRequirement| {
        let line = requirement.requirement.as_ref();
        line.is_some_and(|line| *line.requirement().name() == event.package)
    };
    inputs.catalogue.requirements.iter().filter(move |requirement| {
        is_of(&event.repository, &requirement.project, inputs.manifest) && is_it(requirement)
    })
}

/// The removal of the last use, if it was before.
fn removed(event: &Event, inputs: &BacktestInputs<'_>) -> Known<Removal> {
    let mut removals = placed(event, inputs).filter_map(|requirement| requirement.removed.as_ref());
    match removals.find(|removal| removal.date < event.date) {
        Some(removal) => Known::fact(removal.clone(), removal.words(), Some(removal.date)),
        None => Known::unknown("the catalogue has no removal of before the event"),
    }
}

/// The evidence of before about the feature that needs the distribution. Two features leave the share of either unknown: what needs
/// the distribution is then a set that nobody counted.
fn adoption<'a>(event: &Event, inputs: &'a BacktestInputs<'_>) -> Known<Vec<&'a AdoptionEntry>> {
    let ids: Vec<&RequirementId> = placed(event, inputs).map(|requirement| &requirement.id).collect();
    let needs = |feature: &&Feature| {
        is_of(&event.repository, &feature.project, inputs.manifest)
            && feature.requires.iter().any(|id| ids.contains(&id))
    };
    let features: Vec<&Feature> = inputs.catalogue.features.iter().filter(needs).collect();
    let feature = match features[..] {
        [] => return Known::unknown("no feature of the catalogue needs it in that repository"),
        [feature] => feature,
        _ => return Known::unknown("several features need it, which nobody counted together"),
    };
    let entries: Vec<&AdoptionEntry> =
        inputs.adoption.of(&feature.id).filter(|entry| entry.date < event.date).collect();
    match entries.iter().map(|entry| entry.date).max() {
        Some(newest) => Known::fact(entries, "the adoption data", Some(newest)),
        None => Known::unknown("no adoption data of before the event"),
    }
}

/// Whether a requirement file of the family had the distribution on the eve: this repository's, by where the move begins, or another's
/// by the last of its moves before that day. What is in a project's file is in the shared lists, as every project's file is
/// checked against them; before there were lists, none had to change either.
fn listed(event: &Event, events: &[Event]) -> Known<Vec<&'static str>> {
    let is_declared = |place: &EventPlacement| matches!(place, EventPlacement::Known(known) if Placement::is_declared(*known));
    if is_declared(&event.from) {
        return Known::fact(Vec::new(), format!("it was in {} here", event.from), None);
    }
    let mut last: BTreeMap<&str, &Event> = BTreeMap::new();
    for other in events.iter().filter(|other| other.package == event.package && other.date < event.date) {
        let latest = last.entry(&other.repository).or_insert(other);
        if other.date >= latest.date {
            *latest = other;
        }
    }
    let standing = last.values().filter(|other| is_declared(&other.to)).min_by_key(|other| other.date);
    match standing {
        Some(other) => {
            let source = format!("{} had it in {} since {}", other.repository, other.to, other.date);
            Known::fact(Vec::new(), source, Some(other.date))
        }
        None => Known::unknown("no requirement file had it, as far as the events of before tell"),
    }
}

/// A release, with its version and the day of its upload.
type Uploaded<'a> = (&'a Version, &'a Release, Day);

/// The release of the snapshot that was uploaded last before the event.
fn newest_before<'a>(event: &Event, inputs: &'a BacktestInputs<'_>) -> Known<Uploaded<'a>> {
    let Some(PackageFacts::Releases(releases)) = inputs.releases.packages.get(&event.package) else {
        return Known::unknown("the snapshot lacks the distribution");
    };
    let newest = releases
        .iter()
        .filter_map(|(version, release)| Some((version, release, release.uploaded.as_deref()?)))
        .filter_map(|(version, release, stamp)| {
            Some(((version, release, Day::of_timestamp(stamp).ok()?), stamp))
        })
        .filter(|((_, _, day), _)| *day < event.date)
        .max_by_key(|(_, stamp)| *stamp);
    match newest {
        Some((uploaded, _)) => Known::fact(uploaded, "the snapshot", Some(uploaded.2)),
        None => Known::unknown("no release of the snapshot was uploaded before the event"),
    }
}

fn staleness(event: &Event, newest: &Known<Uploaded<'_>>) -> Known<Staleness> {
    let (version, _, day) = match newest {
        Known::Fact { value, .. } => value,
        Known::Unknown { because } => return Known::unknown(because.clone()),
    };
    match Interval::new(0.0, day.years_until(event.date)) {
        Ok(years) => Known::fact(
            Staleness { years, distribution: event.package.to_string() },
            format!("{version} was uploaded on {day}"),
            Some(*day),
        ),
        Err(error) => Known::unknown(error.to_string()),
    }
}

fn licence_fact(event: &Event, newest: &Known<Uploaded<'_>>, inputs: &BacktestInputs<'_>) -> LicenceFact {
    let licence = match newest.value() {
        Some((version, Release { licence: Some(licence), .. }, day)) => {
            Known::fact(licence.clone(), format!("metadata of {version}"), Some(*day))
        }
        Some(_) => {
            Known::unknown("the metadata of that release has no licence, or one that nobody has judged")
        }
        None => Known::unknown(newest.source()),
    };
    let allowed = licence::judged(&licence, &inputs.manifest.licences);
    LicenceFact { requirement: event.package.to_string(), licence, allowed }
}
