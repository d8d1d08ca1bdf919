//! The sync as the bot of `OpenStack` did it until 2023: the global list's lines put in place of a project's.
//!
//! It differs from [`plan`](super::plan) in that lower bounds and comments come from the global list, and that the lines of a
//! name are gathered at its first. It is here to compare with, and for branches that were kept so.
//!
//! Source: `openstack/requirements`, `update.py` before its removal, observed.

use std::collections::BTreeSet;

use haggle_spec::PackageName;
use haggle_spec::file::{Entry, EntryFile, EntryLineKind, Urls};

/// The lines that the bot put at the top of every file; it writes them anew.
const HEADER: [&str; 3] = [
    "# The order of packages is significant, because pip processes them in the order",
    "# of appearance. Changing the order has an impact on the overall integration",
    "# process, which may cause wedges in the gate later.",
];

/// What happens to names that the bot treats in a way of their own.
#[derive(Debug, Clone, Default)]
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

/// Puts the global list's lines in place of a project's, name by name.
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
            _ if is_left => synced.lines.push(entry.to_line()),
            Some(lines) => {
                let theirs = lines.iter().filter_map(|line| Some((line.entry()?, global.text(line.content))));
                let ours = own.get(&name).into_iter().flatten();
                let ours = ours.filter_map(|line| Some((line.entry()?, project.text(line.content))));
                replace(&mut synced, &ours.collect::<Vec<_>>(), &theirs.collect::<Vec<_>>());
            }
            None if options.keeps_unknown => synced.lines.push(entry.to_line()),
            None => synced.unknown.push(entry.name.clone()),
        }
    }
    synced
}

/// Pairs the lines of a name in their order; extras are the project's own.
fn replace(synced: &mut HistoricSync, ours: &[(&Entry, &str)], theirs: &[(&Entry, &str)]) {
    for index in 0..ours.len().max(theirs.len()) {
        match (ours.get(index), theirs.get(index)) {
            (None, Some((entry, text))) => {
                synced.changes.push((String::new(), (*text).to_owned()));
                synced.lines.push(entry.to_line());
            }
            (Some((_, text)), None) => synced.changes.push(((*text).to_owned(), String::new())),
            (Some((own, before)), Some((shared, _))) => {
                let merged = Entry { extras: own.extras.clone(), ..(*shared).clone() };
                let after = merged.to_line();
                if after != own.to_line() {
                    synced.changes.push(((*before).to_owned(), after.clone()));
                }
                synced.lines.push(after);
            }
            (None, None) => {}
        }
    }
}
