//! What a release asks for more than the one before it: a patch release may neither add a requirement nor move a minimum.

use haggle_spec::file::EntryFile;
use haggle_spec::{PackageName, Specifier, Version};

use super::line::entries;
use super::lower::{is_lower_bound, is_same_version};

/// What a release asks for more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BoundChange {
    /// A requirement that the release before did not have.
    Added(PackageName),
    /// Another lower bound; a bound written in another way is none.
    Moved {
        /// The distribution.
        name: PackageName,
        /// The bound before, if there was one.
        before: Option<String>,
        /// The bound now.
        after: String,
    },
}

/// Compares what two releases require: requirements that were added, and lower bounds that moved or came up. What was dropped is
/// no change that could hurt.
///
/// ```
/// use haggle_govern::check::bound_changes;
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let file = |text: &str| EntryFile::parse(text, Urls::Forbidden).0;
/// assert_eq!(bound_changes(&file("pbr>=1.6"), &file("pbr>=1.6.0")), []);
/// assert_eq!(bound_changes(&file("pbr>=1.6"), &file("pbr>1.6\nsix")).len(), 2);
/// ```
pub fn bound_changes(old: &EntryFile, new: &EntryFile) -> Vec<BoundChange> {
    let (old, new) = (entries(old), entries(new));
    let mut changes = Vec::new();
    for (name, lines) in &new {
        let Some(before) = old.get(name) else {
            changes.push(BoundChange::Added(name.clone()));
            continue;
        };
        let bounds = |entry: Option<&&haggle_spec::file::Entry>| -> Option<Specifier> {
            entry?.specifiers.iter().find(|specifier| is_lower_bound(specifier)).cloned()
        };
        let (before, after) = (bounds(before.first()), bounds(lines.first()));
        let Some(after) = after else { continue };
        let is_same = before.as_ref().is_some_and(|before| {
            before.operator() == after.operator()
                && is_same_version(&before.version_text(), &after.version_text())
        });
        if !is_same {
            changes.push(BoundChange::Moved {
                name: name.clone(),
                before: before.map(|before| before.to_string()),
                after: after.to_string(),
            });
        }
    }
    changes
}

/// Whether a release of this version may change what it requires: a prerelease, or one that starts a series, its last number
/// nought.
pub fn is_exempt(version: &Version) -> bool {
    version.is_prerelease() || version.release().last().is_some_and(|last| last.as_u64() == Some(0))
}
