//! Repairing lines, and copying what the global list says.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::file::{EditError, Entry, Sorting, Style, Urls, apply_edits};
use haggle_spec::{Edit, PackageName, Specifier, SpecifierSet, VersionSet};

use super::{LinePlan, SyncAction, SyncLists, SyncPlan, SyncPolicy};
use crate::check::{LineFault, ProjectFault, exclusions, findings, is_allowed_by};
use crate::project::{LineList, ProjectLine, project_lines, without_lines};

pub(super) fn plan(
    files: &BTreeMap<String, Vec<u8>>,
    lists: &SyncLists<'_>,
    policy: SyncPolicy,
) -> Result<SyncPlan, EditError> {
    let (lines, _) = project_lines(files);
    let mut plan = SyncPlan { n_lines: lines.len(), ..SyncPlan::default() };
    if !lists.lists.has_global() {
        return Ok(plan);
    }
    let mut edits: BTreeMap<&str, Vec<(&ProjectLine, String)>> = BTreeMap::new();
    // The last repair of a line includes those before it.
    let found = findings(&lines, lists.lists, lists.pythons);
    let mut dropped: BTreeSet<&PackageName> = BTreeSet::new();
    for line in &lines {
        let Some(entry) = line.entry.as_ref().filter(|_| line.list != LineList::Build) else { continue };
        if lists.lists.denied.contains(&line.name) {
            continue;
        }
        let own = found.iter().filter(|found| found.path == line.path && found.span == line.span);
        let (mut repaired, mut because) = (None, Vec::new());
        for finding in own {
            let is_bound = matches!(finding.fault, ProjectFault::BoundExcluded { .. });
            let is_blind = is_bound && lists.lists.releases(&line.name).is_none();
            if is_blind {
                plan.without_releases.insert(line.name.clone());
            }
            if let Some(text) = &finding.repaired {
                repaired = Some(text.as_str());
                because.push(finding.fault.to_string());
                if is_blind {
                    let blind = "its releases are not known here: see that there is such a release";
                    because.push(blind.to_owned());
                }
            }
        }
        let before = text_of(files, line);
        let repaired = repaired.and_then(|text| Entry::parse(text, Urls::Forbidden).ok());
        let asked = repaired.unwrap_or_else(|| entry.clone());
        let action = match brought_in_line(&asked, line, lists, policy, &mut because) {
            Ok(after) if after == *entry => continue,
            Ok(after) => {
                let after = written(files, line, &before, &after);
                edits.entry(&line.path).or_default().push((line, after.clone()));
                because.dedup();
                SyncAction::Rewrite { after, because: because.join("; ") }
            }
            Err(SyncAction::NotListed) if lists.drops_unlisted => {
                dropped.insert(&line.name);
                let because = "the list does not have the name".to_owned();
                SyncAction::Rewrite { after: String::new(), because }
            }
            Err(action) => action,
        };
        let (path, name) = (line.path.clone(), line.name.clone());
        plan.lines.push(LinePlan { path, line: line.line, name, before, action });
    }
    // Lines go first of all: an edit of another line would move them.
    let goes = |line: &ProjectLine| line.list != LineList::Build && dropped.contains(&line.name);
    let remaining = without_lines(files, goes)?;
    if !remaining.is_empty() {
        let mut files = files.clone();
        files.extend(remaining.clone());
        let mut again = self::plan(&files, &SyncLists { drops_unlisted: false, ..*lists }, policy)?;
        let rewritten = std::mem::take(&mut again.files);
        plan.files = remaining;
        plan.files.extend(rewritten);
        return Ok(plan);
    }
    for (path, edits) in edits {
        let bytes = files.get(path).map(Vec::as_slice).unwrap_or_default();
        let edits: Vec<Edit> = if path == "pyproject.toml" {
            let (file, _) = PyProject::parse(bytes);
            let replaced = |(line, text): &(&ProjectLine, String)| {
                // Strings of TOML are quoted as they have to be.
                let item = file.items().find(|item| item.content == line.span)?;
                Some(file.replace(item, text))
            };
            edits.iter().filter_map(replaced).collect()
        } else {
            edits.into_iter().map(|(line, text)| Edit::new(line.span, text)).collect()
        };
        plan.files.insert(path.to_owned(), apply_edits(bytes, &edits)?);
    }
    Ok(plan)
}

/// The line as the gate accepts it, and, where the policy says so, with what the list excludes.
fn brought_in_line(
    entry: &Entry,
    line: &ProjectLine,
    lists: &SyncLists<'_>,
    policy: SyncPolicy,
    because: &mut Vec<String>,
) -> Result<Entry, SyncAction> {
    let global = lists.lists.global(&line.name);
    if global.is_empty() {
        return Err(SyncAction::NotListed);
    }
    let mut after = entry.clone();
    let fault = is_allowed_by(&after, global, &lists.lists.backports).err();
    let chosen = match global {
        [only] => *only,
        several => {
            let same = several.iter().find(|shared| shared.marker == entry.marker);
            match same {
                Some(same) => *same,
                None if fault.is_none() => return Ok(after),
                None => return Err(SyncAction::Ambiguous),
            }
        }
    };
    if fault.is_some() {
        if after.name != chosen.name {
            because.push(format!("the list writes `{}`", chosen.name));
            after.name.clone_from(&chosen.name);
        }
        let bare = Entry { specifiers: SpecifierSet::default(), ..after.clone() };
        if is_allowed_by(&bare, &[chosen], &lists.lists.backports) == Err(LineFault::NoGlobalMatch) {
            because.push("the marker is not the list's".to_owned());
            after.marker.clone_from(&chosen.marker);
        }
        let is_kept = |own: &&Specifier| {
            !exclusions(entry).any(|other| other == *own) || exclusions(chosen).any(|shared| shared == *own)
        };
        let kept: SpecifierSet = after.specifiers.iter().filter(is_kept).cloned().collect();
        if kept.iter().count() < after.specifiers.iter().count() {
            because.push("the list does not exclude that".to_owned());
            after.specifiers = kept;
        }
    }
    if policy == SyncPolicy::Full {
        let copied = with_exclusions(&after.specifiers, chosen);
        if copied.iter().count() > after.specifiers.iter().count() {
            because.push("the list excludes more".to_owned());
            after.specifiers = copied;
        }
    }
    Ok(after)
}

/// Specifiers with the exclusions and caps of a line of the global list that they do not rule out anyway.
pub(crate) fn with_exclusions(own: &SpecifierSet, shared: &Entry) -> SpecifierSet {
    let allowed = own.iter().fold(VersionSet::full(), |set, one| set.intersection(&one.to_set()));
    let said = |specifier: &&Specifier| {
        !own.iter().any(|other| other == *specifier) && !allowed.is_subset_of(&specifier.to_set())
    };
    own.iter().chain(exclusions(shared).filter(said)).cloned().collect()
}

fn text_of(files: &BTreeMap<String, Vec<u8>>, line: &ProjectLine) -> String {
    let bytes = files.get(&line.path).and_then(|bytes| bytes.get(line.span.start..line.span.end));
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

/// The requirement as its file writes them: pbr has a colon before a marker.
fn written(files: &BTreeMap<String, Vec<u8>>, line: &ProjectLine, before: &str, entry: &Entry) -> String {
    let is_pbr = line.path == "setup.cfg"
        && !before.contains(';')
        && files
            .get(&line.path)
            .is_some_and(|bytes| SetupCfg::parse(bytes.as_slice()).0.has_section("extras"));
    let marker_separator = if is_pbr { ":" } else { ";" };
    let style = Style { marker_separator, comment_prefix: "", sorting: Sorting::ByKind };
    Entry { comment: String::new(), ..entry.clone() }.to_line_with(style)
}
