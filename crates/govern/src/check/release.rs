//! What a release asks for more than the one before it: a patch release may neither add a requirement nor give up a minimum.
//!
//! Source: `openstack/releases`, `requirements.py`, observed. It reads the `requires.txt` that setuptools writes beside the metadata:
//! lines of requirements, those of each extra under its name in brackets.

use std::collections::BTreeMap;

use haggle_spec::file::{Entry, EntryFile, Urls};
use haggle_spec::{PackageName, Prereleases, Specifier, Version};

use super::lower::{is_lower_bound, is_same_version};

/// What a release asks for more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BoundChange {
    /// A requirement that the release before did not have.
    Added {
        /// The extra that requires it, with its condition; empty for the distribution itself.
        section: String,
        /// The distribution.
        name: PackageName,
    },
    /// A lower bound where there was none, or one that takes away the version that was the minimum.
    Raised {
        /// The extra that requires it, with its condition; empty for the distribution itself.
        section: String,
        /// The distribution.
        name: PackageName,
        /// The bound before, if there was one.
        before: Option<String>,
        /// The bound now.
        after: String,
    },
}

/// Compares what two releases require, each in the form of `requires.txt`: requirements that were added, and minimums that no longer
/// do. A requirement that was dropped, a bound that was dropped or lowered, and a bound that is written in another way are no
/// changes that could hurt. Lines that are not requirements are left out.
///
/// ```
/// use haggle_govern::check::bound_changes;
///
/// assert_eq!(bound_changes("pbr>=1.6\n", "pbr>=1.6.0\n"), []);
/// assert_eq!(bound_changes("pbr>2.2\n", "pbr>2.1\n"), []);
/// assert_eq!(bound_changes("pbr>=1.6\n", "pbr>1.6\nsix\n\n[test]\nsix\n").len(), 3);
/// ```
pub fn bound_changes(old: &str, new: &str) -> Vec<BoundChange> {
    let old = required(old);
    let mut changes = Vec::new();
    for ((section, name), entry) in required(new) {
        let Some(before) = old.get(&(section.clone(), name.clone())) else {
            changes.push(BoundChange::Added { section, name });
            continue;
        };
        let Some(after) = minimum(&entry) else { continue };
        let before = minimum(before);
        let is_kept = before.is_some_and(|before| is_same_bound(before, after) || takes(&entry, before));
        if !is_kept {
            let (before, after) = (before.map(ToString::to_string), after.to_string());
            changes.push(BoundChange::Raised { section, name, before, after });
        }
    }
    changes
}

/// The last line of each name in each section.
fn required(text: &str) -> BTreeMap<(String, PackageName), Entry> {
    let mut found = BTreeMap::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            name.trim_end().trim_end_matches(']').clone_into(&mut section);
            continue;
        }
        let (file, _) = EntryFile::parse(line, Urls::Forbidden);
        found.extend(file.entries().filter_map(|entry| {
            let name = entry.package_name()?;
            Some(((section.clone(), name), entry.clone()))
        }));
    }
    found
}

fn minimum(entry: &Entry) -> Option<&Specifier> {
    entry.specifiers.iter().find(|specifier| is_lower_bound(specifier))
}

fn is_same_bound(left: &Specifier, right: &Specifier) -> bool {
    left.operator() == right.operator() && is_same_version(&left.version_text(), &right.version_text())
}

/// Whether an entry takes the version of a bound, be it one that the bound itself leaves out.
fn takes(entry: &Entry, bound: &Specifier) -> bool {
    entry.specifiers.contains_text(&bound.version_text(), Prereleases::Default)
}

/// Whether a release of this version may change what it requires: a prerelease, or one that starts a series, its last number
/// zero.
pub fn is_exempt(version: &Version) -> bool {
    version.is_prerelease() || version.release().last().is_some_and(|last| last.as_u64() == Some(0))
}
