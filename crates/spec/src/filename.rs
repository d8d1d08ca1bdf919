//! Names of distribution files: wheels (PEP 427, 425) and source distributions (PEP 625 and before).

use core::fmt;
use core::str::FromStr;
use std::collections::BTreeSet;

use crate::{PackageName, Span, Tag, TagError, TagErrorKind, Version};

/// What a wheel's file name says.
///
/// ```
/// use haggle_spec::WheelFilename;
/// let wheel: WheelFilename = "Foo_Bar-1.0-2-py2.py3-none-any.whl".parse()?;
/// assert_eq!(wheel.name().as_str(), "foo-bar");
/// assert_eq!(wheel.build().map(|build| build.to_string()).as_deref(), Some("2"));
/// assert_eq!(wheel.tags().len(), 2);
/// # Ok::<(), haggle_spec::FilenameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WheelFilename {
    name: PackageName,
    version: Version,
    build: Option<BuildNumber>,
    tags: BTreeSet<Tag>,
}

/// A wheel's build number: digits, and what follows them. Orders as wheels of one version do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BuildNumber {
    /// The leading digits.
    pub number: crate::Number,
    /// What follows.
    pub suffix: String,
}

impl fmt::Display for BuildNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, self.suffix)
    }
}

/// What a source distribution's file name says.
///
/// ```
/// let sdist: haggle_spec::SdistFilename = "foo-bar-1.0.tar.gz".parse()?;
/// assert_eq!(sdist.name().as_str(), "foo-bar");
/// # Ok::<(), haggle_spec::FilenameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SdistFilename {
    name: PackageName,
    version: Version,
}

/// The file name is not one of a distribution.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FilenameError {
    filename: String,
    span: Span,
    kind: FilenameErrorKind,
}

impl FilenameError {
    /// The error of a part of a file name.
    fn of(part: &str, filename: &str, kind: FilenameErrorKind) -> Self {
        FilenameError { filename: filename.to_owned(), span: Span::of(part, filename), kind }
    }

    /// The file name.
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// The part of it that is wrong.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is wrong with it.
    pub fn kind(&self) -> FilenameErrorKind {
        self.kind
    }
}

/// Why a file name is not one of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FilenameErrorKind {
    /// Another extension than `.whl`, or than `.tar.gz` and `.zip`.
    Extension,
    /// Not five or six parts between hyphens in a wheel, no hyphen in a source distribution.
    Parts,
    /// The first part is not a name.
    Name,
    /// The part that should be a version is not one.
    Version,
    /// The build number does not start with a digit.
    Build,
    /// A tag is empty, or its interpreter is not an identifier.
    Tag,
    /// The parts of a compressed tag are not sorted.
    UnsortedTag,
}

impl fmt::Display for FilenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            FilenameErrorKind::Extension => "the extension is not `.whl`, `.tar.gz` or `.zip`",
            FilenameErrorKind::Parts => "wrong number of parts between hyphens",
            FilenameErrorKind::Name => "not the name of a distribution",
            FilenameErrorKind::Version => "not a version",
            FilenameErrorKind::Build => "a build number starts with a digit",
            FilenameErrorKind::Tag => "not a tag",
            FilenameErrorKind::UnsortedTag => "the parts of a tag are not sorted",
        };
        write!(f, "`{}` is not the file name of a distribution: {what}", self.filename.escape_debug())
    }
}

impl core::error::Error for FilenameError {}

impl WheelFilename {
    /// The normalised name.
    pub fn name(&self) -> &PackageName {
        &self.name
    }

    /// The version.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The build number, if there is one.
    pub fn build(&self) -> Option<&BuildNumber> {
        self.build.as_ref()
    }

    /// All tags, the compressed ones written out.
    pub fn tags(&self) -> &BTreeSet<Tag> {
        &self.tags
    }

    /// As parsing does, and the parts of compressed tags must be sorted as PEP 425 asks.
    ///
    /// # Errors
    /// As parsing, and [`FilenameErrorKind::UnsortedTag`].
    pub fn parse_sorted(filename: &str) -> Result<Self, FilenameError> {
        parse_wheel(filename, |text| Tag::parse_sorted(text, None))
    }
}

impl FromStr for WheelFilename {
    type Err = FilenameError;

    fn from_str(filename: &str) -> Result<Self, FilenameError> {
        parse_wheel(filename, |tag| Tag::parse(tag, None))
    }
}

fn parse_wheel(
    filename: &str,
    parse_tag: impl Fn(&str) -> Result<BTreeSet<Tag>, TagError>,
) -> Result<WheelFilename, FilenameError> {
    let fail = |part: &str, kind| FilenameError::of(part, filename, kind);
    let Some(stem) = filename.strip_suffix(".whl") else {
        return Err(fail(filename, FilenameErrorKind::Extension));
    };
    let parts: Vec<&str> = stem.split('-').collect();
    let (name, version, build, interpreter) = match parts[..] {
        [name, version, interpreter, _, _] => (name, version, None, interpreter),
        [name, version, build, interpreter, _, _] => (name, version, Some(build), interpreter),
        _ => return Err(fail(stem, FilenameErrorKind::Parts)),
    };
    let is_name = |character: char| crate::grammar::is_word(character) || character == '.';
    if name.is_empty() || name.contains("__") || !name.chars().all(is_name) {
        return Err(fail(name, FilenameErrorKind::Name));
    }
    let version = version.parse().map_err(|_| fail(version, FilenameErrorKind::Version))?;
    let build = match build {
        Some(build) => Some(build_number(build).ok_or_else(|| fail(build, FilenameErrorKind::Build))?),
        None => None,
    };
    let tag_start = Span::of(interpreter, filename).start;
    let tags = parse_tag(&stem[tag_start..]).map_err(|error| {
        let kind = match error.kind() {
            TagErrorKind::Unsorted => FilenameErrorKind::UnsortedTag,
            _ => FilenameErrorKind::Tag,
        };
        FilenameError { filename: filename.to_owned(), span: error.span().shifted(tag_start), kind }
    })?;
    Ok(WheelFilename { name: PackageName::from_scanned(name), version, build, tags })
}

fn build_number(text: &str) -> Option<BuildNumber> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if n_digits == 0 {
        return None;
    }
    let (digits, suffix) = text.split_at(n_digits);
    Some(BuildNumber { number: crate::Number::from_digits(digits.as_bytes()), suffix: suffix.to_owned() })
}

impl SdistFilename {
    /// The normalised name.
    pub fn name(&self) -> &PackageName {
        &self.name
    }

    /// The version.
    pub fn version(&self) -> &Version {
        &self.version
    }
}

impl FromStr for SdistFilename {
    type Err = FilenameError;

    /// The last hyphen divides name and version.
    fn from_str(filename: &str) -> Result<Self, FilenameError> {
        let fail = |part: &str, kind| FilenameError::of(part, filename, kind);
        let stem = filename.strip_suffix(".tar.gz").or_else(|| filename.strip_suffix(".zip"));
        let stem = stem.ok_or_else(|| fail(filename, FilenameErrorKind::Extension))?;
        let (name, version) = stem.rsplit_once('-').ok_or_else(|| fail(stem, FilenameErrorKind::Parts))?;
        if name.is_empty() {
            return Err(fail(name, FilenameErrorKind::Name));
        }
        let version = version.parse().map_err(|_| fail(version, FilenameErrorKind::Version))?;
        Ok(SdistFilename { name: PackageName::from_scanned(name), version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_error(filename: &str, kind: FilenameErrorKind, at: &str) {
        let error = match filename.strip_suffix(".whl") {
            Some(_) => WheelFilename::parse_sorted(filename).map(|_| ()),
            None => filename.parse::<SdistFilename>().map(|_| ()),
        };
        let error = error.expect_err("not a file name of a distribution");
        assert_eq!((error.kind(), &filename[error.span().range()]), (kind, at), "{filename:?}");
    }

    #[test]
    fn an_error_says_which_part_is_wrong() {
        check_error("a-1.0.tar.bz2", FilenameErrorKind::Extension, "a-1.0.tar.bz2");
        check_error("a.tar.gz", FilenameErrorKind::Parts, "a");
        check_error("-1.0.zip", FilenameErrorKind::Name, "");
        check_error("a-x.zip", FilenameErrorKind::Version, "x");
        check_error("a-1-py3-none.whl", FilenameErrorKind::Parts, "a-1-py3-none");
        check_error("a__b-1-py3-none-any.whl", FilenameErrorKind::Name, "a__b");
        check_error("a-1.x-py3-none-any.whl", FilenameErrorKind::Version, "1.x");
        check_error("a-1-b1-py3-none-any.whl", FilenameErrorKind::Build, "b1");
        check_error("a-1-2-3x-none-any.whl", FilenameErrorKind::Tag, "3x");
        check_error("a-1-py3.py2-none-any.whl", FilenameErrorKind::UnsortedTag, "py3.py2");
    }
}
