//! What differs between two sets of release facts.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{PackageName, Version};

use super::files::encoded;

/// What differs of a package between two snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageDifference {
    /// Only the second one has it.
    Added,
    /// Only the first one has it.
    Removed,
    /// What is said of it is of another kind, or for another reason: unavailable before, after or both.
    Availability {
        /// Why it was unavailable; none where it was there.
        before: Option<String>,
        /// Why it is.
        after: Option<String>,
    },
    /// Its releases differ.
    Releases {
        /// Those that only the second one has.
        added: Vec<Version>,
        /// Those that only the first one has.
        removed: Vec<Version>,
        /// What differs of those that both have.
        changed: BTreeMap<Version, Vec<ReleaseChange>>,
    },
}

/// Something that differs of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseChange {
    /// What: `requires`, `extra`, `python`, `yanked`, `index`, `licence`, `uploaded`, `file`, `note`, `requirements`, `name`.
    pub what: &'static str,
    /// What the first snapshot says; none where it says nothing.
    pub before: Option<String>,
    /// What the second one says.
    pub after: Option<String>,
}

/// What differs between the facts of two snapshots, by package. Of releases whose requirements only one of them has, it says just that
/// (`requirements`), and what both record: a snapshot leaves out the rest of what it knows of others.
///
/// ```
/// use haggle_index::snapshot::difference;
/// use haggle_spec::release::{PackageFacts, Release, ReleaseFacts};
///
/// let with = |versions: &[&str]| {
///     let releases = versions.iter().map(|version| (version.parse().unwrap(), Release::default())).collect();
///     ReleaseFacts { packages: [("demo".parse().unwrap(), PackageFacts::Releases(releases))].into() }
/// };
/// assert!(difference(&with(&["1"]), &with(&["1"])).is_empty());
/// assert_eq!(difference(&with(&["1"]), &with(&["1", "2"])).len(), 1);
/// ```
pub fn difference(before: &ReleaseFacts, after: &ReleaseFacts) -> BTreeMap<PackageName, PackageDifference> {
    let names: BTreeSet<&PackageName> = before.packages.keys().chain(after.packages.keys()).collect();
    let of_package = |name: &PackageName| match (before.packages.get(name), after.packages.get(name)) {
        (None, None) => None,
        (None, Some(_)) => Some(PackageDifference::Added),
        (Some(_), None) => Some(PackageDifference::Removed),
        (Some(PackageFacts::Releases(before)), Some(PackageFacts::Releases(after))) => {
            releases(before, after)
        }
        (Some(before), Some(after)) => {
            let reason = |facts: &PackageFacts| match facts {
                PackageFacts::Unavailable { reason } => Some(reason.clone()),
                PackageFacts::Releases(_) => None,
            };
            let (before, after) = (reason(before), reason(after));
            (before != after).then_some(PackageDifference::Availability { before, after })
        }
    };
    names.into_iter().filter_map(|name| Some((name.clone(), of_package(name)?))).collect()
}

fn releases(
    before: &BTreeMap<Version, Release>,
    after: &BTreeMap<Version, Release>,
) -> Option<PackageDifference> {
    let only = |these: &BTreeMap<Version, Release>, others: &BTreeMap<Version, Release>| -> Vec<Version> {
        these.keys().filter(|version| !others.contains_key(version)).cloned().collect()
    };
    let (added, removed) = (only(after, before), only(before, after));
    let changed: BTreeMap<Version, Vec<ReleaseChange>> = before
        .iter()
        .filter_map(|(version, release)| {
            let changes = changes(version, release, after.get(version)?);
            (!changes.is_empty()).then(|| (version.clone(), changes))
        })
        .collect();
    let differs = !(added.is_empty() && removed.is_empty() && changed.is_empty());
    differs.then_some(PackageDifference::Releases { added, removed, changed })
}

fn changes(version: &Version, before: &Release, after: &Release) -> Vec<ReleaseChange> {
    let mut changes = Changes::default();
    changes.value("python", shown(before.requires_python.as_ref()), shown(after.requires_python.as_ref()));
    changes.value("yanked", before.yanked.clone(), after.yanked.clone());
    let rank = |release: &Release| (release.index_rank > 0).then(|| release.index_rank.to_string());
    changes.value("index", rank(before), rank(after));
    let state = |release: &Release| match &release.metadata {
        ReleaseMetadata::Known { .. } => "known".to_owned(),
        ReleaseMetadata::Unknown { reason } => format!("unknown: {reason}"),
        _ => "not recorded".to_owned(),
    };
    changes.value("requirements", Some(state(before)), Some(state(after)));
    let is_recorded = |release: &Release| release.metadata != ReleaseMetadata::Unfetched;
    if is_recorded(before) && is_recorded(after) {
        changes.value("licence", before.licence.clone(), after.licence.clone());
        changes.value("uploaded", before.uploaded.clone(), after.uploaded.clone());
        changes.value("name", before.written_name.clone(), after.written_name.clone());
        changes.lines("note", before.notes.clone(), after.notes.clone());
        let (requires_before, extras_before) = lines_of(before);
        let (requires_after, extras_after) = lines_of(after);
        changes.lines("requires", requires_before, requires_after);
        changes.lines("extra", extras_before, extras_after);
    }
    if is_recorded(before) == is_recorded(after) {
        let written = version.to_string();
        let files = |release: &Release| -> Vec<String> {
            release.files.iter().map(|file| encoded(&written, file, release)).collect()
        };
        changes.lines("file", files(before), files(after));
    }
    changes.0
}

fn shown(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}

/// The requirements and the extras: those of single files with the names of the files.
fn lines_of(release: &Release) -> (Vec<String>, Vec<String>) {
    let (mut requires, mut extras) = (Vec::new(), Vec::new());
    let mut add = |metadata: &ReleaseMetadata, files: &str| match metadata {
        ReleaseMetadata::Known { requirements, provides_extra } => {
            requires.extend(requirements.iter().map(|requirement| format!("{requirement}{files}")));
            extras.extend(provides_extra.iter().map(|extra| format!("{extra}{files}")));
        }
        ReleaseMetadata::Unknown { reason } if !files.is_empty() => {
            requires.push(format!("unknown: {reason}{files}"));
        }
        _ => {}
    };
    add(&release.metadata, "");
    for variant in &release.variants {
        let files: Vec<&str> = variant.files.iter().map(String::as_str).collect();
        add(&variant.metadata, &format!(" (of {})", files.join(", ")));
    }
    (requires, extras)
}

#[derive(Default)]
struct Changes(Vec<ReleaseChange>);

impl Changes {
    fn value(&mut self, what: &'static str, before: Option<String>, after: Option<String>) {
        if before != after {
            self.0.push(ReleaseChange { what, before, after });
        }
    }

    /// Lines that only one of both has, whatever their order.
    fn lines(&mut self, what: &'static str, before: Vec<String>, after: Vec<String>) {
        let (before, after): (BTreeSet<_>, BTreeSet<_>) =
            (before.into_iter().collect(), after.into_iter().collect());
        for line in before.difference(&after) {
            self.value(what, Some(line.clone()), None);
        }
        for line in after.difference(&before) {
            self.value(what, None, Some(line.clone()));
        }
    }
}
