//! Who decides.

use std::fmt::{self, Display};

/// The role in which somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeciderRole {
    /// `ptl`: the project team lead.
    ProjectTeamLead,
    /// `release-liaison`: the release liaison.
    ReleaseLiaison,
}

impl DeciderRole {
    /// All, each with its name on the command line.
    pub const NAMES: [(&'static str, Self); 2] =
        [("ptl", Self::ProjectTeamLead), ("release-liaison", Self::ReleaseLiaison)];

    /// Its name in the manifest and in records.
    pub fn title(self) -> &'static str {
        match self {
            Self::ProjectTeamLead => "project team lead",
            Self::ReleaseLiaison => "release liaison",
        }
    }

    /// Whether a veto's `waivable_by` means this role: its title, alone or with a condition behind a comma.
    pub fn may_waive(self, waivable_by: &str) -> bool {
        waivable_by.strip_prefix(self.title()).is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
    }
}

impl Display for DeciderRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.title())
    }
}
