//! What is known about placing the requirements of one feature.

use std::collections::BTreeSet;

use haggle_tradeoff::Interval;
use serde::Serialize;

use super::environment::{Counted, EnvironmentFacts, EnvironmentOutcome, brought};
use super::share::Share;
use crate::data::{Advisories, Identifier, ImportSite, Removal, RequirementId, RunSite};
use crate::known::{Known, all_known};

/// Everything that the decision about one feature rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureFacts {
    /// The share of deployments that have the feature.
    pub share: Share,
    /// What is placed, requirement by requirement.
    pub requirements: Vec<RequirementFacts>,
    /// What resolving with and without the feature's requirements gives, one entry per environment.
    pub environments: Known<Vec<EnvironmentFacts>>,
    /// How many environments the family has.
    pub n_environments: usize,
    /// Environments that ask for a requirement on a platform where it is known not to work.
    pub excluded: Vec<ExcludedPlatform>,
    /// The age of the newest release.
    pub staleness: Known<Staleness>,
    /// Environments whose Python the newest release of a placed distribution does not support.
    pub pythons: Known<Vec<Identifier>>,
    /// Target distributions that ship no fitting version of a placed requirement.
    pub lacking: Known<Vec<String>>,
    /// What users are promised.
    pub promise: Promise,
    /// Shared files that lack a name and have to be changed before a project can declare it.
    pub shared_files: Known<Vec<&'static str>>,
    /// Requirements that no list governs where the project does not declare them.
    pub unlisted: Known<Unlisted>,
}

/// What is known of one placed requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct RequirementFacts {
    /// Where the code imports it.
    pub imports: Known<Vec<ImportSite>>,
    /// Where the code runs it.
    pub runs: Known<Vec<RunSite>>,
    /// Set where no code uses it any more.
    pub removed: Option<Removal>,
    /// Whether the project's tests exercise it.
    pub tested: Known<bool>,
    /// Libraries of the global list that do the same.
    pub duplicates: Known<Vec<String>>,
    /// How many people release it.
    pub releasers: Known<u32>,
    /// Advisories against it.
    pub advisories: Known<Advisories>,
    /// Its licence.
    pub licence: LicenceFact,
}

/// What users of a feature are promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "promise")]
pub enum Promise {
    /// No page says that it is there.
    None,
    /// A page documents it.
    Documented {
        /// The page.
        page: String,
    },
    /// They were told that it goes, and the time that they have is not over.
    Deprecated {
        /// Since when, and what was looked at.
        since: String,
    },
    /// They were told, and had the time.
    Over {
        /// Since when, and what was looked at.
        since: String,
    },
}

/// A placed requirement's licence against the family's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LicenceFact {
    /// The requirement.
    pub requirement: String,
    /// The expression.
    pub licence: Known<String>,
    /// Whether the family allows it.
    pub allowed: Known<bool>,
}

/// An environment that asks for a requirement on a platform where it does not work: no marker excludes it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExcludedPlatform {
    /// The requirement.
    pub requirement: RequirementId,
    /// The environment.
    pub environment: Identifier,
    /// Why it does not work there, and what was looked at.
    pub because: String,
}

/// How long ago the newest release was, of the distribution for which that is longest ago.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Staleness {
    /// Years, at least and at most.
    pub years: Interval,
    /// The distribution.
    pub distribution: String,
}

/// Whether code uses the requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usage {
    /// It does, at these sites.
    At(Vec<String>),
    /// It does not: since when, or who says so.
    Nowhere(String),
}

/// How many packages a feature brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// At least, over the environments that have a solution.
    pub least: usize,
    /// At most; none where some of what it brings has unknown requirements, which may bring more.
    pub most: Option<usize>,
}

/// How many placed requirements are on no list, or go off it with the project's own declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlisted {
    /// At least.
    pub least: usize,
    /// At most: with those of which nobody has recorded who else requires them.
    pub most: usize,
}

/// Environments by whether the placed requirements can be installed there; the others can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installability {
    /// They cannot.
    pub broken: usize,
    /// Facts are missing.
    pub unknown: usize,
}

impl FeatureFacts {
    /// Whether code uses any of the requirements. One site that is known suffices; that there is none is known only where
    /// somebody has looked for every requirement.
    pub fn usage(&self) -> Known<Usage> {
        let sites = self.sites();
        if !sites.is_empty() {
            return Known::fact(Usage::At(sites), "the catalogue", None);
        }
        let uses = self.requirements.iter();
        let uses = uses.flat_map(|one| [one.imports.map(Vec::len), one.runs.map(Vec::len)]);
        all_known(&uses.collect::<Vec<_>>()).map(|_| Usage::Nowhere(self.unused_words()))
    }

    /// The known sites, imports without a guard first.
    fn sites(&self) -> Vec<String> {
        let imports = || self.requirements.iter().flat_map(|one| one.imports.value().into_iter().flatten());
        let runs = self.requirements.iter().flat_map(|one| one.runs.value().into_iter().flatten());
        let unguarded = imports().filter(|site| !site.guarded);
        let guarded = imports().filter(|site| site.guarded);
        let imported = unguarded.chain(guarded).map(|site| site.site.clone());
        imported.chain(runs.map(|site| site.site.clone())).collect()
    }

    fn unused_words(&self) -> String {
        let mut words: Vec<String> =
            self.requirements.iter().filter_map(|one| one.removed.as_ref()).map(Removal::words).collect();
        words.dedup();
        if words.is_empty() { "no site imports or runs it".to_owned() } else { words.join("; ") }
    }

    /// The known import sites without a guard, and whether these are all: for each requirement somebody has looked.
    pub fn unguarded(&self) -> (Vec<&ImportSite>, Known<()>) {
        let imports = self.requirements.iter().map(|one| &one.imports);
        let sites = imports.clone().flat_map(|sites| sites.value().into_iter().flatten());
        (sites.filter(|site| !site.guarded).collect(), all_known(imports).map(|_| ()))
    }

    /// The known sites of code, each file once.
    pub fn code_files(&self) -> Vec<String> {
        let files = self.sites().into_iter().map(|site| match site.rsplit_once(':') {
            Some((file, _)) => file.to_owned(),
            None => site,
        });
        files.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The number of packages that the feature brings.
    pub fn brought(&self, counted: Counted) -> Known<Brought> {
        brought(&self.environments, counted).map(|solved| {
            let least = solved.iter().map(|there| there.releases.len()).min().unwrap_or(0);
            let most = solved.iter().map(|there| there.releases.len() + there.perhaps.len()).max();
            let is_complete = solved.iter().all(|there| there.is_complete);
            Brought { least, most: most.filter(|_| is_complete) }
        })
    }

    /// In how many environments the placed requirements cannot be installed.
    pub fn installability(&self) -> Known<Installability> {
        self.environments.map(|environments| {
            let mut found = Installability { broken: 0, unknown: 0 };
            for environment in environments {
                let is_excluded =
                    self.excluded.iter().any(|excluded| excluded.environment == environment.environment);
                let fits = environment.artefacts.iter().map(|artefact| artefact.fits.value());
                let lacks = fits.clone().any(|fits| fits == Some(&false));
                let is_unknown = fits.into_iter().any(|fits| fits.is_none());
                match &environment.outcome {
                    _ if is_excluded || lacks => found.broken += 1,
                    EnvironmentOutcome::Unsolvable { .. } => found.broken += 1,
                    EnvironmentOutcome::Missing { .. } | EnvironmentOutcome::Stopped { .. } => {
                        found.unknown += 1;
                    }
                    EnvironmentOutcome::Solved { .. } if is_unknown => found.unknown += 1,
                    EnvironmentOutcome::Solved { .. } => {}
                }
            }
            found
        })
    }
}
