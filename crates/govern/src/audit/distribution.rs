//! What is known of a distribution that a project declares or uses.

use haggle_scan::{EntryPoint, ImportNames};
use serde::Serialize;

/// Groups that only describe a distribution to tools: to be in one is not to be used by it.
const DESCRIPTIVE_GROUPS: &[&str] = &[
    "oslo.config.opts",
    "oslo.config.opts.defaults",
    "oslo.policy.policies",
    "oslo.policy.enforcer",
    "distutils.commands",
    "distutils.setup_keywords",
    "egg_info.writers",
];

/// A distribution that was looked at: installed, or its wheel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditedDistribution {
    /// The names by which its modules are imported.
    pub names: ImportNames,
    /// Its entry points.
    pub entry_points: Vec<EntryPoint>,
    /// Where this was read: a path or an address.
    pub source: String,
}

impl AuditedDistribution {
    /// The groups by which another program may load it without naming it.
    pub(super) fn plugin_groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self
            .entry_points
            .iter()
            .filter(|point| !point.is_program() && !DESCRIPTIVE_GROUPS.contains(&&*point.group))
            .map(|point| &*point.group)
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The programs that it installs.
    pub(super) fn programs(&self) -> impl Iterator<Item = &str> {
        self.entry_points.iter().filter(|point| point.is_program()).map(|point| &*point.name)
    }
}
