//! Where a requirement is, or could be.

use serde::Serialize;

/// A place for a requirement: where it is today, or an alternative of a decision about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Placement {
    /// `requirements.txt`: every installation gets it.
    Core,
    /// An extra: an installation asks for it by name.
    Extra,
    /// `bindep.txt`.
    Bindep,
    /// A page: operators set it up by hand.
    Documented,
    /// The test requirements only; an alternative only where it is today's placement.
    Test,
    /// Nowhere: the project does without. A catalogue may write `none` for what is nowhere today.
    Reject,
}

impl Placement {
    /// The words of a catalogue for where a requirement is today.
    pub(super) const WORDS: [(&'static str, Self); 7] = [
        ("core", Self::Core),
        ("extra", Self::Extra),
        ("bindep", Self::Bindep),
        ("documented", Self::Documented),
        ("test", Self::Test),
        ("none", Self::Reject),
        ("reject", Self::Reject),
    ];

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

    /// The placement of a name.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Core, Self::Extra, Self::Bindep, Self::Documented, Self::Test, Self::Reject]
            .into_iter()
            .find(|placement| placement.id() == id)
    }

    /// Whether the project then declares the requirement for the index to install.
    pub fn is_declared(self) -> bool {
        matches!(self, Self::Core | Self::Extra | Self::Test)
    }
}
