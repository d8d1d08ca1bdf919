//! What a policy rules out, in words: the releases, why, and what would be needed.

use std::collections::BTreeSet;

use haggle_spec::release::{DistributionFile, DistributionKind, Release, ReleaseMetadata};
use haggle_spec::{MarkerVariable, PackageName, Tag, Version};

use super::candidates::{Candidates, Policy, range_of};
use super::installed::metadata_here;
use super::request::Request;
use crate::ranges;

/// The most tags that are written out.
const MOST_TAGS: usize = 4;

type NamedRelease<'a> = (&'a Version, &'a Release);

/// What the policy rules out, with the reason of the newest of these releases.
pub(super) fn policy_in_words(
    candidates: &Candidates<'_>,
    name: &PackageName,
    policy: Policy,
    ruled_out: &[NamedRelease<'_>],
    request: &Request,
) -> String {
    let all: Vec<&Version> = candidates.versions.iter().map(|(version, _)| *version).collect();
    let versions: Vec<&Version> = ruled_out.iter().map(|(version, _)| *version).collect();
    let subject = Subject { name, which: ranges::words(&all, &versions), is_one: versions.len() == 1 };
    let Some((newest, release)) = ruled_out.iter().copied().max_by_key(|(version, _)| *version) else {
        return subject.all();
    };
    // What is said of several releases is that of the newest.
    let of_newest = if subject.is_one { String::new() } else { format!(" ({newest})") };
    match policy {
        Policy::RequiresPython => {
            let python = request.environment.value(MarkerVariable::PythonFullVersion).unwrap_or_default();
            let needed = pythons_in_words(name, ruled_out, request);
            let needed = if needed.is_empty() { needed } else { format!(": {needed}") };
            let subject = subject.negated("runs", "does not run", "do not run");
            format!("{subject} on Python {python}{needed}")
        }
        Policy::Yanked => {
            let reason = release.yanked.as_deref().filter(|reason| !reason.is_empty());
            let reason = reason.map(|reason| format!(": {reason}{of_newest}")).unwrap_or_default();
            format!("{}{reason}", subject.stated("was yanked", "were yanked"))
        }
        Policy::Prerelease => {
            let subject = subject.stated("is a prerelease", "are prereleases");
            format!("{subject}, and the options allow none (`--prerelease`)")
        }
        Policy::NoUsableFile => {
            let subject = subject.negated("has a file", "has no file", "have no file");
            format!("{subject} that can be used here: {}{of_newest}", files_in_words(name, release, request))
        }
        Policy::ExcludeNewer => {
            exclude_newer(&subject.stated("is newer", "are newer"), name, newest, release, request)
        }
        Policy::UnknownRequirements => {
            let reason = match metadata_here(name, release, request) {
                ReleaseMetadata::Unknown { reason } => format!(": {reason}{of_newest}"),
                _ => String::new(),
            };
            format!("the requirements of {} are unknown{reason}", subject.all())
        }
    }
}

/// The releases that something is said of.
struct Subject<'a> {
    name: &'a PackageName,
    /// Which ones; empty where it is all of the package.
    which: String,
    is_one: bool,
}

impl Subject<'_> {
    fn all(&self) -> String {
        let Self { name, which, .. } = self;
        if which.is_empty() { format!("every release of {name}") } else { format!("{name} {which}") }
    }

    /// What holds of each of them, as it is said of one and of several.
    fn stated(&self, of_one: &str, of_several: &str) -> String {
        let is_one = self.is_one || self.which.is_empty();
        format!("{} {}", self.all(), if is_one { of_one } else { of_several })
    }

    /// What holds of none of them: `of_none` goes with `no release`.
    fn negated(&self, of_none: &str, of_one: &str, of_several: &str) -> String {
        if self.which.is_empty() {
            return format!("no release of {} {of_none}", self.name);
        }
        self.stated(of_one, of_several)
    }
}

/// The Pythons that releases need, each with the newest release that needs it.
fn pythons_in_words(name: &PackageName, releases: &[NamedRelease<'_>], request: &Request) -> String {
    const MOST_RANGES: usize = 3;
    let mut newest_first = releases.to_vec();
    newest_first.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
    let mut ranges: Vec<(String, &Version)> = Vec::new();
    for (version, release) in newest_first {
        let range = range_of(name, version, release, request).map(ToString::to_string);
        if let Some(range) = range.filter(|range| ranges.iter().all(|(known, _)| known != range)) {
            ranges.push((range, version));
        }
    }
    let more = ranges.len().saturating_sub(MOST_RANGES);
    let mut texts: Vec<String> = ranges
        .iter()
        .take(MOST_RANGES)
        .map(|(range, version)| format!("{name} {version} needs Python {range}"))
        .collect();
    if more > 0 {
        texts.push(format!("older ones {more} other ranges"));
    }
    texts.join(", ")
}

fn exclude_newer(
    newer: &str,
    name: &PackageName,
    newest: &Version,
    release: &Release,
    request: &Request,
) -> String {
    let own = request.exclude_newer_package.get(name).and_then(Option::as_deref);
    let cutoff = own.or(request.exclude_newer.as_deref()).unwrap_or_default();
    match &release.uploaded {
        Some(uploaded) => format!(
            "{newer} than `--exclude-newer {cutoff}` allows: {name} {newest} was uploaded at {uploaded}"
        ),
        None => format!(
            "{newer} than `--exclude-newer {cutoff}` allows, or of unknown date: the index gives no upload time for {name} {newest}"
        ),
    }
}

/// The files of a release, and why none may be used.
fn files_in_words(name: &PackageName, release: &Release, request: &Request) -> String {
    let wheels: Vec<&BTreeSet<Tag>> = release.files.iter().filter_map(tags_of).collect();
    let has_sdist = wheels.len() < release.files.len();
    let sdist = if !has_sdist {
        "there is no source distribution"
    } else if request.builds.only_binary.contains(name) {
        "`--only-binary` rules the source distribution out"
    } else {
        "the source distribution is for another Python"
    };
    if wheels.is_empty() {
        return format!("there is no wheel, and {sdist}");
    }
    if request.builds.no_binary.contains(name) {
        return format!("`--no-binary` rules the wheels out, and {sdist}");
    }
    let tags: BTreeSet<String> = wheels.into_iter().flatten().map(ToString::to_string).collect();
    let mut shown: Vec<&str> = tags.iter().take(MOST_TAGS).map(String::as_str).collect();
    let more = format!("{} more", tags.len().saturating_sub(MOST_TAGS));
    if tags.len() > MOST_TAGS {
        shown.push(&more);
    }
    let target = request.wheels.as_ref().map(|target| format!(", not for {target}")).unwrap_or_default();
    format!("there are wheels for {}{target}, and {sdist}", shown.join(", "))
}

fn tags_of(file: &DistributionFile) -> Option<&BTreeSet<Tag>> {
    match &file.kind {
        DistributionKind::Wheel { tags } => Some(tags),
        DistributionKind::Sdist => None,
    }
}
