//! What was found on a machine.

use std::collections::BTreeMap;

use haggle_spec::{MarkerEnvironment, PackageName, Platform};

use crate::known::Known;

/// What was found on a machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Machine {
    /// Its platform; nothing where it is none that markers are known for.
    pub platform: Option<Platform>,
    /// The names of its distribution, nearest first: `ID` and `ID_LIKE` of os-release(5).
    pub distributions: Vec<String>,
    /// The Python that was chosen.
    pub python: Known<InstalledPython>,
    /// The programs that were looked for: what each says of its version, or nothing where it is not on `PATH`.
    pub programs: BTreeMap<String, Known<Option<String>>>,
    /// The packages of the operating system that were looked for: the installed version, or nothing where it is not there.
    pub packages: BTreeMap<String, Known<Option<String>>>,
}

/// A Python, and what is installed for it.
#[derive(Debug, Clone, PartialEq)]
pub struct InstalledPython {
    /// Its program.
    pub program: String,
    /// The values of its marker variables.
    pub environment: MarkerEnvironment,
    /// The versions of its distributions, as their metadata writes them.
    pub distributions: BTreeMap<PackageName, String>,
    /// Whether the operating system manages it: installers refuse to change it (PEP 668).
    pub is_externally_managed: bool,
}

impl Machine {
    /// The entry of a map by distribution (`names` of a requirement) that is for this machine.
    pub(super) fn named<'a, T>(&self, by_distribution: &'a BTreeMap<String, T>) -> Option<&'a T> {
        named(&self.distributions, by_distribution)
    }
}

/// The entry for the nearest of these distributions. Families have other names for the families of distributions than os-release(5).
pub(super) fn named<'a, T>(distributions: &[String], by_name: &'a BTreeMap<String, T>) -> Option<&'a T> {
    distributions.iter().find_map(|id| {
        let aliases: &[&str] = match id.as_str() {
            "rhel" | "centos" | "fedora" | "rocky" | "almalinux" => &["redhat", "rhel", "rpm"],
            "sles" | "opensuse" | "opensuse-leap" | "opensuse-tumbleweed" => &["suse", "opensuse"],
            "ubuntu" => &["ubuntu", "debian"],
            _ => &[],
        };
        by_name.get(id).or_else(|| aliases.iter().find_map(|alias| by_name.get(*alias)))
    })
}
