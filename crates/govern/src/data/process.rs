//! The tables `[process]` and `[waivers]`: what the release process forbids at present, and who may waive a veto.

use std::collections::BTreeMap;

use super::reader::{OneLine, Origin, TableReader, word};
use crate::known::Known;

/// What the release process forbids at present.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// Whether a requirements freeze is in force.
    pub frozen: Known<bool>,
    /// Whether the branch is a stable one.
    pub stable: Known<bool>,
    /// The months between telling users that a feature will go and removing it.
    pub deprecation_months: u32,
}

/// Who may waive a veto: the role, by the veto's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waivers(BTreeMap<&'static str, Option<String>>);

impl Process {
    pub(super) fn of(table: &mut TableReader<'_, '_>, origin: &Origin) -> Option<Self> {
        let frozen = table.known("frozen", FREEZE, origin);
        let stable = table.known("stable", STABLE, origin);
        let months = table.optional("deprecation-months");
        let deprecation_months = months?.unwrap_or(Self::DEPRECATION_MONTHS);
        Some(Self { frozen: frozen?, stable: stable?, deprecation_months })
    }

    /// Half a year: one cycle of OpenStack's releases.
    pub const DEPRECATION_MONTHS: u32 = 6;

    pub(super) fn unknown(origin: &Origin) -> Self {
        Self {
            frozen: origin.known(None, FREEZE),
            stable: origin.known(None, STABLE),
            deprecation_months: Self::DEPRECATION_MONTHS,
        }
    }
}

impl Waivers {
    /// The vetoes, each with the role that may waive it where a family says nothing.
    const ROLES: [(&'static str, Option<&'static str>); 9] = [
        ("used", None),
        ("licence", None),
        ("artefact", Some("requirements team")),
        ("satisfiable", Some("requirements team")),
        ("advisory", Some("vulnerability team")),
        ("guarded", Some("project team lead, once the sites are guarded")),
        ("deprecation", None),
        ("process", Some("release liaison")),
        ("family-rule", Some("project team lead")),
    ];

    /// The role that may waive a veto, if any may.
    pub fn role(&self, veto: &str) -> Option<&str> {
        self.0.get(veto)?.as_deref()
    }

    /// The names of all vetoes.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::ROLES.into_iter().map(|(veto, _)| veto)
    }

    pub(super) fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let words = Self::ROLES.map(|(veto, _)| (veto, veto));
        let mut waivers = Self::default();
        let mut are_known = true;
        for (name, OneLine(role)) in table.rest::<OneLine>()? {
            match word(&name, table.errors, &words) {
                Some(veto) => {
                    waivers.0.insert(veto, (!role.is_empty()).then_some(role));
                }
                None => are_known = false,
            }
        }
        are_known.then_some(waivers)
    }
}

impl Default for Waivers {
    fn default() -> Self {
        Self(Self::ROLES.into_iter().map(|(veto, role)| (veto, role.map(str::to_owned))).collect())
    }
}

const FREEZE: &str = "whether a requirements freeze is in force";
const STABLE: &str = "whether the branch is a stable one";
