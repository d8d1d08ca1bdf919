//! What an examination says.

use serde::Serialize;

use super::remedy::Remedy;
use crate::data::{Identifier, Kind, RequirementId};

/// What an examination says of a feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeatureHealth {
    /// The feature.
    pub feature: Identifier,
    /// The name that people read.
    pub title: String,
    /// Whether it can work here.
    pub state: FeatureState,
    /// What it needs.
    pub requirements: Vec<RequirementHealth>,
    /// Options that switch it on.
    pub config: Vec<String>,
    /// The page that documents it.
    pub documentation: Option<String>,
}

/// Whether a feature can work on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeatureState {
    /// All that could be looked at is there.
    Ready,
    /// Something that it needs could not be looked at; nothing is known to be missing.
    Unknown,
    /// Something that it needs is missing or is of another version.
    NotReady,
    /// Something that it needs does not work on this platform.
    Impossible,
}

/// What an examination says of a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequirementHealth {
    /// The requirement.
    pub requirement: RequirementId,
    /// What sort of thing it is.
    pub kind: Kind,
    /// What was found.
    pub state: RequirementState,
    /// How to set it up, best first; nothing where nothing is to be done.
    pub remedies: Vec<Remedy>,
    /// What happens when it is absent.
    pub missing_behaviour: Option<String>,
}

/// What was found of a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "found")]
#[non_exhaustive]
pub enum RequirementState {
    /// It is there.
    Present {
        /// Its version, where it says one.
        version: Option<String>,
    },
    /// It is there in a version that the requirement does not allow.
    OtherVersion {
        /// The version that is there.
        version: String,
        /// The versions that are allowed.
        wanted: String,
    },
    /// It is not there.
    Missing,
    /// It is not needed: its marker leaves this Python out, or no code uses it any more.
    NotNeeded {
        /// Why.
        because: String,
    },
    /// It does not work on this platform.
    Impossible {
        /// Why.
        because: String,
    },
    /// It runs elsewhere, where nobody looked.
    Elsewhere,
    /// Nobody could look.
    Unknown {
        /// Why not.
        because: String,
    },
}

impl RequirementState {
    /// What it means for a feature that needs the requirement.
    pub fn of_feature(&self) -> FeatureState {
        match self {
            Self::Present { .. } | Self::NotNeeded { .. } | Self::Elsewhere => FeatureState::Ready,
            Self::Unknown { .. } => FeatureState::Unknown,
            Self::Missing | Self::OtherVersion { .. } => FeatureState::NotReady,
            Self::Impossible { .. } => FeatureState::Impossible,
        }
    }
}
