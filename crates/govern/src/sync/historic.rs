//! The sync as the bot of `OpenStack` did it until 2023: a project's lines replaced by those of the global list.
//!
//! It differs from the other policies in that lower bounds and comments come from the global list, and that the lines of a
//! name are gathered at its first. It is here to compare with, and for branches that were kept so.
//!
//! Names are written as setuptools of that time gave them: every run of what is not a letter, a digit or a dot is a hyphen.
//!
//! Source: `openstack/requirements`, `update.py` before its removal, observed.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::file::{EditError, Entry, EntryFile, EntryLineKind, Urls, apply_edits};
use haggle_spec::{Diagnostic, PackageName};

use super::{LinePlan, SyncAction, SyncLists, SyncPlan};
use crate::project::{ProjectError, REQUIREMENT_FILES, setup_cfg_extras};

/// The lines that the bot put at the top of every file; it writes them anew.
const HEADER: [&str; 3] = [
    "# The order of packages is significant, because pip processes them in the order",
    "# of appearance. Changing the order has an impact on the overall integration",
    "# process, which may cause wedges in the gate later.",
];

/// What happens to names that the bot treats in a way of their own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HistoricOptions {
    /// Whether a name that the global list lacks is kept; it is an error otherwise.
    pub keeps_unknown: bool,
    /// Whether the linter `hacking` is brought in line, too.
    pub syncs_hacking: bool,
    /// Names that are left alone.
    pub denied: BTreeSet<PackageName>,
}

/// What the bot makes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoricSync {
    /// The lines, without line endings and without the header that the bot puts above them.
    pub lines: Vec<String>,
    /// Lines before and after, trimmed; empty where there was none or will be none.
    pub changes: Vec<(String, String)>,
    /// Names that the global list lacks, as the project writes them.
    pub unknown: Vec<String>,
}

/// Replaces a project's lines by those of the global list, name by name.
///
/// ```
/// use haggle_govern::sync::historic::{HistoricOptions, sync};
///
/// let synced = sync("six>=2 # MIT\n", "# ours\nsix[x]>=1\n", &HistoricOptions::default());
/// assert_eq!(synced.lines, ["# ours", "six[x]>=2 # MIT"]);
/// assert_eq!(synced.changes, [("six[x]>=1".to_owned(), "six[x]>=2 # MIT".to_owned())]);
/// ```
pub fn sync(global: &str, project: &str, options: &HistoricOptions) -> HistoricSync {
    let (global, _) = EntryFile::parse(global, Urls::Forbidden);
    let (project, _) = EntryFile::parse(project, Urls::Forbidden);
    let (shared, own) = (global.by_name(), project.by_name());
    let mut synced = HistoricSync::default();
    let mut seen = BTreeSet::new();
    for line in project.lines() {
        if HEADER.contains(&project.text(line.content)) {
            continue;
        }
        let entry = match &line.kind {
            EntryLineKind::Entry(entry) => entry,
            EntryLineKind::Blank
            | EntryLineKind::Comment
            | EntryLineKind::LeftAlone
            | EntryLineKind::Invalid => {
                synced.lines.push(project.text(line.content).to_owned());
                continue;
            }
        };
        let Some(name) = entry.package_name() else { continue };
        let is_left = options.denied.contains(&name) || name.as_str() == "hacking" && !options.syncs_hacking;
        if !seen.insert(name.clone()) {
            continue;
        }
        match shared.get(&name) {
            _ if is_left => synced.lines.push(line_of(entry)),
            Some(lines) => {
                let theirs = lines.iter().filter_map(|line| Some((line.entry()?, global.text(line.content))));
                let ours = own.get(&name).into_iter().flatten();
                let ours = ours.filter_map(|line| Some((line.entry()?, project.text(line.content))));
                replace(&mut synced, &ours.collect::<Vec<_>>(), &theirs.collect::<Vec<_>>());
            }
            None if options.keeps_unknown => synced.lines.push(line_of(entry)),
            None => synced.unknown.push(safe_name(&entry.name)),
        }
    }
    synced
}

/// What the bot makes of the files of a project: those that list requirements, and the extras of `setup.cfg`. Names on the denylist
/// are left alone, and so are those that the list does not have.
pub(super) fn plan(files: &BTreeMap<String, Vec<u8>>, lists: &SyncLists<'_>) -> SyncPlan {
    let denied = lists.lists.denied.clone();
    let options = HistoricOptions { keeps_unknown: true, syncs_hacking: false, denied };
    let mut plan = SyncPlan::default();
    for (path, bytes) in files {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let (changes, after) = if path == "setup.cfg" {
            let Ok(synced) = sync_setup_cfg(lists.global, text, &options) else { continue };
            (synced.changes, synced.content)
        } else if REQUIREMENT_FILES.contains(&path.as_str()) {
            let synced = sync(lists.global, text, &options);
            let lines = HEADER.into_iter().map(str::to_owned).chain(synced.lines);
            (
                synced.changes,
                lines.fold(String::new(), |text, line| text + line.trim_end() + "\n").into_bytes(),
            )
        } else {
            continue;
        };
        plan.n_lines += EntryFile::parse(text, Urls::Forbidden).0.entries().count();
        let numbered = |before: &str| {
            let line = text.lines().position(|line| line.trim() == before);
            line.map_or(0, |at| at + 1)
        };
        for (before, after) in changes {
            let named = if before.is_empty() { &after } else { &before };
            let entry = Entry::parse(named, Urls::Forbidden).ok();
            let Some(name) = entry.and_then(|entry| entry.package_name()) else { continue };
            let line = if before.is_empty() { 0 } else { numbered(&before) };
            let action = SyncAction::Rewrite { after, because: "the list says so".to_owned() };
            plan.lines.push(LinePlan { path: path.clone(), line, name, before, action });
        }
        // A file is not written for blanks at the ends of lines or for the header alone.
        let trimmed = |bytes: &[u8]| -> Vec<String> {
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.lines().map(str::trim_end).filter(|line| !HEADER.contains(line)).map(str::to_owned).collect()
        };
        if trimmed(&after) != trimmed(bytes) {
            plan.files.insert(path.clone(), after);
        }
    }
    plan
}

/// What the bot makes of the extras of a `setup.cfg`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoricExtras {
    /// The whole file.
    pub content: Vec<u8>,
    /// Lines before and after, trimmed, extra by extra in the order of their names; empty where there was none or will be none.
    pub changes: Vec<(String, String)>,
    /// Names that the global list lacks, as the project writes them.
    pub unknown: Vec<String>,
}

/// Why the extras of a `setup.cfg` cannot be brought in line.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum HistoricExtrasError {
    /// The file is not readable.
    File(ProjectError),
    /// A line that is kept is not an entry of the process.
    Line(Diagnostic),
    /// Two changes to one place: two extras of one name in other spellings.
    Edit(EditError),
}

impl core::fmt::Display for HistoricExtrasError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::File(error) => error.fmt(formatter),
            Self::Line(diagnostic) => diagnostic.fmt(formatter),
            Self::Edit(error) => error.fmt(formatter),
        }
    }
}

impl core::error::Error for HistoricExtrasError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::File(error) => Some(error),
            Self::Line(_) => None,
            Self::Edit(error) => Some(error),
        }
    }
}

/// Replaces the lines of every extra in `[extras]` by those of the global list, with pbr's colon before the marker. What is not an
/// extra stays as it is.
///
/// # Errors
/// See [`HistoricExtrasError`].
///
/// ```
/// use haggle_govern::sync::historic::{HistoricOptions, sync_setup_cfg};
///
/// let global = "six>=2;python_version>='3' # MIT\n";
/// let synced = sync_setup_cfg(global, "[extras]\ntest =\n  six>=1\n", &HistoricOptions::default())?;
/// assert_eq!(synced.content, b"[extras]\ntest =\n  six>=2:python_version>='3' # MIT\n");
/// # Ok::<(), haggle_govern::sync::historic::HistoricExtrasError>(())
/// ```
pub fn sync_setup_cfg(
    global: &str,
    setup_cfg: &str,
    options: &HistoricOptions,
) -> Result<HistoricExtras, HistoricExtrasError> {
    let (file, _) = SetupCfg::parse(setup_cfg);
    let extras = setup_cfg_extras(setup_cfg.as_bytes()).map_err(HistoricExtrasError::File)?;
    let mut synced = HistoricExtras::default();
    let mut entries = BTreeMap::new();
    for (name, lines) in extras.unwrap_or_default() {
        let HistoricSync { lines, changes, unknown } = sync(global, &lines.join("\n"), options);
        synced.changes.extend(changes);
        synced.unknown.extend(unknown);
        let own: Result<Vec<Entry>, _> =
            lines.iter().map(|line| Entry::parse(line, Urls::Forbidden)).collect();
        entries.insert(name, own.map_err(HistoricExtrasError::Line)?);
    }
    synced.content =
        apply_edits(setup_cfg.as_bytes(), &file.merge_extras(&entries)).map_err(HistoricExtrasError::Edit)?;
    Ok(synced)
}

/// Pairs the lines of a name in their order; extras are the project's own.
fn replace(synced: &mut HistoricSync, ours: &[(&Entry, &str)], theirs: &[(&Entry, &str)]) {
    for index in 0..ours.len().max(theirs.len()) {
        match (ours.get(index), theirs.get(index)) {
            (None, Some((entry, text))) => {
                synced.changes.push((String::new(), (*text).to_owned()));
                synced.lines.push(line_of(entry));
            }
            (Some((_, text)), None) => synced.changes.push(((*text).to_owned(), String::new())),
            (Some((own, before)), Some((shared, _))) => {
                let merged = Entry { extras: own.extras.clone(), ..(*shared).clone() };
                let after = line_of(&merged);
                if after != line_of(own) {
                    synced.changes.push(((*before).to_owned(), after.clone()));
                }
                synced.lines.push(after);
            }
            (None, None) => {}
        }
    }
}

fn line_of(entry: &Entry) -> String {
    Entry { name: safe_name(&entry.name), ..entry.clone() }.to_line()
}

/// A name as `safe_name` of setuptools writes it.
fn safe_name(name: &str) -> String {
    let mut safe = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '.' => safe.push('.'),
            letter if letter.is_ascii_alphanumeric() => safe.push(letter),
            _ if safe.ends_with('-') => {}
            _ => safe.push('-'),
        }
    }
    safe
}
