//! How each measure of an alternative follows from the facts.

use haggle_tradeoff::Measure as Amount;

use super::engine_facts::{BROKEN, BROUGHT, SHARE, SHARED_FILES, STALENESS, UNGUARDED, count};
use super::facts::{FeatureFacts, Usage};
use crate::data::{CriterionMeasure, Placement};
use crate::known::Known;

/// A feature's facts, and where its requirements are today.
pub(super) struct Amounts<'a> {
    facts: &'a FeatureFacts,
    today: Option<Placement>,
    is_unused: bool,
    /// How many requirements are placed.
    placed: f64,
}

impl<'a> Amounts<'a> {
    /// Nothing is measured yet.
    pub(super) fn of(facts: &'a FeatureFacts, today: Option<Placement>) -> Self {
        let is_unused = matches!(facts.usage().value(), Some(Usage::Nowhere(_)));
        Self { facts, today, is_unused, placed: count(facts.requirements.len()) }
    }

    /// The measure of an alternative.
    pub(super) fn amount(&self, measure: CriterionMeasure, alternative: Placement) -> Amount {
        use CriterionMeasure as Measure;
        use Placement::{Bindep, Core, Documented, Extra, Reject, Test};
        let declared = alternative.is_declared();
        match (measure, alternative) {
            (Measure::FeatureLost, Reject) if self.is_unused => {
                Amount::fixed(0.0, "no code uses it, so no feature is lost")
            }
            (Measure::HandSteps, Documented | Test) => per_hundred_with_it(1.0 + self.placed),
            (Measure::HandSteps, Extra | Bindep) | (Measure::FeatureLost, Reject) => per_hundred_with_it(1.0),
            (Measure::HandSteps, Core) => Amount::fixed(0.0, "installed with the project"),
            (Measure::HandSteps, Reject) => Amount::fixed(0.0, "there is nothing to set up"),
            (Measure::FeatureLost, _) => Amount::fixed(0.0, "the feature stays"),
            (Measure::UnusedPackages, Core) => self.unused_packages(),
            (Measure::UnusedPackages, Bindep) => Amount::affine(self.placed, -self.placed, SHARE),
            (Measure::UnusedPackages, _) => Amount::fixed(0.0, "only deployments that want it install it"),
            (Measure::HardDependencies, Core) => Amount::fact(BROUGHT),
            (Measure::HardDependencies, Bindep) => {
                Amount::fixed(self.placed, "one package of the system for each")
            }
            (Measure::HardDependencies, _) => Amount::fixed(0.0, "packagers may leave it out"),
            (Measure::Pins, _) if declared => Amount::fact(BROUGHT),
            (Measure::Pins, _) => Amount::fixed(0.0, "not declared, so not constrained"),
            (Measure::Staleness, _) if declared => Amount::fact(STALENESS),
            (Measure::Staleness, _) => Amount::fixed(0.0, "the project does not depend on its upkeep"),
            (Measure::BrokenEnvironments, _) if declared => Amount::fact(BROKEN),
            (Measure::BrokenEnvironments, _) => {
                Amount::fixed(0.0, "not declared, so nothing fails to install")
            }
            (Measure::GuardWork, Core) => Amount::fixed(0.0, "always there, so no guard is needed"),
            (Measure::GuardWork, _) => Amount::fact(UNGUARDED),
            (Measure::ChangedFiles, _) => self.changed_files(alternative),
        }
    }

    /// What deployments without the feature carry: the packages brought, times the share that has no use for them.
    /// The number brought enters at its most, as the cell is linear in the share.
    fn unused_packages(&self) -> Amount {
        match self.facts.brought().value().and_then(|brought| brought.most) {
            Some(most) => Amount::affine(count(most), -count(most), SHARE),
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
            match &self.facts.shared_files {
                Known::Fact { value, .. } => files.extend(value),
                Known::Unknown { .. } => return Amount::affine(count(files.len()), 1.0, SHARED_FILES),
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
