//! The parts of a wheel that say what its distribution provides.

use serde::{Deserialize, Serialize};

/// What a wheel has, as far as it says what the distribution provides. None of its code is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WheelContents {
    /// The wheel's file name.
    pub filename: String,
    /// The paths of its files.
    pub paths: Vec<String>,
    /// The text of `METADATA`.
    pub metadata: String,
    /// The text of `entry_points.txt`.
    pub entry_points: Option<String>,
    /// The text of `namespace_packages.txt`.
    pub namespace_packages: Option<String>,
}
