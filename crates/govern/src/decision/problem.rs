//! A placement decision as the decision engine takes it: facts, criteria, cells, vetoes and stakeholders.

use haggle_tradeoff as tradeoff;
use tradeoff::{
    Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, Fact, GroupRule, Interval,
    Measure as Amount, Quantity, Scale, Stakeholder, SwingWeight, Veto,
};

use super::facts::{FeatureFacts, Known};
use crate::data::{CriterionEntry, CriterionMeasure, Placement, StakeholderEntry, Values};

const SHARE: &str = "share";
const BROUGHT: &str = "brought";
/// The fact of a distribution's age.
pub const STALENESS: &str = "staleness";
/// The fact of imports without a guard.
pub const UNGUARDED: &str = "unguarded";
/// The fact of environments that cannot install it.
pub const BROKEN: &str = "broken";

/// Where the facts of a problem come from, for their sources.
pub struct FactProvenance<'a> {
    /// What the resolution rests on: the snapshot and its date.
    pub resolution: &'a str,
    /// The day of the resolution's facts.
    pub resolution_date: Option<&'a str>,
    /// What the catalogue rests on.
    pub catalogue: &'a str,
    /// How many environments the family has.
    pub n_environments: usize,
}

/// The problem's draft: data in which everything is named, ready to be checked by [`tradeoff::Problem::new`].
pub fn draft(
    title: &str,
    facts: &FeatureFacts,
    (alternatives, today): (&[Placement], Option<Placement>),
    values: &Values,
    vetoes: Vec<Veto>,
    provenance: &FactProvenance<'_>,
) -> Draft {
    let measured = Measured { facts, today };
    Draft {
        title: format!("where {title} stands"),
        facts: engine_facts(facts, provenance),
        criteria: values.criteria.iter().map(criterion).collect(),
        alternatives: alternatives
            .iter()
            .map(|alternative| tradeoff::Alternative {
                id: alternative.id().into(),
                label: alternative.label().into(),
                status_quo: Some(*alternative) == today,
            })
            .collect(),
        cells: values
            .criteria
            .iter()
            .flat_map(|entry| alternatives.iter().map(move |alternative| (entry.measure, *alternative)))
            .map(|(measure, alternative)| Cell {
                criterion: measure.id().into(),
                alternative: alternative.id().into(),
                measure: measured.amount(measure, alternative),
            })
            .collect(),
        vetoes,
        stakeholders: values.stakeholders.iter().map(|entry| stakeholder(entry, values)).collect(),
        disagreement: None,
        rule: GroupRule { tolerance: values.tolerance, ..GroupRule::default() },
        illustrative: values.illustrative.is_some(),
    }
}

impl CriterionMeasure {
    /// Its name in files and records.
    pub fn id(self) -> &'static str {
        match self {
            Self::HandSteps => "hand-steps",
            Self::FeatureLost => "feature-lost",
            Self::UnusedPackages => "unused-packages",
            Self::HardDependencies => "hard-dependencies",
            Self::Pins => "pins",
            Self::Staleness => "staleness",
            Self::BrokenEnvironments => "broken-environments",
            Self::GuardWork => "guard-work",
            Self::ChangedFiles => "changed-files",
        }
    }

    /// What it measures, and in what unit.
    pub fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::HandSteps => ("work by hand", "steps per 100 deployments"),
            Self::FeatureLost => ("feature lost", "deployments per 100"),
            Self::UnusedPackages => ("packages carried without use", "packages per deployment"),
            Self::HardDependencies => ("hard dependencies for packagers", "packages"),
            Self::Pins => ("pins to keep", "pins"),
            Self::Staleness => ("age of the newest release", "years"),
            Self::BrokenEnvironments => ("environments that cannot install it", "environments"),
            Self::GuardWork => ("imports to guard first", "sites"),
            Self::ChangedFiles => ("files to change", "files"),
        }
    }
}

fn criterion(entry: &CriterionEntry) -> Criterion {
    let (label, unit) = entry.measure.describe();
    let range = Interval::new(entry.best, entry.worst).unwrap_or(Interval::UNIT);
    Criterion {
        id: entry.measure.id().into(),
        label: label.into(),
        parent: None,
        kind: CriterionKind::Leaf(Scale::linear(unit, Direction::Min, range)),
    }
}

fn stakeholder(entry: &StakeholderEntry, values: &Values) -> Stakeholder {
    let points = values.criteria.iter().map(|criterion| {
        let [low, high] = entry.weights.get(&criterion.measure).copied().unwrap_or_default();
        SwingWeight {
            criterion: criterion.measure.id().into(),
            points: Interval::new(low, high).unwrap_or(Interval::UNIT),
        }
    });
    Stakeholder {
        id: entry.id.clone(),
        name: entry.name.clone(),
        power: entry.power,
        weights: Elicitation::Swing(points.collect()),
    }
}

/// The facts that the cells refer to, each with its whole possible range.
fn engine_facts(facts: &FeatureFacts, provenance: &FactProvenance<'_>) -> Vec<Fact> {
    let fact = |id: &str, label: &str, unit: &str, quantity: Quantity, most: f64, source: String| Fact {
        id: id.into(),
        label: label.into(),
        unit: unit.into(),
        quantity,
        range: Interval::new(0.0, most).unwrap_or(Interval::UNIT),
        source,
        date: provenance.resolution_date.map(str::to_owned),
    };
    let brought = facts.n_brought();
    let brought_quantity = brought.map_or(Quantity::Missing, |(least, most)| between(least, most));
    let (staleness, staleness_source, staleness_date) = match &facts.staleness {
        Known::Yes { value: (years, name), source, date } => {
            (Quantity::Point(*years), format!("{name}: {source}"), date.clone())
        }
        Known::No { because } => (Quantity::Missing, because.clone(), None),
    };
    let (broken, unknown) = facts.broken_environments();
    let broken_quantity = between(broken.len(), broken.len() + unknown.len());
    let resolution = || provenance.resolution.to_owned();
    vec![
        Fact {
            id: SHARE.into(),
            label: "deployments that have the feature".into(),
            unit: "share".into(),
            quantity: facts.share.quantity,
            range: Interval::UNIT,
            source: share_source(facts),
            date: facts.share.evidence.iter().map(|entry| entry.date.clone()).max(),
        },
        fact(
            BROUGHT,
            "packages that it brings",
            "packages",
            brought_quantity,
            60.0_f64.max(high(brought)),
            resolution(),
        ),
        Fact {
            date: staleness_date,
            ..fact(STALENESS, "age of the newest release", "years", staleness, 30.0, staleness_source)
        },
        fact(
            UNGUARDED,
            "import sites without a guard",
            "sites",
            Quantity::Point(count(facts.unguarded.len())),
            count(facts.unguarded.len()).max(100.0),
            provenance.catalogue.to_owned(),
        ),
        fact(
            BROKEN,
            "environments that cannot install it",
            "environments",
            broken_quantity,
            count(provenance.n_environments).max(1.0),
            resolution(),
        ),
    ]
}

fn share_source(facts: &FeatureFacts) -> String {
    if facts.share.evidence.is_empty() {
        return "nobody has published a figure".to_owned();
    }
    let mut sources: Vec<&str> = facts.share.evidence.iter().map(|entry| entry.source.as_str()).collect();
    sources.dedup();
    sources.join("; ")
}

fn between(least: usize, most: usize) -> Quantity {
    if least == most {
        return Quantity::Point(count(least));
    }
    Interval::new(count(least), count(most)).map_or(Quantity::Missing, Quantity::Interval)
}

fn high(brought: Option<(usize, usize)>) -> f64 {
    brought.map_or(0.0, |(_, most)| count(most))
}

/// A count as a number; counts here are far below 2^32.
fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// How each measure follows from the facts.
struct Measured<'a> {
    facts: &'a FeatureFacts,
    today: Option<Placement>,
}

impl Measured<'_> {
    fn amount(&self, measure: CriterionMeasure, alternative: Placement) -> Amount {
        use Placement::{Bindep, Core, Documented, Extra, Reject, Test};
        let declared = alternative.is_declared();
        let placed = f64::from(self.facts.n_placed);
        match (measure, alternative) {
            (CriterionMeasure::FeatureLost, Reject) if self.facts.unused_since.is_some() => {
                Amount::fixed(0.0, "no code uses it, so no feature is lost")
            }
            (CriterionMeasure::HandSteps, Documented | Test) => per_hundred_with_it(1.0 + placed),
            (CriterionMeasure::HandSteps, Extra | Bindep) | (CriterionMeasure::FeatureLost, Reject) => {
                per_hundred_with_it(1.0)
            }
            (CriterionMeasure::HandSteps, Core) => Amount::fixed(0.0, "installed with the project"),
            (CriterionMeasure::HandSteps, Reject) => Amount::fixed(0.0, "there is nothing to set up"),
            (CriterionMeasure::FeatureLost, _) => Amount::fixed(0.0, "the feature stays"),
            (CriterionMeasure::UnusedPackages, Core) => self.unused_packages(),
            (CriterionMeasure::UnusedPackages, Bindep) => Amount::affine(placed, -placed, SHARE),
            (CriterionMeasure::UnusedPackages, _) => {
                Amount::fixed(0.0, "only deployments that want it install it")
            }
            (CriterionMeasure::HardDependencies, Core) => Amount::fact(BROUGHT),
            (CriterionMeasure::HardDependencies, Bindep) => {
                Amount::fixed(placed, "one package of the system for each")
            }
            (CriterionMeasure::HardDependencies, _) => Amount::fixed(0.0, "packagers may leave it out"),
            (CriterionMeasure::Pins, _) if declared => Amount::fact(BROUGHT),
            (CriterionMeasure::Pins, _) => Amount::fixed(0.0, "not declared, so not constrained"),
            (CriterionMeasure::Staleness, _) if declared => Amount::fact(STALENESS),
            (CriterionMeasure::Staleness, _) => {
                Amount::fixed(0.0, "the project does not depend on its upkeep")
            }
            (CriterionMeasure::BrokenEnvironments, _) if declared => Amount::fact(BROKEN),
            (CriterionMeasure::BrokenEnvironments, _) => {
                Amount::fixed(0.0, "not declared, so nothing fails to install")
            }
            (CriterionMeasure::GuardWork, Core) => Amount::fixed(0.0, "always there, so no guard is needed"),
            (CriterionMeasure::GuardWork, _) => Amount::fact(UNGUARDED),
            (CriterionMeasure::ChangedFiles, _) => self.changed_files(alternative),
        }
    }

    /// What deployments without the feature carry: the packages brought, times the share that has no use for them.
    /// The number brought enters at its most, as the cell is linear in the share.
    fn unused_packages(&self) -> Amount {
        match self.facts.n_brought() {
            Some((_, most)) => Amount::affine(count(most), -count(most), SHARE),
            None => Amount::fact(BROUGHT),
        }
    }

    fn changed_files(&self, alternative: Placement) -> Amount {
        if Some(alternative) == self.today {
            return Amount::fixed(0.0, "how things stand today");
        }
        let mut files: Vec<&str> =
            self.today.and_then(file_of).into_iter().chain(file_of(alternative)).collect();
        if alternative.is_declared() {
            if !self.facts.not_in_global.is_empty() {
                files.push("the global list");
            }
            if !self.facts.not_pinned.is_empty() {
                files.push("the constraints");
            }
        }
        Amount::fixed(count(files.len()), files.join(", "))
    }
}

fn per_hundred_with_it(steps: f64) -> Amount {
    Amount::Product { factor: 100.0 * steps, facts: vec![SHARE.into()] }
}

/// The file that an alternative is written in.
fn file_of(alternative: Placement) -> Option<&'static str> {
    match alternative {
        Placement::Core => Some("requirements.txt"),
        Placement::Extra => Some("setup.cfg"),
        Placement::Bindep => Some("bindep.txt"),
        Placement::Documented => Some("the documentation page"),
        Placement::Test => Some("test-requirements.txt"),
        Placement::Reject => None,
    }
}
