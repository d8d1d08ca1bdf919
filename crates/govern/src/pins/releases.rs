//! What is known of the releases of a name.

use std::collections::BTreeMap;

use haggle_resolve::python::PythonVersion;
use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts};
use haggle_spec::{PackageName, Prereleases, SpecifierSet, Version};

use super::error::PinError;
use super::lists::PinLists;
use crate::check::exclusions;

/// All releases of a name.
pub(crate) fn all<'facts>(
    facts: &'facts ReleaseFacts,
    name: &PackageName,
) -> Result<&'facts BTreeMap<Version, Release>, PinError> {
    match facts.packages.get(name) {
        None => Err(PinError::Missing(vec![MissingFact::Versions(name.clone())])),
        Some(PackageFacts::Releases(releases)) => Ok(releases),
        Some(PackageFacts::Unavailable { reason }) => {
            Err(PinError::NoRelease { name: name.clone(), wanted: format!("on the index ({reason})") })
        }
    }
}

/// The releases that a pin may be at, newest first: final ones that nobody yanked.
pub(super) fn finals<'facts>(
    facts: &'facts ReleaseFacts,
    name: &PackageName,
) -> Result<impl Iterator<Item = (&'facts Version, &'facts Release)>, PinError> {
    let releases = all(facts, name)?;
    Ok(releases
        .iter()
        .rev()
        .filter(|(version, release)| !version.is_prerelease() && release.yanked.is_none()))
}

/// The name as the newest of some releases writes it, where that is known.
pub(crate) fn published<'facts>(
    facts: &'facts ReleaseFacts,
    name: &PackageName,
    versions: &[Option<Version>],
) -> Option<&'facts str> {
    let newest = versions.iter().flatten().max()?;
    all(facts, name).ok()?.get(newest)?.written_name.as_deref()
}

/// Whether a release says that it runs on the Python; yes where it says nothing.
pub(super) fn runs_on(release: &Release, python: &PythonVersion) -> bool {
    let takes = |supported: &SpecifierSet| {
        // The last patch release of the series: `>=3.9.1` is for Python 3.9.
        let newest = format!("3.{}.999", python.minor()).parse::<Version>();
        newest.is_ok_and(|newest| supported.contains(&newest, Prereleases::Allow))
    };
    release.requires_python.as_ref().is_none_or(takes)
}

/// Whether the global list allows a version of a name: one of its lines does, or it has none.
pub(super) fn is_allowed(lists: &PinLists, name: &PackageName, version: &Version) -> bool {
    let lines = lists.global_lines(name);
    let takes = |line: &&haggle_spec::file::EntryLine| {
        line.entry().is_some_and(|entry| {
            let mut own = exclusions(entry);
            own.all(|specifier| specifier.contains(version, Prereleases::Allow))
                && entry.specifiers.iter().all(|one| one.contains(version, Prereleases::Allow))
        })
    };
    lines.is_empty() || lines.iter().any(takes)
}

/// The specifiers of the global list for a name, in words.
pub(super) fn allowed_by(lists: &PinLists, name: &PackageName) -> String {
    let lines = lists.global_lines(name);
    let texts: Vec<String> =
        lines.iter().filter_map(|line| Some(line.entry()?.specifiers.to_string())).collect();
    texts.join(" or ")
}
