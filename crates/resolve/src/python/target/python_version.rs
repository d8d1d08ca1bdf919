//! The version of a Python.

use std::fmt;
use std::str::FromStr;

use haggle_spec::Version;

use super::error::{TargetError, TargetErrorKind};

/// A version of Python 3, of two segments or of three. Two stand for the first patch release: `3.12` equals `3.12.0`.
///
/// Law: what it prints as parses to the same version, and prints the same again.
///
/// ```
/// use haggle_resolve::python::PythonVersion;
///
/// let python: PythonVersion = "3.12".parse()?;
/// assert_eq!((python.minor(), python.to_string(), python.full()), (12, "3.12".into(), "3.12.0".into()));
/// # Ok::<(), haggle_resolve::python::TargetError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "String", try_from = "String"))]
pub struct PythonVersion {
    version: Version,
    minor: u64,
}

impl PythonVersion {
    /// Reads a version. A trailing `+`, with which a build between two releases names itself, is taken as a local label.
    pub fn new(text: &str) -> Result<Self, TargetError> {
        let wrong = |kind| TargetError::whole(text, kind);
        let version = match text.strip_suffix('+') {
            Some(release) => format!("{release}+local").parse::<Version>(),
            None => text.parse(),
        };
        let version = version.map_err(|_| wrong(TargetErrorKind::NotAVersion))?;
        if version.segment(0).to_string() != "3" || version.epoch().to_string() != "0" {
            return Err(wrong(TargetErrorKind::NotPython3));
        }
        match version.n_release() {
            2 if version.is_prerelease() || version.is_postrelease() || version.local().is_some() => {
                return Err(wrong(TargetErrorKind::NoPatchSegment));
            }
            2 | 3 => {}
            _ => return Err(wrong(TargetErrorKind::NumberOfSegments)),
        }
        let minor = version.segment(1).to_string().parse();
        let minor = minor.map_err(|_| wrong(TargetErrorKind::NotAVersion))?;
        Ok(Self { version, minor })
    }

    /// The second segment.
    pub fn minor(&self) -> u64 {
        self.minor
    }

    /// With all three segments: `python_full_version` as markers see it.
    pub fn full(&self) -> String {
        if self.version.n_release() == 2 { format!("{}.0", self.version) } else { self.version.to_string() }
    }

    /// The version as a version.
    pub fn as_version(&self) -> &Version {
        &self.version
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.version.fmt(formatter)
    }
}

impl FromStr for PythonVersion {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        Self::new(text)
    }
}

impl TryFrom<String> for PythonVersion {
    type Error = TargetError;

    fn try_from(text: String) -> Result<Self, TargetError> {
        Self::new(&text)
    }
}

impl From<PythonVersion> for String {
    fn from(python: PythonVersion) -> Self {
        python.to_string()
    }
}
