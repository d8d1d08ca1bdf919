//! The facts of a feature as the decision engine reads them: quantities with their whole possible range.

use haggle_tradeoff::{Fact, Interval, Quantity};

use super::facts::{Brought, FeatureFacts};
use crate::known::Known;

/// The fact of the share of deployments.
pub(super) const SHARE: &str = "share";
/// The fact of the packages that a feature brings.
pub(super) const BROUGHT: &str = "brought";
/// The fact of a distribution's age.
pub(crate) const STALENESS: &str = "staleness";
/// The fact of imports without a guard.
pub(super) const UNGUARDED: &str = "unguarded";
/// The fact of environments that cannot install it.
pub(super) const BROKEN: &str = "broken";
/// The fact of shared files that must change first; only where it is not known.
pub(super) const SHARED_FILES: &str = "shared-files";

/// More packages than any feature brings, more years than any release is old, more sites than anybody guards.
const MOST_PACKAGES: f64 = 60.0;
const MOST_YEARS: f64 = 30.0;
const MOST_SITES: f64 = 100.0;
/// The shared files: the global list and the constraints.
const MOST_SHARED_FILES: f64 = 2.0;

/// The facts that the cells refer to.
pub(super) fn engine_facts(facts: &FeatureFacts) -> Vec<Fact> {
    let mut found = vec![share(facts), brought(facts), staleness(facts), unguarded(facts), broken(facts)];
    if let Known::Unknown { because } = &facts.shared_files {
        found.push(Fact {
            id: SHARED_FILES.into(),
            label: "shared files to change first".into(),
            unit: "files".into(),
            quantity: Quantity::Missing,
            range: up_to(MOST_SHARED_FILES),
            source: because.clone(),
            date: None,
        });
    }
    found
}

fn share(facts: &FeatureFacts) -> Fact {
    let mut sources: Vec<&str> = facts.share.evidence.iter().map(|entry| entry.source.as_str()).collect();
    sources.dedup();
    let source =
        if sources.is_empty() { "nobody has published a figure".to_owned() } else { sources.join("; ") };
    Fact {
        id: SHARE.into(),
        label: "deployments that have the feature".into(),
        unit: "share".into(),
        quantity: facts.share.quantity,
        range: Interval::UNIT,
        source,
        date: facts.share.evidence.iter().map(|entry| entry.date).max().map(|day| day.to_string()),
    }
}

fn brought(facts: &FeatureFacts) -> Fact {
    let brought = facts.brought();
    let range = up_to(match brought.value() {
        Some(Brought { most: Some(most), .. }) => MOST_PACKAGES.max(count(*most)),
        Some(Brought { least, most: None }) => MOST_PACKAGES.max(count(*least)),
        None => MOST_PACKAGES,
    });
    let quantity = brought
        .value()
        .map(|brought| between(count(brought.least), brought.most.map_or(range.high(), count)));
    of((BROUGHT, "packages that it brings", "packages"), &brought, quantity, range)
}

fn staleness(facts: &FeatureFacts) -> Fact {
    let range = up_to(MOST_YEARS);
    let quantity = facts.staleness.value().map(|staleness| {
        // A release that is older than the range is as old as the range.
        between(range.clamp(staleness.years.low()), range.clamp(staleness.years.high()))
    });
    let mut fact = of((STALENESS, "age of the newest release", "years"), &facts.staleness, quantity, range);
    if let Some(staleness) = facts.staleness.value() {
        fact.source = format!("{}: {}", staleness.distribution, fact.source);
    }
    fact
}

fn unguarded(facts: &FeatureFacts) -> Fact {
    let (sites, all) = facts.unguarded();
    let found = count(sites.len());
    let range = up_to(MOST_SITES.max(found));
    let quantity = match all {
        Known::Fact { .. } => Some(Quantity::Point(found)),
        Known::Unknown { .. } if sites.is_empty() => None,
        Known::Unknown { .. } => Some(between(found, range.high())),
    };
    of((UNGUARDED, "import sites without a guard", "sites"), &all, quantity, range)
}

fn broken(facts: &FeatureFacts) -> Fact {
    let found = facts.installability();
    let quantity =
        found.value().map(|found| between(count(found.broken), count(found.broken + found.unknown)));
    let range = up_to(count(facts.n_environments).max(1.0));
    of((BROKEN, "environments that cannot install it", "environments"), &found, quantity, range)
}

/// A fact with the source of what is known; missing without a quantity.
fn of<T>(
    (id, label, unit): (&str, &str, &str),
    known: &Known<T>,
    quantity: Option<Quantity>,
    range: Interval,
) -> Fact {
    Fact {
        id: id.into(),
        label: label.into(),
        unit: unit.into(),
        quantity: quantity.unwrap_or(Quantity::Missing),
        range,
        source: known.source().to_owned(),
        date: known.date().map(|day| day.to_string()),
    }
}

fn up_to(most: f64) -> Interval {
    Interval::new(0.0, most).unwrap_or(Interval::UNIT)
}

/// A quantity from its least to its most.
pub(super) fn between(least: f64, most: f64) -> Quantity {
    if least >= most {
        return Quantity::Point(least);
    }
    Interval::new(least, most).map_or(Quantity::Missing, Quantity::Interval)
}

/// A count as a number; counts here are far below 2^32.
pub(super) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
