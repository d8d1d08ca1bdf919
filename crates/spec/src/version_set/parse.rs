//! Sets of versions from the text that prints them.

use core::fmt;
use core::str::FromStr;

use super::VersionSet;
use crate::version::cut::Cut;
use crate::{Span, Version};

/// The text is not a set of versions as [`VersionSet`] prints them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionSetError {
    text: String,
    span: Span,
    kind: VersionSetErrorKind,
}

/// Why a text is not a set of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VersionSetErrorKind {
    /// A stretch that is not `[1.0, 2.0)` or the like.
    InvalidStretch,
    /// An end of a stretch that is not a version.
    InvalidVersion,
    /// A stretch that does not lie above the one before, or ends below its start.
    NotAscending,
}

impl VersionSetError {
    /// The part of the text that is wrong.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where that part is, in bytes of what was parsed.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong with it.
    pub fn kind(&self) -> VersionSetErrorKind {
        self.kind
    }
}

impl fmt::Display for VersionSetErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidStretch => "write a stretch as `[1.0, 2.0)`",
            Self::InvalidVersion => "an end of it is not a version",
            Self::NotAscending => "each stretch starts above what is before it",
        })
    }
}

impl fmt::Display for VersionSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a set of versions: {}", self.text.escape_debug(), self.kind)
    }
}

impl core::error::Error for VersionSetError {}

/// ```text
/// set     = "none" | stretch *( " | " stretch )
/// stretch = ( "(-inf" | "[" VERSION | "(" VERSION [".post*"] ) ", " ( "+inf)" | VERSION [".post*"] "]" | VERSION ")" )
/// ```
impl FromStr for VersionSet {
    type Err = VersionSetError;

    /// Linear time.
    fn from_str(text: &str) -> Result<Self, VersionSetError> {
        if text == "none" {
            return Ok(VersionSet::empty());
        }
        let (mut starts_inside, mut cuts, mut is_open) = (false, Vec::new(), false);
        for stretch in text.split(" | ") {
            let failed =
                |kind| VersionSetError { text: stretch.to_owned(), span: Span::of(stretch, text), kind };
            let (lower, upper) =
                stretch.split_once(", ").ok_or_else(|| failed(VersionSetErrorKind::InvalidStretch))?;
            let (lower, upper) = (lower_end(lower).map_err(failed)?, upper_end(upper).map_err(failed)?);
            let is_first = cuts.is_empty() && !starts_inside;
            let follows = !is_open && (is_first || lower.is_some());
            let is_above = |cut: &Cut| cuts.last().is_none_or(|last| last < cut);
            if !follows || !lower.iter().all(is_above) {
                return Err(failed(VersionSetErrorKind::NotAscending));
            }
            starts_inside |= lower.is_none();
            cuts.extend(lower);
            if upper.as_ref().is_some_and(|upper| cuts.last().is_some_and(|last| last >= upper)) {
                return Err(failed(VersionSetErrorKind::NotAscending));
            }
            is_open = upper.is_none();
            cuts.extend(upper);
        }
        Ok(VersionSet::from_cuts(starts_inside, cuts))
    }
}

/// None where nothing is below it.
fn lower_end(text: &str) -> Result<Option<Cut>, VersionSetErrorKind> {
    match (text.strip_prefix('['), text.strip_prefix('(')) {
        (Some(version), _) => Ok(Cut::before(read(version)?)),
        (_, Some("-inf")) => Ok(None),
        (_, Some(version)) => after(version).map(Some),
        _ => Err(VersionSetErrorKind::InvalidStretch),
    }
}

/// None where nothing is above it.
fn upper_end(text: &str) -> Result<Option<Cut>, VersionSetErrorKind> {
    match (text.strip_suffix(']'), text.strip_suffix(')')) {
        (Some(version), _) => after(version).map(Some),
        (_, Some("+inf")) => Ok(None),
        // No version is below the lowest, so that nothing ends there.
        (_, Some(version)) => Cut::before(read(version)?).map(Some).ok_or(VersionSetErrorKind::NotAscending),
        _ => Err(VersionSetErrorKind::InvalidStretch),
    }
}

fn after(text: &str) -> Result<Cut, VersionSetErrorKind> {
    match text.strip_suffix(".post*") {
        Some(release) => Cut::after_release(read(release)?).ok_or(VersionSetErrorKind::InvalidVersion),
        None => Ok(Cut::after(read(text)?)),
    }
}

fn read(text: &str) -> Result<Version, VersionSetErrorKind> {
    text.parse().map_err(|_| VersionSetErrorKind::InvalidVersion)
}

#[cfg(test)]
mod tests {
    use super::VersionSetErrorKind::{InvalidStretch, InvalidVersion, NotAscending};
    use super::*;

    #[track_caller]
    fn check(text: &str, part: &str, kind: VersionSetErrorKind) {
        let error = text.parse::<VersionSet>().unwrap_err();
        assert_eq!((error.text(), error.kind()), (part, kind), "{text}");
        assert_eq!(&text[error.span().range()], part);
    }

    #[test]
    fn every_kind_of_end_is_read() {
        for text in ["none", "(-inf, +inf)", "[1.0, 1.0]", "(1.0.post*, 2.0.dev0) | (2.0+x, 3.post*]"] {
            assert_eq!(text.parse::<VersionSet>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_wrong_is_said_of_its_stretch() {
        check("", "", InvalidStretch);
        check("1.0", "1.0", InvalidStretch);
        check("[1.0, 2.0", "[1.0, 2.0", InvalidStretch);
        check("[1.0, x)", "[1.0, x)", InvalidVersion);
        check("(1.0a1.post*, 2.0)", "(1.0a1.post*, 2.0)", InvalidVersion);
        check("[2.0, 1.0)", "[2.0, 1.0)", NotAscending);
        check("[1.0, 2.0) | [1.5, 3.0)", "[1.5, 3.0)", NotAscending);
        check("[1.0, +inf) | [2.0, 3.0)", "[2.0, 3.0)", NotAscending);
        check("[1.0, 2.0) | (-inf, 3.0)", "(-inf, 3.0)", NotAscending);
        check("(-inf, 0.dev0)", "(-inf, 0.dev0)", NotAscending);
    }
}
