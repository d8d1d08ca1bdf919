//! The facts of a feature as the decision engine reads them: quantities with their whole possible range.

use haggle_tradeoff::{Fact, Interval, Quantity};

use super::environment::Counted;
use super::facts::{Brought, FeatureFacts};
use crate::data::CriterionMeasure as Measure;
use crate::known::{Known, all_known};

/// The name of the fact of a release's age in a replay.
pub(crate) const STALENESS: &str = "staleness";
/// The fact of shared files that must change first; only where it is not known.
pub(super) const SHARED_FILES: &str = "shared-files";

/// More packages than any feature brings, more years than any release is old, more sites than anybody guards.
const MOST_PACKAGES: f64 = 60.0;
const MOST_YEARS: f64 = 30.0;
const MOST_SITES: f64 = 100.0;
/// The shared files: the global list and the constraints.
const MOST_SHARED_FILES: f64 = 2.0;

/// More of them than any requirement has.
const MOST_DUPLICATES: f64 = 5.0;
const MOST_RELEASERS: f64 = 50.0;
const MOST_ADVISORIES: f64 = 100.0;

/// The facts that the cells refer to, each under the word that it has in formulas.
pub(super) fn engine_facts(facts: &FeatureFacts) -> Vec<Fact> {
    let mut found = vec![
        share(facts),
        packages(
            (Measure::Carried, "packages that a deployment installs for it alone"),
            facts,
            Counted::Carried,
        ),
        packages(
            (Measure::NewPackages, "packages that nothing else in the family keeps"),
            facts,
            Counted::New,
        ),
        staleness(facts),
        unguarded(facts),
        broken(facts),
        pythons(facts),
        duplicates(facts),
        releasers(facts),
        lacking(facts),
        advisories(facts),
        unlisted(facts),
    ];
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
        id: Measure::Share.id().into(),
        label: "deployments that have the feature".into(),
        unit: "share".into(),
        quantity: facts.share.quantity,
        range: Interval::UNIT,
        source,
        date: facts.share.evidence.iter().map(|entry| entry.date).max().map(|day| day.to_string()),
    }
}

fn packages((measure, label): (Measure, &str), facts: &FeatureFacts, counted: Counted) -> Fact {
    let brought = facts.brought(counted);
    let range = up_to(match brought.value() {
        Some(Brought { most: Some(most), .. }) => MOST_PACKAGES.max(count(*most)),
        Some(Brought { least, most: None }) => MOST_PACKAGES.max(count(*least)),
        None => MOST_PACKAGES,
    });
    let quantity = brought
        .value()
        .map(|brought| between(count(brought.least), brought.most.map_or(range.high(), count)));
    of((measure, label, "packages"), &brought, quantity, range)
}

fn staleness(facts: &FeatureFacts) -> Fact {
    let range = up_to(MOST_YEARS);
    let quantity = facts.staleness.value().map(|staleness| {
        // A release that is older than the range is as old as the range.
        between(range.clamp(staleness.years.low()), range.clamp(staleness.years.high()))
    });
    let mut fact =
        of((Measure::Staleness, "age of the newest release", "years"), &facts.staleness, quantity, range);
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
    of((Measure::Unguarded, "import sites without a guard", "sites"), &all, quantity, range)
}

fn broken(facts: &FeatureFacts) -> Fact {
    let found = facts.installability();
    let quantity =
        found.value().map(|found| between(count(found.broken), count(found.broken + found.unknown)));
    let range = up_to(count(facts.n_environments).max(1.0));
    of((Measure::Broken, "environments that cannot install it", "environments"), &found, quantity, range)
}

fn pythons(facts: &FeatureFacts) -> Fact {
    let quantity = facts.pythons.value().map(|found| Quantity::Point(count(found.len())));
    let label = "environments whose Python its newest release does not support";
    let range = up_to(count(facts.n_environments).max(1.0));
    of((Measure::Pythons, label, "environments"), &facts.pythons, quantity, range)
}

fn duplicates(facts: &FeatureFacts) -> Fact {
    let known = all_known(facts.requirements.iter().map(|one| &one.duplicates));
    let quantity = known.value().map(|lists| count(lists.iter().map(|list| list.len()).sum()));
    let range = up_to(MOST_DUPLICATES.max(quantity.unwrap_or(0.0)));
    let quantity = quantity.map(Quantity::Point);
    of((Measure::Duplicates, "listed libraries that do the same", "libraries"), &known, quantity, range)
}

fn releasers(facts: &FeatureFacts) -> Fact {
    let known = all_known(facts.requirements.iter().map(|one| &one.releasers));
    let fewest =
        known.value().and_then(|counts| counts.iter().map(|count| f64::from(**count)).min_by(f64::total_cmp));
    let range = up_to(MOST_RELEASERS.max(fewest.unwrap_or(0.0)));
    of((Measure::Releasers, "people who release it", "people"), &known, fewest.map(Quantity::Point), range)
}

fn lacking(facts: &FeatureFacts) -> Fact {
    let found = facts.lacking.value().map(|found| count(found.len()));
    let range = up_to(MOST_PACKAGES.max(found.unwrap_or(0.0)));
    let label = "target distributions without a fitting version";
    of((Measure::Lacking, label, "distributions"), &facts.lacking, found.map(Quantity::Point), range)
}

fn advisories(facts: &FeatureFacts) -> Fact {
    let known = all_known(facts.requirements.iter().map(|one| &one.advisories));
    let sum = known.value().map(|all| all.iter().map(|one| f64::from(one.recent)).sum::<f64>());
    let range = up_to(MOST_ADVISORIES.max(sum.unwrap_or(0.0)));
    let label = "advisories against it in five years";
    of((Measure::Advisories, label, "advisories"), &known, sum.map(Quantity::Point), range)
}

fn unlisted(facts: &FeatureFacts) -> Fact {
    let found = facts.unlisted.value();
    let range = up_to(MOST_PACKAGES.max(found.map_or(0.0, |found| count(found.most))));
    let quantity = found.map(|found| between(count(found.least), count(found.most)));
    let label = "requirements that no list governs unless it is declared";
    of((Measure::Unlisted, label, "requirements"), &facts.unlisted, quantity, range)
}

/// A fact with the source of what is known; missing without a quantity.
fn of<T>(
    (measure, label, unit): (Measure, &str, &str),
    known: &Known<T>,
    quantity: Option<Quantity>,
    range: Interval,
) -> Fact {
    Fact {
        id: measure.id().into(),
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
