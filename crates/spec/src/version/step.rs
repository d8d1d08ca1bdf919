//! How far apart two versions are.

use super::Version;

/// The size of a step between two versions: the first of the release's three leading numbers that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum VersionStep {
    /// The versions are equal.
    None,
    /// The third number, or anything behind it.
    Patch,
    /// The second number.
    Minor,
    /// The first number, or the epoch.
    Major,
}

impl Version {
    /// The size of the step from this version to `other`, in either direction.
    ///
    /// Releases are padded with zeros to three numbers. A change of epoch is major; a change behind the third number
    /// (a fourth one, pre-, post-, development release, local label) is a patch.
    ///
    /// ```
    /// use haggle_spec::{VersionStep, Version};
    /// let version: Version = "1.2".parse()?;
    /// assert_eq!(version.step_to(&"1.2.1".parse()?), VersionStep::Patch);
    /// assert_eq!(version.step_to(&"1.3".parse()?), VersionStep::Minor);
    /// assert_eq!(version.step_to(&"1!1.2".parse()?), VersionStep::Major);
    /// assert_eq!(version.step_to(&"1.2.0".parse()?), VersionStep::None);
    /// # Ok::<(), haggle_spec::VersionError>(())
    /// ```
    pub fn step_to(&self, other: &Version) -> VersionStep {
        if self == other {
            VersionStep::None
        } else if self.epoch() != other.epoch() || self.segment(0) != other.segment(0) {
            VersionStep::Major
        } else if self.segment(1) != other.segment(1) {
            VersionStep::Minor
        } else {
            VersionStep::Patch
        }
    }
}
