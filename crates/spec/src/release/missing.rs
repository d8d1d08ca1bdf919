//! A fact that nobody has asked for yet.

use core::fmt;

use super::ReleaseId;
use crate::PackageName;

/// A fact about releases that an answer needs and that nobody has asked for: the key by which what resolves asks, and what
/// fetches answers.
///
/// ```
/// use haggle_spec::release::MissingFact;
///
/// let fact = MissingFact::Metadata("six==1.16.0".parse()?);
/// assert_eq!(fact.to_string(), "the requirements of six==1.16.0");
/// assert_eq!(fact.name().as_str(), "six");
/// # Ok::<(), haggle_spec::release::ReleaseIdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum MissingFact {
    /// The releases of a distribution, with their files.
    Versions(PackageName),
    /// The requirements of one release, as most of its files have them.
    Metadata(ReleaseId),
    /// The requirements of one release as a file of it has them, which is one of its variants.
    FileMetadata(ReleaseId, String),
}

impl MissingFact {
    /// The distribution that the fact is about.
    pub fn name(&self) -> &PackageName {
        match self {
            Self::Versions(name) => name,
            Self::Metadata(release) | Self::FileMetadata(release, _) => &release.name,
        }
    }
}

impl fmt::Display for MissingFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Versions(name) => write!(f, "the releases of {name}"),
            Self::Metadata(release) => write!(f, "the requirements of {release}"),
            Self::FileMetadata(release, file) => write!(f, "the requirements of {release} in `{file}`"),
        }
    }
}
