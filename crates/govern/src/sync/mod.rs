//! The sync: what brings a project's lines in line with the shared lists.
//!
//! By default it repairs what is wrong and leaves the rest to the project ([`SyncPolicy::Subset`]): the gate accepts any subset of what
//! the global list excludes. Lower bounds, extras, comments, order and every other byte stay. Names on the denylist are left alone;
//! of names that the list does not have, somebody has to decide.

mod draft;
pub mod historic;
mod plan;

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::PackageName;
use haggle_spec::VersionSet;
use haggle_spec::file::EditError;

use crate::check::SharedLists;

pub use draft::draft;
pub(crate) use plan::with_exclusions;

/// What a sync does with lines that are not wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncPolicy {
    /// Nothing: only what is wrong is repaired. A bound that is excluded, an exclusion or a cap that the list does not have, a marker or a
    /// spelling that the gate would refuse.
    #[default]
    Subset,
    /// It also copies the exclusions and caps that say something above the line's bound.
    Full,
    /// It replaces them by the lines of the list, as the bot of `OpenStack` did until 2023 ([`historic`]).
    Historic,
}

/// What the sync would do to a project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncPlan {
    /// The lines that it concerns, in the order of the files.
    pub lines: Vec<LinePlan>,
    /// The files that change, by their paths in the project.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many lines were looked at.
    pub n_lines: usize,
    /// Names whose excluded bounds went to a version that may not be a release, as nobody knows their releases.
    pub without_releases: BTreeSet<PackageName>,
}

/// What the sync would do to one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePlan {
    /// The path of the file in the project.
    pub path: String,
    /// The line, from 1; 0 of a line that is new.
    pub line: usize,
    /// The distribution.
    pub name: PackageName,
    /// The requirement as it is written; empty of a line that is new.
    pub before: String,
    /// What is to be done.
    pub action: SyncAction,
}

/// What is to be done with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncAction {
    /// The requirement is rewritten.
    Rewrite {
        /// The requirement as it would be written; empty of a line that goes.
        after: String,
        /// Why.
        because: String,
    },
    /// The global list does not have the name: somebody has to include it there, or to remove it here.
    NotListed,
    /// The global list has several lines for the name and none has this line's marker: somebody has to choose.
    Ambiguous,
}

/// The shared lists as the sync reads them.
#[derive(Debug, Clone, Copy)]
pub struct SyncLists<'a> {
    /// The lists.
    pub lists: &'a SharedLists<'a>,
    /// The text of the global list.
    pub global: &'a str,
    /// The versions of Python that the family supports.
    pub pythons: &'a VersionSet,
    /// Whether lines go whose names the list does not have; somebody has to decide about each otherwise.
    pub drops_unlisted: bool,
}

/// Plans the sync of a project: its files by their paths in it.
///
/// Law: planning again with the changed files finds no line to rewrite.
///
/// ```
/// use std::collections::BTreeMap;
/// use haggle_govern::check::SharedLists;
/// use haggle_govern::sync::{SyncLists, SyncPolicy, plan};
/// use haggle_spec::SpecifierSet;
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let global = "six!=1.4,!=1.9  # MIT\n";
/// let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
/// let (list, pins, none) = (file(global), file("six===1.17\n"), file(""));
/// let pythons: SpecifierSet = ">=3.11".parse()?;
/// let shared = SharedLists::new(&list, &pins, &none, &none);
/// let lists = SyncLists { lists: &shared, global, pythons: &pythons.to_set(), drops_unlisted: false };
/// let files = BTreeMap::from([("requirements.txt".to_owned(), b"six>=1.4  # MIT\n".to_vec())]);
/// let repaired = plan(&files, &lists, SyncPolicy::Subset).expect("edits that fit");
/// assert_eq!(repaired.files["requirements.txt"], b"six>=1.5  # MIT\n");
/// let copied = plan(&files, &lists, SyncPolicy::Full).expect("edits that fit");
/// assert_eq!(copied.files["requirements.txt"], b"six>=1.5,!=1.9  # MIT\n");
/// # Ok::<(), haggle_spec::SpecifierError>(())
/// ```
///
/// # Errors
/// An edit does not fit its file.
pub fn plan(
    files: &BTreeMap<String, Vec<u8>>,
    lists: &SyncLists<'_>,
    policy: SyncPolicy,
) -> Result<SyncPlan, EditError> {
    match policy {
        SyncPolicy::Historic => Ok(historic::plan(files, lists)),
        _ => plan::plan(files, lists, policy),
    }
}
