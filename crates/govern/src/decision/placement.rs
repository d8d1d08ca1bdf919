//! The alternatives: where the requirements of a feature can stand.

use crate::data::{Kind, PlacedRequirement, Placement};

/// An alternative of a placement decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alternative {
    /// `requirements.txt`: every installation gets it.
    Core,
    /// An extra: an installation asks for it by name.
    Extra,
    /// `bindep.txt`.
    Bindep,
    /// A page: operators set it up by hand.
    Documented,
    /// The test requirements only; there when it is how things stand.
    Test,
    /// Nowhere: the project does without.
    Reject,
}

impl Alternative {
    /// Its name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Extra => "extra",
            Self::Bindep => "bindep",
            Self::Documented => "documented",
            Self::Test => "test",
            Self::Reject => "reject",
        }
    }

    /// What it means, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Core => "in requirements.txt",
            Self::Extra => "in an extra",
            Self::Bindep => "in bindep.txt",
            Self::Documented => "documented, set up by hand",
            Self::Test => "in the test requirements only",
            Self::Reject => "nowhere: do without it",
        }
    }

    /// The alternative of a name.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Core, Self::Extra, Self::Bindep, Self::Documented, Self::Test, Self::Reject]
            .into_iter()
            .find(|alternative| alternative.id() == id)
    }

    /// Whether the project then declares the requirement for the index to install.
    pub fn is_declared(self) -> bool {
        matches!(self, Self::Core | Self::Extra | Self::Test)
    }

    /// Where a requirement of the catalogue stands, as an alternative.
    pub fn of(placement: Placement) -> Self {
        match placement {
            Placement::Core => Self::Core,
            Placement::Extra => Self::Extra,
            Placement::Bindep => Self::Bindep,
            Placement::Documented => Self::Documented,
            Placement::Test => Self::Test,
            Placement::None => Self::Reject,
        }
    }
}

/// The alternatives for a set of requirements of one kind, and which of them is how things stand.
///
/// A placement of today that is none of the usual ones is one more alternative. Where the requirements stand in different
/// places today, the strongest claim on installations counts as the status quo (core before extra before the rest).
pub fn alternatives(requirements: &[&PlacedRequirement]) -> (Vec<Alternative>, Option<Alternative>) {
    let python = requirements.iter().all(|requirement| requirement.kind == Kind::Python);
    let mut alternatives = if python {
        vec![Alternative::Core, Alternative::Extra, Alternative::Documented, Alternative::Reject]
    } else {
        vec![Alternative::Bindep, Alternative::Documented, Alternative::Reject]
    };
    let today = requirements.iter().map(|requirement| Alternative::of(requirement.placement)).min();
    if let Some(today) = today
        && !alternatives.contains(&today)
    {
        alternatives.push(today);
        alternatives.sort_unstable();
    }
    (alternatives, today)
}
