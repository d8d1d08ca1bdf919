//! Why a verb cannot be carried out.

use std::fmt;

use haggle_spec::file::EditError;
use haggle_spec::release::MissingFact;
use haggle_spec::{PackageName, Version};

/// Why a verb cannot be carried out. Nothing is edited then.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinError {
    /// The constraints do not have the name.
    NotPinned {
        /// The name.
        name: PackageName,
        /// The pinned name that was probably meant.
        near: Option<PackageName>,
    },
    /// The global list does not have the name.
    NotListed {
        /// The name.
        name: PackageName,
        /// The listed name that was probably meant.
        near: Option<PackageName>,
    },
    /// No shared file has the name.
    NotThere {
        /// The name.
        name: String,
        /// The files that were looked at.
        files: Vec<String>,
    },
    /// A list has the name already.
    AlreadyThere {
        /// The name.
        name: String,
        /// The file.
        file: String,
    },
    /// The shared files say it already.
    NothingToDo {
        /// What they say, in words.
        because: String,
    },
    /// The global list does not allow the version.
    NotAllowed {
        /// The name.
        name: PackageName,
        /// The version.
        version: Version,
        /// The specifiers of the global list.
        by: String,
    },
    /// The version is held.
    Held {
        /// The name.
        name: PackageName,
        /// The version.
        version: Version,
        /// Who holds it and why, in words.
        because: String,
    },
    /// A pin would go down, which is another verb.
    Lower {
        /// The name.
        name: PackageName,
        /// The version that is pinned.
        pinned: Version,
        /// The version that is asked for.
        asked: Version,
    },
    /// A pin would go up, or stay, where it is to go back.
    NotLower {
        /// The name.
        name: PackageName,
        /// The version that is pinned.
        pinned: Version,
        /// The version that is asked for.
        asked: Version,
    },
    /// No release of the name will do.
    NoRelease {
        /// The name.
        name: PackageName,
        /// What would do, in words.
        wanted: String,
    },
    /// The pin has to move, and nobody said where to.
    PinMustMove {
        /// The name.
        name: PackageName,
        /// The version that is pinned.
        pinned: Version,
    },
    /// The family has no such file, or no list of Pythons: what is missing, in words.
    Unknown {
        /// What.
        what: &'static str,
    },
    /// Facts that nobody has asked for yet.
    Missing(Vec<MissingFact>),
    /// The global list has no such section.
    NoSection {
        /// The section.
        section: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// The releases that would have to be pinned do not go together.
    Unsolvable {
        /// Why, in the words of the resolver.
        explanation: String,
    },
    /// The file cannot be edited.
    Edit(EditError),
}

impl fmt::Display for PinError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPinned { name, .. } => write!(formatter, "the constraints do not pin `{name}`"),
            Self::NotListed { name, .. } => write!(formatter, "the global list does not have `{name}`"),
            Self::NotThere { name, files } => write!(formatter, "`{name}` is not in {}", files.join(", ")),
            Self::AlreadyThere { name, file } => write!(formatter, "{file} has `{name}` already"),
            Self::NothingToDo { because } => write!(formatter, "there is nothing to do: {because}"),
            Self::NotAllowed { name, version, by } => {
                write!(formatter, "the global list does not allow {name} {version}: `{by}`")
            }
            Self::Held { name, version, because } => write!(formatter, "{name} {version} is held: {because}"),
            Self::Lower { name, pinned, asked } => {
                write!(formatter, "{name} {asked} is below the pin, {pinned}")
            }
            Self::NotLower { name, pinned, asked } => {
                write!(formatter, "{name} {asked} is not below the pin, {pinned}")
            }
            Self::NoRelease { name, wanted } => {
                write!(formatter, "no release of {name} is known that is {wanted}")
            }
            Self::PinMustMove { name, pinned } => {
                write!(formatter, "{name} is pinned at {pinned}, which would be allowed no more")
            }
            Self::Unknown { what } => write!(formatter, "nobody has said {what}"),
            Self::Missing(facts) => {
                let facts: Vec<String> = facts.iter().map(ToString::to_string).collect();
                write!(formatter, "facts are missing: {}", facts.join(", "))
            }
            Self::NoSection { section, known } => {
                write!(formatter, "the global list has no section `{section}`; it has {}", known.join(", "))
            }
            Self::Unsolvable { explanation } => {
                write!(formatter, "the pins would not go together: {explanation}")
            }
            Self::Edit(error) => error.fmt(formatter),
        }
    }
}

impl PinError {
    /// What the user can do about it.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NotPinned { near: Some(near), .. } | Self::NotListed { near: Some(near), .. } => {
                return Some(format!("did you mean `{near}`?"));
            }
            Self::NotListed { .. } => "`include` drafts the addition of a requirement",
            Self::NotAllowed { .. } => "change the global list first, or name another version",
            Self::Held { .. } => "`pins holds` shows every hold; `--override-hold` leaves this one out",
            Self::Lower { .. } => "`pins rollback` takes a pin back, and excludes what it leaves behind",
            Self::NotLower { .. } => "`pins bump` raises a pin",
            Self::PinMustMove { .. } => {
                "say where it goes with `--to VERSION`, or where releases are known from: `--snapshot FILE` or `--live`"
            }
            Self::Missing(_) => "say where releases are known from: `--snapshot FILE` or `--live`",
            _ => return None,
        };
        Some(help.to_owned())
    }
}

impl std::error::Error for PinError {}

impl From<EditError> for PinError {
    fn from(error: EditError) -> Self {
        Self::Edit(error)
    }
}
