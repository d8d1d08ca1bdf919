//! What versions are made of.

use super::local::LocalVersion;
use crate::Number;

/// The segments of a version, to take one apart or to put one together.
///
/// ```
/// use haggle_spec::{PrereleaseKind, Version, VersionParts};
/// let parts = VersionParts { pre: Some((PrereleaseKind::Beta, 2.into())), ..VersionParts::release([1, 2]) };
/// assert_eq!(Version::from_parts(parts).to_string(), "1.2b2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionParts {
    /// The number before `!`, zero where there is none.
    pub epoch: Number,
    /// The numbers between dots; never empty in a version.
    pub release: Vec<Number>,
    /// `a1`, `b1`, `rc1`.
    pub pre: Option<(PrereleaseKind, Number)>,
    /// `.post1`.
    pub post: Option<Number>,
    /// `.dev1`.
    pub dev: Option<Number>,
    /// What follows `+`.
    pub local: Option<LocalVersion>,
}

impl VersionParts {
    /// The parts of a final release.
    pub fn release(segments: impl IntoIterator<Item = u64>) -> Self {
        VersionParts {
            epoch: Number::from(0),
            release: segments.into_iter().map(Number::from).collect(),
            pre: None,
            post: None,
            dev: None,
            local: None,
        }
    }
}

/// The three kinds of prerelease, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrereleaseKind {
    /// `a`, also written `alpha`.
    Alpha,
    /// `b`, also written `beta`.
    Beta,
    /// `rc`, also written `c`, `pre`, `preview`.
    Candidate,
}

impl PrereleaseKind {
    /// The normalised letters.
    pub fn as_str(self) -> &'static str {
        match self {
            PrereleaseKind::Alpha => "a",
            PrereleaseKind::Beta => "b",
            PrereleaseKind::Candidate => "rc",
        }
    }
}
