//! What was read generously, and how that is said.

use std::fmt;

use haggle_spec::{ExtraName, Requirement, Version};

use super::requirer::Requirer;

/// Something that was read generously.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Who has it.
    pub requirer: Requirer,
    /// The requirement.
    pub requirement: Requirement,
    /// What is the matter.
    pub kind: WarningKind,
}

/// What is the matter with a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// Its marker has no value in the environment; it was taken to hold.
    MarkerWithoutValue(String),
    /// It names a URL, which was not followed: any version of the name was taken.
    DirectUrl,
    /// The chosen release does not declare the extra.
    NoSuchExtra(ExtraName),
    /// The chosen release was yanked, for this reason (which may be empty), and is taken because it is pinned.
    Yanked(String),
    /// A part of the metadata of the chosen release could not be read, or was read as what it must mean.
    OddMetadata(String),
    /// This release would come before the chosen one, and was passed over because its requirements are unknown.
    PassedOver {
        /// The release.
        version: Version,
        /// Why they are not known.
        reason: String,
    },
    /// The chosen release has unknown requirements, and these releases of known requirements fit the bounds on the package
    /// as well: the requirements of each of them conflict with something.
    NothingKnownFits(Vec<Version>),
    /// These releases, which would come before the chosen one, have no upload time, so that `exclude_newer` rules them out.
    UnknownDate(Vec<Version>),
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requirement = &self.requirement;
        let name = requirement.name();
        match &self.kind {
            WarningKind::MarkerWithoutValue(reason) => {
                write!(
                    formatter,
                    "the marker of `{requirement}` has no value here and was taken to hold: {reason}"
                )
            }
            WarningKind::DirectUrl => {
                write!(formatter, "the URL of `{requirement}` was not followed: any version was taken")
            }
            WarningKind::NoSuchExtra(extra) => write!(formatter, "`{name}` has no extra `{extra}`"),
            WarningKind::Yanked(reason) if reason.is_empty() => {
                write!(formatter, "`{requirement}` was yanked")
            }
            WarningKind::Yanked(reason) => write!(formatter, "`{requirement}` was yanked: {reason}"),
            WarningKind::OddMetadata(note) => write!(formatter, "the metadata of `{requirement}`: {note}"),
            WarningKind::PassedOver { version, reason } => write!(
                formatter,
                "{name} {version} was passed over for `{requirement}`, because its requirements are unknown: {reason}; to take it, require `{name}=={version}`"
            ),
            WarningKind::NothingKnownFits(others) => write!(
                formatter,
                "`{requirement}` is taken although its requirements are unknown: those of {} conflict with others",
                listed(others)
            ),
            WarningKind::UnknownDate(versions) => {
                let what = if versions.len() == 1 { "it" } else { "them" };
                write!(
                    formatter,
                    "the index gives no upload time for {name} {}, so that `--exclude-newer` rules {what} out",
                    listed(versions)
                )
            }
        }
    }
}

/// A few versions, and how many more.
fn listed(versions: &[Version]) -> String {
    const SHOWN: usize = 4;
    let mut texts: Vec<String> = versions.iter().rev().take(SHOWN).map(ToString::to_string).collect();
    if versions.len() > SHOWN {
        texts.push(format!("{} more", versions.len() - SHOWN));
    }
    texts.join(", ")
}
