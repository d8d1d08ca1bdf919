//! One release, by name and version.

use core::fmt;
use core::str::FromStr;

use crate::{PackageName, Span, Version};

/// A release of a distribution.
///
/// It prints as `name==version`. Laws: the order is by name, then by version; parsing what is printed gives an equal
/// release.
///
/// ```
/// use haggle_spec::release::ReleaseId;
///
/// let release: ReleaseId = "Oslo.Config==9.4.0".parse()?;
/// assert_eq!(release.name.as_str(), "oslo-config");
/// assert_eq!(release.to_string(), "oslo-config==9.4.0");
/// # Ok::<(), haggle_spec::release::ReleaseIdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReleaseId {
    /// The distribution.
    pub name: PackageName,
    /// Its version.
    pub version: Version,
}

impl ReleaseId {
    /// The release of a name with a version.
    pub fn new(name: PackageName, version: Version) -> Self {
        ReleaseId { name, version }
    }

    /// The text that serialising gives: the version as it was written.
    #[cfg(feature = "serde")]
    pub(crate) fn as_written(&self) -> String {
        format!("{}=={}", self.name, self.version.as_written())
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=={}", self.name, self.version)
    }
}

impl FromStr for ReleaseId {
    type Err = ReleaseIdError;

    /// Reads `name==version`; blanks around the two are allowed.
    ///
    /// # Errors
    /// There is no `==`, or what is before it is not a name, or what is behind it is not a version.
    fn from_str(text: &str) -> Result<Self, ReleaseIdError> {
        let failed = |start, end, kind| Err(ReleaseIdError { span: Span::new(start, end), kind });
        let Some((name, version)) = text.split_once("==") else {
            return failed(0, text.len(), ReleaseIdErrorKind::MissingOperator);
        };
        let Ok(parsed_name) = PackageName::new(name.trim()) else {
            return failed(0, name.len(), ReleaseIdErrorKind::InvalidName);
        };
        let Ok(version) = version.parse() else {
            return failed(name.len() + 2, text.len(), ReleaseIdErrorKind::InvalidVersion);
        };
        Ok(ReleaseId { name: parsed_name, version })
    }
}

/// Why a text is not a release: where, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReleaseIdError {
    span: Span,
    kind: ReleaseIdErrorKind,
}

impl ReleaseIdError {
    /// The part of the text that is wrong.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong with it.
    pub fn kind(&self) -> ReleaseIdErrorKind {
        self.kind
    }
}

/// What is wrong with the text of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReleaseIdErrorKind {
    /// There is no `==`.
    MissingOperator,
    /// What is before `==` is not a name.
    InvalidName,
    /// What is behind `==` is not a version.
    InvalidVersion,
}

impl fmt::Display for ReleaseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ReleaseIdErrorKind::MissingOperator => "a release is written `name==version`",
            ReleaseIdErrorKind::InvalidName => "what is before `==` is not a valid name",
            ReleaseIdErrorKind::InvalidVersion => "what is behind `==` is not a valid version",
        })
    }
}

impl core::error::Error for ReleaseIdError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, printed: &str) {
        let release: ReleaseId = text.parse().unwrap();
        assert_eq!(release.to_string(), printed);
        assert_eq!(printed.parse(), Ok(release));
    }

    #[track_caller]
    fn check_error(text: &str, kind: ReleaseIdErrorKind, at: &str) {
        let error = text.parse::<ReleaseId>().unwrap_err();
        assert_eq!((error.kind(), &text[error.span().range()]), (kind, at), "{text:?}");
    }

    #[test]
    fn printing_and_parsing_a_release_is_the_identity() {
        check("six==1.16.0", "six==1.16.0");
        check("Foo_Bar == v1.0-RC1", "foo-bar==1.0rc1");
        check("a==1!2.0+x", "a==1!2.0+x");
    }

    #[test]
    fn the_wrong_part_of_a_release_is_named() {
        check_error("six", ReleaseIdErrorKind::MissingOperator, "six");
        check_error("six>=1", ReleaseIdErrorKind::MissingOperator, "six>=1");
        check_error("-six==1", ReleaseIdErrorKind::InvalidName, "-six");
        check_error("six===1", ReleaseIdErrorKind::InvalidVersion, "=1");
        check_error("six==1.*", ReleaseIdErrorKind::InvalidVersion, "1.*");
        check_error("six==", ReleaseIdErrorKind::InvalidVersion, "");
    }

    #[test]
    fn releases_sort_by_name_and_then_by_version() {
        let mut releases: Vec<ReleaseId> =
            ["b==1", "a==1.10", "a==1.9"].map(|text| text.parse().unwrap()).to_vec();
        releases.sort();
        assert_eq!(
            releases.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["a==1.9", "a==1.10", "b==1"]
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_release_serialises_as_its_text() {
        let release: ReleaseId = "six==v1.0".parse().unwrap();
        let text = serde_json::to_string(&release).unwrap();
        assert_eq!(text, r#""six==v1.0""#);
        assert_eq!(serde_json::from_str::<ReleaseId>(&text).unwrap(), release);
    }
}
