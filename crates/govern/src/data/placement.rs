//! Where a requirement is, or could be.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::identifier::{Identifier, IdentifierError};

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

    /// Where a Python distribution, or a program or system package, can be put.
    pub fn open_to(python: bool) -> &'static [Self] {
        if python {
            &[Self::Core, Self::Extra, Self::Documented, Self::Reject]
        } else {
            &[Self::Bindep, Self::Documented, Self::Reject]
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

/// What can be chosen for a feature: a placement, alone or with a side condition. Written `extra`, or `extra+guards`.
///
/// ```
/// use haggle_govern::data::{Placement, PlacementChoice};
///
/// let choice: PlacementChoice = "extra+guards".parse()?;
/// assert_eq!((choice.placement, choice.to_string().as_str()), (Placement::Extra, "extra+guards"));
/// assert!("attic".parse::<PlacementChoice>().is_err());
/// # Ok::<(), haggle_govern::data::PlacementChoiceError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlacementChoice {
    /// The placement.
    pub placement: Placement,
    /// The side condition.
    pub condition: Option<Identifier>,
}

/// Why a text is not a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlacementChoiceError {
    /// Not a placement.
    Placement(String),
    /// The name of the side condition is not one.
    Condition(IdentifierError),
}

impl PlacementChoice {
    /// A placement under a side condition.
    pub fn with(placement: Placement, condition: Identifier) -> Self {
        Self { placement, condition: Some(condition) }
    }

    /// Whether it is a placement alone, and this one.
    pub fn is(&self, placement: Option<Placement>) -> bool {
        self.condition.is_none() && Some(self.placement) == placement
    }
}

impl From<Placement> for PlacementChoice {
    fn from(placement: Placement) -> Self {
        Self { placement, condition: None }
    }
}

impl FromStr for PlacementChoice {
    type Err = PlacementChoiceError;

    fn from_str(text: &str) -> Result<Self, PlacementChoiceError> {
        let (placement, condition) = match text.split_once('+') {
            Some((placement, condition)) => (placement, Some(condition)),
            None => (text, None),
        };
        let placement = Placement::from_id(placement)
            .ok_or_else(|| PlacementChoiceError::Placement(placement.to_owned()))?;
        let condition =
            condition.map(Identifier::new).transpose().map_err(PlacementChoiceError::Condition)?;
        Ok(Self { placement, condition })
    }
}

impl Display for PlacementChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.placement.id())?;
        self.condition.as_ref().map_or(Ok(()), |condition| write!(formatter, "+{condition}"))
    }
}

impl Serialize for PlacementChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Display for PlacementChoiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Placement(text) => write!(formatter, "`{}` is not a placement", text.escape_debug()),
            Self::Condition(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for PlacementChoiceError {}
