//! Files that say what releases require, for those whose metadata does not: `[[facts]]` tables with the keys of uv's
//! `dependency-metadata`.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::ops::Range;
use std::path::{Path, PathBuf};

use haggle_resolve::python::{SourceLocation, SuppliedRelease};
use haggle_spec::{ExtraName, PackageName, Requirement, SpecifierSet, Version};
use toml::Spanned;

use crate::input::reading;
use crate::output::failure::Failure;
use crate::output::snippet;

/// Releases by name and version.
pub type Supplied = BTreeMap<PackageName, BTreeMap<Version, SuppliedRelease>>;

/// What is wrong in a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppliedError {
    /// Bytes of the text.
    pub span: Option<Range<usize>>,
    /// What is wrong there.
    pub kind: SuppliedErrorKind,
}

/// What is wrong with a file of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuppliedErrorKind {
    /// No TOML, or not of this shape.
    Toml(String),
    /// Not the name of a package.
    Name(String),
    /// Not a version.
    Version(String),
    /// Not a requirement, and why.
    Requirement(String),
    /// Not a range of versions of Python.
    RequiresPython(String),
    /// Not the name of an extra.
    Extra(String),
    /// The release is listed further up, too, or in another file.
    Twice(String),
}

impl Display for SuppliedErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toml(message) | Self::Requirement(message) => formatter.write_str(message),
            Self::Name(text) => write!(formatter, "`{text}` is not the name of a package"),
            Self::Version(text) => write!(formatter, "`{text}` is not a version"),
            Self::RequiresPython(text) => write!(formatter, "`{text}` is not a range of versions of Python"),
            Self::Extra(text) => write!(formatter, "`{text}` is not the name of an extra"),
            Self::Twice(release) => write!(formatter, "the facts of {release} are given twice"),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    facts: Vec<Entry>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    name: Spanned<String>,
    version: Spanned<String>,
    #[serde(default)]
    requires_dist: Vec<Spanned<String>>,
    requires_python: Option<Spanned<String>>,
    provides_extra: Option<Vec<Spanned<String>>>,
}

/// Reads files; a release may be listed in one of them only.
pub fn read_all(paths: &[PathBuf]) -> Result<Supplied, Failure> {
    let mut supplied = Supplied::new();
    for path in paths {
        read(path, &mut supplied)?;
    }
    Ok(supplied)
}

fn read(path: &Path, supplied: &mut Supplied) -> Result<(), Failure> {
    let text = reading::text(path)?;
    let shown = path.display().to_string();
    parse(&shown, &text, supplied).map_err(|error| {
        Failure::rendered(snippet::error(&shown, &text, error.span, &error.kind.to_string(), None))
    })
}

/// Adds what the text says; `shown` names it.
fn parse(shown: &str, text: &str, supplied: &mut Supplied) -> Result<(), SuppliedError> {
    let file: File = toml::from_str(text).map_err(|error| SuppliedError {
        span: error.span(),
        kind: SuppliedErrorKind::Toml(error.message().trim_end_matches('.').replace('\n', ", ")),
    })?;
    for entry in file.facts {
        let (name, version, release) = release(shown, text, &entry)?;
        let title = format!("{name} {version}");
        if supplied.entry(name).or_default().insert(version, release).is_some() {
            return Err(SuppliedError {
                span: Some(entry.version.span()),
                kind: SuppliedErrorKind::Twice(title),
            });
        }
    }
    Ok(())
}

fn release(
    shown: &str,
    text: &str,
    entry: &Entry,
) -> Result<(PackageName, Version, SuppliedRelease), SuppliedError> {
    let name = understood(&entry.name, |text| PackageName::new(text).ok(), SuppliedErrorKind::Name)?;
    let version: Version = understood(&entry.version, |text| text.parse().ok(), SuppliedErrorKind::Version)?;
    let range = |text: &str| text.parse::<SpecifierSet>().ok();
    let requires_python = entry
        .requires_python
        .as_ref()
        .map(|value| understood(value, range, SuppliedErrorKind::RequiresPython))
        .transpose()?;
    let extra = |text: &str| ExtraName::new(text).ok();
    let provides_extra = entry
        .provides_extra
        .as_ref()
        .map(|extras| extras.iter().map(|value| understood(value, extra, SuppliedErrorKind::Extra)).collect())
        .transpose()?;
    let requirements = entry.requires_dist.iter().map(|value| requirement(text, value));
    let line = text[..entry.name.span().start].matches('\n').count() + 1;
    let release = SuppliedRelease {
        requirements: requirements.collect::<Result<_, _>>()?,
        requires_python,
        provides_extra,
        source: Some(SourceLocation::new(shown, u32::try_from(line).unwrap_or(u32::MAX))),
    };
    Ok((name, version, release))
}

fn understood<T>(
    value: &Spanned<String>,
    read: impl Fn(&str) -> Option<T>,
    wrong: impl Fn(String) -> SuppliedErrorKind,
) -> Result<T, SuppliedError> {
    read(value.get_ref())
        .ok_or_else(|| SuppliedError { span: Some(value.span()), kind: wrong(value.get_ref().clone()) })
}

/// A requirement; its mistake is shown inside the string where the file writes it without escapes.
fn requirement(text: &str, value: &Spanned<String>) -> Result<Requirement, SuppliedError> {
    value.get_ref().parse::<Requirement>().map_err(|error| {
        let diagnostic = error.to_diagnostic(0);
        let (whole, inner) = (value.span(), diagnostic.span.range());
        let is_plain = text.get(whole.start + 1..whole.end.saturating_sub(1)) == Some(value.get_ref());
        let start = whole.start + 1;
        let span = if is_plain { start + inner.start..start + inner.end } else { whole };
        SuppliedError { span: Some(span), kind: SuppliedErrorKind::Requirement(diagnostic.message()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Supplied, SuppliedError> {
        let mut supplied = Supplied::new();
        parse("facts.toml", text, &mut supplied).map(|()| supplied)
    }

    #[test]
    fn an_entry_says_what_a_release_requires() {
        let text = "# why\n[[facts]]\nname = \"Salt\"\nversion = \"3008.0\"\nrequires-dist = [\"pyopenssl>=26\"]\n\
            requires-python = \">=3.9\"\nprovides-extra = [\"x\"]\n";
        let supplied = read(text).unwrap();
        let release = &supplied[&PackageName::new("salt").unwrap()][&"3008".parse().unwrap()];
        assert_eq!(release.requirements[0].to_string(), "pyopenssl>=26");
        assert_eq!(release.requires_python.as_ref().unwrap().to_string(), ">=3.9");
        assert_eq!(release.source, Some(SourceLocation::new("facts.toml", 3)));
    }

    #[track_caller]
    fn check(lines: &str, pointed_at: &str, message: &str) {
        let text = format!("[[facts]]\n{lines}\n");
        let error = read(&text).unwrap_err();
        assert_eq!(&text[error.span.unwrap()], pointed_at);
        assert_eq!(error.kind.to_string(), message);
    }

    #[test]
    fn a_mistake_has_its_place() {
        check("name = \"a b\"\nversion = \"1\"", "\"a b\"", "`a b` is not the name of a package");
        check("name = \"a\"\nversion = \"one\"", "\"one\"", "`one` is not a version");
        check(
            "name = \"a\"\nversion = \"1\"\nrequires-python = \"three\"",
            "\"three\"",
            "`three` is not a range of versions of Python",
        );
        check(
            "name = \"a\"\nversion = \"1\"\nprovides-extra = [\"-\"]",
            "\"-\"",
            "`-` is not the name of an extra",
        );
        check(
            "name = \"a\"\nversion = \"1\"\n[[facts]]\nname = \"A\"\nversion = \"1.0\"",
            "\"1.0\"",
            "the facts of a 1.0 are given twice",
        );
    }

    #[test]
    fn unknown_keys_are_refused() {
        let error = read("[[facts]]\nname = \"a\"\nversion = \"1\"\nrequires = []\n").unwrap_err();
        assert!(error.kind.to_string().contains("unknown field `requires`"), "{}", error.kind);
    }
}
