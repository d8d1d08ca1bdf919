//! From the text of metadata to what it says of a release.

use haggle_spec::release::{MetadataVariant, Release, ReleaseMetadata};
use haggle_spec::{Metadata, PackageName, Requirement, SpecifierSet, Version};

/// A text that is not the metadata of the release: that of another one, or a page that says something else altogether.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherMetadata {
    name: PackageName,
    version: Version,
}

impl std::fmt::Display for OtherMetadata {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "its metadata is not that of `{}` {}", self.name, self.version)
    }
}

impl std::error::Error for OtherMetadata {}

/// What was found out about a release beyond its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundMetadata {
    pub(crate) metadata: ReleaseMetadata,
    pub(crate) requires_python: Option<SpecifierSet>,
    pub(crate) licence: Option<String>,
    pub(crate) written_name: Option<String>,
    pub(crate) notes: Vec<String>,
}

impl FoundMetadata {
    pub(crate) fn unknown(reason: impl Into<String>) -> Self {
        Self::of(ReleaseMetadata::Unknown { reason: reason.into() })
    }

    /// Nothing but this was found out.
    pub(crate) fn of(metadata: ReleaseMetadata) -> Self {
        Self { metadata, requires_python: None, licence: None, written_name: None, notes: Vec::new() }
    }

    /// Whether a build would say what is not known.
    pub(crate) fn needs_build(&self) -> bool {
        matches!(&self.metadata, ReleaseMetadata::Unknown { reason } if reason == NEEDS_BUILD)
    }

    /// The page's `Requires-Python` counts; an index without it leaves it to the metadata.
    pub(crate) fn put_into(self, release: &mut Release) {
        release.metadata = self.metadata;
        release.licence = self.licence;
        release.written_name = self.written_name;
        release.notes = self.notes;
        if release.requires_python.is_none() {
            release.requires_python = self.requires_python;
        }
        forget_equal_variants(release);
    }

    /// The same where it is that of one file and of those that are like it.
    pub(crate) fn put_into_variant(self, release: &mut Release, filename: &str) {
        let is_of_file = |variant: &MetadataVariant| variant.files.contains(filename);
        if let Some(variant) = release.variants.iter_mut().find(|variant| is_of_file(variant)) {
            variant.metadata = self.metadata;
        } else if let Some(alike) =
            release.variants.iter_mut().find(|variant| variant.metadata == self.metadata)
        {
            alike.files.insert(filename.to_owned());
        } else {
            let files = [filename.to_owned()].into();
            release.variants.push(MetadataVariant { files, metadata: self.metadata });
        }
        for note in self.notes {
            if !release.notes.contains(&note) {
                release.notes.push(note);
            }
        }
        release.licence = release.licence.take().or(self.licence);
        release.written_name = release.written_name.take().or(self.written_name);
        forget_equal_variants(release);
    }
}

/// Metadata that differs in its text alone, such as in the ends of its lines, is the same.
fn forget_equal_variants(release: &mut Release) {
    if !release.may_differ && release.metadata != ReleaseMetadata::Unfetched {
        let main = &release.metadata;
        release.variants.retain(|variant| variant.metadata != *main);
    }
}

/// The facts in the metadata of a source distribution. Requirements count where a build cannot change them: from version
/// 2.2 on (PEP 643), unless they are said to be dynamic.
pub(crate) fn understood_sdist(
    body: &[u8],
    name: &PackageName,
    version: &Version,
) -> Result<FoundMetadata, OtherMetadata> {
    let found = understood(body, name, version)?;
    let (metadata, _) = Metadata::parse(&String::from_utf8_lossy(body));
    if metadata.has_static_requirements() {
        return Ok(found);
    }
    Ok(match found.metadata {
        ReleaseMetadata::Known { .. } => {
            FoundMetadata { metadata: ReleaseMetadata::Unknown { reason: NEEDS_BUILD.to_owned() }, ..found }
        }
        _ => found,
    })
}

/// Why requirements are unknown that a build can change.
const NEEDS_BUILD: &str =
    "there is only a source distribution, and what it requires is known when it is built";

/// The facts in a wheel's metadata. What can be read is read, with a note for the rest: a line whose meaning is plain although
/// it breaks the rules is read as that, and an extra whose name is not valid cannot be asked for. Only a requirement
/// without any meaning makes the metadata unknown: half of the requirements would pass for all of them.
pub(crate) fn understood(
    body: &[u8],
    name: &PackageName,
    version: &Version,
) -> Result<FoundMetadata, OtherMetadata> {
    let text = String::from_utf8_lossy(body);
    let (metadata, diagnostics) = Metadata::parse(&text);
    if metadata.name.as_ref() != Some(name) || metadata.version.as_ref() != Some(version) {
        return Err(OtherMetadata { name: name.clone(), version: version.clone() });
    }
    let line = |start: usize| {
        let begin = text[..start].rfind('\n').map_or(0, |end| end + 1);
        text[begin..].lines().next().unwrap_or_default()
    };
    let mut requirements = metadata.requires_dist.clone();
    let mut python = metadata.requires_python.clone();
    let mut notes = Vec::new();
    for diagnostic in &diagnostics {
        let line = line(diagnostic.span.start.min(text.len()));
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        match field.trim().to_ascii_lowercase().as_str() {
            "requires-dist" => match repaired_requirement(value) {
                Some(requirement) => {
                    notes.push(format!("`{}` was read as `{requirement}`", line.trim()));
                    requirements.push(requirement);
                }
                None => return Ok(FoundMetadata::unknown(format!("its metadata cannot be read: `{line}`"))),
            },
            "requires-python" => python = requires_python(value),
            _ => notes.push(format!("`{}` cannot be read and was passed over", line.trim())),
        }
    }
    Ok(FoundMetadata {
        licence: licence(&metadata),
        written_name: metadata.written_name.clone().filter(|written| written != name.as_str()),
        requires_python: python.filter(|range| !range.is_empty()),
        metadata: ReleaseMetadata::Known { requirements, provides_extra: metadata.provides_extra },
        notes,
    })
}

/// `Requires-Python` as installers read it: `>=3.6.*`, which PEP 440 forbids and old releases have, is `>=3.6`,
/// and what cannot be read sets no limit.
pub(crate) fn requires_python(text: &str) -> Option<SpecifierSet> {
    let read = |text: &str| text.parse::<SpecifierSet>().ok().filter(|range| !range.is_empty());
    read(text).or_else(|| {
        let repaired = text.split(',').map(str::trim).map(without_prefix_match);
        read(&repaired.collect::<Vec<_>>().join(","))
    })
}

/// A requirement that breaks the rules in a way that old tools allowed, as what it must mean: `>=1.*` is `>=1`, `>=1<2` is
/// `>=1,<2`, a comma too many and quotes around a version mean nothing.
fn repaired_requirement(text: &str) -> Option<Requirement> {
    let (before_marker, marker) = match text.split_once(';') {
        Some((requirement, marker)) => (requirement, format!(";{marker}")),
        None => (text, String::new()),
    };
    let start = before_marker.find(['<', '>', '=', '!', '~'])?;
    let (name, specifiers) = before_marker.split_at(start);
    let (name, specifiers) =
        (name.trim_end().trim_end_matches('('), specifiers.trim_end().trim_end_matches(')'));
    let mut separated = String::new();
    for character in specifiers.chars().filter(|character| !matches!(character, '\'' | '"')) {
        let starts_operator = matches!(character, '<' | '>' | '=' | '!' | '~');
        let after_version = separated.trim_end().chars().next_back();
        if starts_operator && after_version.is_some_and(|before| before.is_alphanumeric() || before == '*') {
            separated.push(',');
        }
        separated.push(character);
    }
    let parts = separated.split(',').map(str::trim).filter(|part| !part.is_empty()).map(without_prefix_match);
    format!("{name}{}{marker}", parts.collect::<Vec<_>>().join(",")).parse().ok()
}

/// An ordered comparison with a prefix, which PEP 440 forbids, without the `.*`.
fn without_prefix_match(part: &str) -> &str {
    if part.starts_with(['>', '<']) { part.trim_end().trim_end_matches(".*") } else { part }
}

/// What the metadata says about the licence, the most exact field first: an SPDX expression, the classifiers,
/// the first line of a text that may be all of a licence.
fn licence(metadata: &Metadata) -> Option<String> {
    const LONGEST: usize = 100;
    let classifiers = || {
        let names = metadata.classifiers.iter().filter_map(|classifier| {
            classifier.strip_prefix("License ::")?.rsplit("::").next().map(str::trim)
        });
        Some(names.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty())
    };
    let text = || {
        let line = metadata.licence.as_ref()?.lines().map(str::trim).find(|line| !line.is_empty())?;
        (line != "UNKNOWN").then(|| line.chars().take(LONGEST).collect())
    };
    metadata.licence_expression.clone().or_else(classifiers).or_else(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_requires_python(text: &str, expected: Option<&str>) {
        assert_eq!(requires_python(text).map(|range| range.to_string()).as_deref(), expected, "{text}");
    }

    #[track_caller]
    fn check_repaired(text: &str, expected: Option<&str>) {
        let repaired = repaired_requirement(text).map(|requirement| requirement.to_string());
        assert_eq!(repaired.as_deref(), expected, "{text}");
    }

    #[test]
    fn a_requirement_that_old_tools_wrote_is_read_as_what_it_means() {
        check_repaired("a>=1.*", Some("a>=1"));
        check_repaired("a (>=1.*,<2.0.*)", Some("a<2.0,>=1"));
        check_repaired("a (>=7.2.0<8.0.0)", Some("a<8.0.0,>=7.2.0"));
        check_repaired("a>=1,", Some("a>=1"));
        check_repaired("a>='1.0'; python_version < '3'", Some("a>=1.0; python_version < \"3\""));
        check_repaired("a[x]>=1.* ; extra == 'x'", Some("a[x]>=1; extra == \"x\""));
        check_repaired("a>dev", None);
        check_repaired("a>=", None);
        check_repaired("a b", None);
    }

    #[track_caller]
    fn check_understood(fields: &str, requirements: Option<&[&str]>, n_notes: usize) {
        let text = format!("Metadata-Version: 2.1\nName: a\nVersion: 1\n{fields}\n\nText\n");
        let found =
            understood(text.as_bytes(), &PackageName::new("a").unwrap(), &"1".parse().unwrap()).unwrap();
        let known = match &found.metadata {
            ReleaseMetadata::Known { requirements, .. } => {
                Some(requirements.iter().map(ToString::to_string).collect::<Vec<_>>())
            }
            _ => None,
        };
        let expected = requirements.map(|texts| texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!((known, found.notes.len()), (expected, n_notes), "{fields}: {:?}", found.notes);
    }

    #[test]
    fn one_odd_line_does_not_void_a_release() {
        check_understood("Provides-Extra: _config\nRequires-Dist: b", Some(&["b"]), 1);
        check_understood("Provides-Extra: x y", Some(&[]), 1);
        check_understood("Requires-Dist: b>=1.*\nRequires-Dist: c", Some(&["c", "b>=1"]), 1);
        check_understood("Requires-Python: three\nRequires-Dist: b", Some(&["b"]), 0);
        check_understood("Requires-Dist: b>dev", None, 0);
    }

    #[test]
    fn requires_python_is_read_as_installers_do() {
        check_requires_python(">=3.9", Some(">=3.9"));
        check_requires_python(">=3.6.*", Some(">=3.6"));
        check_requires_python(">=2.7, !=3.0.*, <4.*", Some("!=3.0.*,<4,>=2.7"));
        check_requires_python("", None);
        check_requires_python("three", None);
    }
}
