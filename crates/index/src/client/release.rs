//! From the files of a page to releases, and from the text of metadata to what it says of a release.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{DistributionFile, DistributionKind, MetadataVariant, Release, ReleaseMetadata};
use haggle_spec::{Metadata, PackageName, Requirement, SpecifierSet, Version};

use crate::client::http::redacted;
use crate::client::page::{MetadataFile, PageFile, PlainFile};

/// The files of a project by version, each with what its name says.
pub(crate) type FilesByVersion = BTreeMap<Version, Vec<(PageFile, DistributionFile)>>;

/// Of releases that come after those of other indexes, how many of these there are.
pub(crate) type IndexRanks = BTreeMap<Version, u32>;

/// Groups a page's files by version. Files of other names, of other kinds (eggs, installers) and of versions that
/// PEP 440 does not know are passed over, as installers do. The version is written as the name of the file that is asked for the
/// metadata has it.
pub(crate) fn by_version(name: &PackageName, files: Vec<PageFile>) -> FilesByVersion {
    let mut by_version = FilesByVersion::new();
    for file in files {
        if let Some((version, distribution)) = identified(name, &file) {
            by_version.entry(version).or_default().push((file, distribution));
        }
    }
    let spelled = by_version.into_values().map(|mut files| {
        files.sort_by(|(one, _), (other, _)| one.filename.cmp(&other.filename));
        files.dedup_by(|(one, _), (other, _)| one.filename == other.filename);
        // Files of one release may write its version in several ways: `1.0` and `1.0.0`.
        let best = files.iter().min_by_key(|(_, file)| preference(file));
        let version = best.and_then(|(file, _)| identified(name, file)).map(|(version, _)| version);
        version.map(|version| (version, files))
    });
    spelled.flatten().collect()
}

/// The releases with these files.
pub(crate) fn releases(files: &FilesByVersion) -> BTreeMap<Version, Release> {
    files.iter().map(|(version, files)| (version.clone(), release(files))).collect()
}

/// What a release with these files is; its metadata is yet to be fetched.
pub(crate) fn release(files: &[(PageFile, DistributionFile)]) -> Release {
    let yanked = files.iter().all(|(file, _)| file.yanked.is_some()).then(|| {
        let mut reasons = files.iter().filter_map(|(file, _)| file.yanked.clone());
        reasons.find(|reason| !reason.is_empty()).unwrap_or_default()
    });
    let best = files.iter().min_by_key(|(_, file)| preference(file));
    let range = best.and_then(|(file, _)| file.requires_python.as_deref()).and_then(requires_python);
    let files_of_release = files.iter().map(|(page_file, file)| {
        let mut file = file.clone();
        file.yanked = page_file.yanked.is_some();
        file.size = page_file.size;
        file.uploaded.clone_from(&page_file.upload_time);
        let own = page_file.requires_python.as_deref().and_then(requires_python);
        file.requires_python = own.filter(|own| Some(own) != range.as_ref());
        file.url = Some(redacted(&page_file.url));
        file.hashes.clone_from(&page_file.hashes);
        file.attested = page_file.attested;
        file
    });
    Release {
        metadata: ReleaseMetadata::Unfetched,
        may_differ: may_differ(files),
        variants: variants(
            files.iter().map(|(file, _)| (file.filename.as_str(), announced(file))),
            best.and_then(|(file, _)| announced(file)),
        ),
        files: files_of_release.collect(),
        requires_python: range,
        yanked,
        uploaded: files.iter().filter_map(|(file, _)| file.upload_time.clone()).min(),
        index_rank: 0,
        licence: None,
        written_name: None,
        notes: Vec::new(),
    }
}

/// The hash of the file's metadata, if the index gives it.
pub(crate) fn announced(file: &PageFile) -> Option<&str> {
    match &file.metadata_file {
        MetadataFile::Offered { sha256 } => sha256.as_deref(),
        MetadataFile::Denied | MetadataFile::Unsaid => None,
    }
}

/// Whether there are wheels for single platforms, beside other wheels, whose metadata has no announced hash.
pub(crate) fn may_differ(files: &[(PageFile, DistributionFile)]) -> bool {
    let mut wheels = files.iter().filter(|(_, file)| matches!(file.kind, DistributionKind::Wheel { .. }));
    let is_open = |(page, file): &(PageFile, DistributionFile)| {
        announced(page).is_none() && !file.filename.ends_with("-any.whl")
    };
    wheels.clone().count() > 1 && wheels.any(is_open)
}

/// The files whose metadata is announced to be another than `main`, those with the same together. Without an announcement
/// nothing tells files apart before they are read, and they count as alike.
fn variants<'f>(
    files: impl Iterator<Item = (&'f str, Option<&'f str>)>,
    main: Option<&str>,
) -> Vec<MetadataVariant> {
    let Some(main) = main else { return Vec::new() };
    let mut by_hash: BTreeMap<&str, MetadataVariant> = BTreeMap::new();
    for (filename, announced) in files {
        if let Some(hash) = announced.filter(|hash| *hash != main) {
            let unfetched =
                || MetadataVariant { files: BTreeSet::new(), metadata: ReleaseMetadata::Unfetched };
            by_hash.entry(hash).or_insert_with(unfetched).files.insert(filename.to_owned());
        }
    }
    by_hash.into_values().collect()
}

/// Gives a release its files, as far as one tells them apart.
pub(crate) fn put_plain_files(release: &mut Release, files: Vec<PlainFile>) {
    let best = files.iter().min_by_key(|plain| preference(&plain.file));
    let main = best.and_then(|plain| plain.announced.as_deref());
    let hashes = files.iter().map(|plain| (plain.file.filename.as_str(), plain.announced.as_deref()));
    release.variants = variants(hashes, main);
    let range = release.requires_python.as_ref();
    let with_range = |PlainFile { mut file, requires_python: own, .. }: PlainFile| {
        let own = own.as_deref().and_then(requires_python);
        file.requires_python = own.filter(|own| Some(own) != range);
        file
    };
    release.files = files.into_iter().map(with_range).collect();
}

fn identified(name: &PackageName, file: &PageFile) -> Option<(Version, DistributionFile)> {
    let (found, version, distribution) = DistributionFile::from_filename(&file.filename)?;
    (found == *name).then_some((version, distribution))
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

/// The order in which a release's files are asked for its metadata, which all of them should agree on: pure
/// wheels, wheels of the platform that most servers run, other wheels, the source distribution.
pub(crate) fn preference(file: &DistributionFile) -> (u8, &str) {
    let rank = match file.kind {
        DistributionKind::Wheel { .. } if file.filename.ends_with("-none-any.whl") => 0,
        DistributionKind::Wheel { .. }
            if file.filename.contains("manylinux") && file.filename.contains("x86_64") =>
        {
            1
        }
        DistributionKind::Wheel { .. } => 2,
        DistributionKind::Sdist => 3,
    };
    (rank, &file.filename)
}

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
