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
    let which = ranges::words(&all, &versions);
    let what = if which.is_empty() { format!("every release of {name}") } else { format!("{name} {which}") };
    let Some((newest, release)) = ruled_out.iter().copied().max_by_key(|(version, _)| *version) else {
        return what;
    };
    // What is said of several releases is that of the newest.
    let of_newest = if ruled_out.len() > 1 { format!(" ({newest})") } else { String::new() };
    match policy {
        Policy::RequiresPython => {
            let python = request.environment.value(MarkerVariable::PythonFullVersion).unwrap_or_default();
            let needed = pythons_in_words(name, ruled_out, request);
            let needed = if needed.is_empty() { needed } else { format!(": {needed}") };
            format!("{what} does not run on Python {python}{needed}")
        }
        Policy::Yanked => {
            let reason = release.yanked.as_deref().filter(|reason| !reason.is_empty());
            let reason = reason.map(|reason| format!(": {reason}{of_newest}")).unwrap_or_default();
            format!("{what} was yanked{reason}")
        }
        Policy::Prerelease => {
            format!("{what} is a prerelease, and these are not allowed (`--prerelease`)")
        }
        Policy::NoUsableFile => {
            format!(
                "{what} has no file that may be used here: {}{of_newest}",
                files_in_words(name, release, request)
            )
        }
        Policy::ExcludeNewer => exclude_newer(&what, name, newest, release, request),
        Policy::UnknownRequirements => {
            let reason = match metadata_here(name, release, request) {
                ReleaseMetadata::Unknown { reason } => format!(": {reason}{of_newest}"),
                _ => String::new(),
            };
            format!("the requirements of {what} are unknown{reason}")
        }
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
    what: &str,
    name: &PackageName,
    newest: &Version,
    release: &Release,
    request: &Request,
) -> String {
    let own = request.exclude_newer_package.get(name).and_then(Option::as_deref);
    let cutoff = own.or(request.exclude_newer.as_deref()).unwrap_or_default();
    match &release.uploaded {
        Some(uploaded) => format!(
            "{what} is newer than `--exclude-newer {cutoff}` allows: {name} {newest} was uploaded at {uploaded}"
        ),
        None => format!(
            "{what} is newer than `--exclude-newer {cutoff}` allows, or of unknown date: the index gives no upload time for {name} {newest}"
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
