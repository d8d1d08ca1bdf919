//! Names taken out of the shared files.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::file::requirements::{Line, LineKind};
use haggle_spec::file::{EntryFile, EntryLine, EntryLineKind};
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{Edit, PackageName, Span};

use super::draft::{Edits, PinDraft};
use super::error::PinError;
use super::graph::PinGraph;
use super::lists::{PinLists, lines_of};
use crate::change::Message;
use crate::data::ProjectName;
use crate::project::{LineList, project_lines};

/// Names to be taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal<'a> {
    /// The distributions, at least one.
    pub names: &'a [PackageName],
    /// Why, for the message.
    pub reason: Option<&'a str>,
    /// Whether the pins go, too, that nothing needs then as far as the facts say.
    pub takes_orphans: bool,
    /// Whether a pin stays that another pinned release requires as far as the facts say.
    pub keeps_required_pins: bool,
}

/// Takes names out of the global list, with the comments right above them, and out of constraints, denylist and holds.
///
/// # Errors
/// A name that is in none of them.
pub fn remove(
    lists: &PinLists,
    removal: &Removal<'_>,
    facts: Option<&ReleaseFacts>,
) -> Result<PinDraft, PinError> {
    let mut edits = Edits::default();
    let mut names: Vec<PackageName> = removal.names.to_vec();
    if removal.takes_orphans {
        let unknown = PinError::Unknown { what: "what pins require: give `--snapshot FILE`" };
        let orphans = orphans(lists, removal.names, facts.ok_or(unknown)?);
        if !orphans.is_empty() {
            let texts: Vec<String> = orphans.iter().map(ToString::to_string).collect();
            edits.notes.push(format!("nothing that is pinned needs {} then", texts.join(", ")));
        }
        names.extend(orphans);
    }
    for name in &names {
        let keeping = facts.filter(|_| removal.keeps_required_pins).map(|facts| PinGraph::of(lists, facts));
        let keeper = keeping.as_ref().and_then(|graph| {
            graph.dependants(name).map(|(other, _)| other).find(|other| !names.contains(*other))
        });
        if let Some(keeper) = keeper {
            edits.notes.push(format!("the pin of {name} stays: {keeper} requires it"));
        }
        let found = remove_name(lists, name, keeper.is_some(), &mut edits);
        if !found {
            let mut files = vec![lists.texts.global.path.clone(), lists.texts.constraints.path.clone()];
            files.extend(lists.texts.denylist.as_ref().map(|text| text.path.clone()));
            return Err(PinError::NotThere { name: name.to_string(), files });
        }
    }
    let written: Vec<String> = removal.names.iter().map(|name| lists.written(name)).collect();
    let message = Message {
        subject: format!("Remove {}", written.join(" and ")),
        body: removal.reason.map(str::to_owned).into_iter().collect(),
        ..Message::default()
    };
    edits.finish(lists, message)
}

/// Where projects, by their files, still require names that go: a note for each line.
pub fn still_required<'a>(
    projects: impl IntoIterator<Item = (&'a ProjectName, &'a BTreeMap<String, Vec<u8>>)>,
    names: &[PackageName],
) -> Vec<String> {
    let mut notes = Vec::new();
    for (project, files) in projects {
        let lines = project_lines(files).0.into_iter();
        let still = lines.filter(|line| line.list != LineList::Build && names.contains(&line.name));
        notes.extend(
            still.map(|line| format!("{project} still requires {}: {}:{}", line.name, line.path, line.line)),
        );
    }
    notes
}

/// That nobody knows whether other pinned releases require what goes.
pub(crate) fn unknown_dependants(names: &[PackageName]) -> String {
    let names: Vec<&str> = names.iter().map(PackageName::as_str).collect();
    format!(
        "whether another pinned release requires {} is not known: no releases are known here (`--live` asks the index)",
        names.join(" or ")
    )
}

/// Takes one name out of every file; whether it was in one.
fn remove_name(lists: &PinLists, name: &PackageName, keeps_pin: bool, edits: &mut Edits) -> bool {
    let before = edits.global.len() + edits.constraints.len() + edits.denylist.len();
    edits.global.extend(entry_edits(lists.global.file(), name, &mut edits.notes));
    let file = lists.constraints.file();
    let pins = lists.constraints.requirements().filter(|line| !keeps_pin && line.requirement.name() == name);
    for pin in pins {
        let is_its =
            |line: &&Line| matches!(&line.kind, LineKind::Requirement(other) if other.span == pin.span);
        edits.constraints.extend(file.lines().iter().find(is_its).map(|line| file.remove(line)));
    }
    if let Some(denylist) = &lists.denylist {
        edits.denylist.extend(entry_edits(denylist, name, &mut edits.notes));
    }
    let is_found = edits.global.len() + edits.constraints.len() + edits.denylist.len() > before;
    if let Some(file) = lists.holds.as_ref().filter(|_| !keeps_pin) {
        let own = file.holds.holds.iter().filter(|hold| hold.name == *name);
        edits.holds.extend(own.map(|hold| Edit::new(Span::new(hold.span().start, hold.span().end), "")));
    }
    is_found
}

/// The edits that take the lines of a name out of a list, with the comment lines right above each.
pub(super) fn entry_edits(file: &EntryFile, name: &PackageName, notes: &mut Vec<String>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for line in lines_of(file, name) {
        edits.extend(comment_edits(file, name, line, notes));
        edits.push(file.remove(line));
    }
    edits
}

/// The edits that take out the comment lines right above a line.
pub(super) fn comment_edits(
    file: &EntryFile,
    name: &PackageName,
    line: &EntryLine,
    notes: &mut Vec<String>,
) -> Vec<Edit> {
    let lines = file.lines();
    let at = lines.iter().position(|other| other.span == line.span).unwrap_or_default();
    let is_own = |above: &&EntryLine| {
        matches!(above.kind, EntryLineKind::Comment) && !file.text(above.content).starts_with("##")
    };
    let comments: Vec<&EntryLine> = lines[..at].iter().rev().take_while(is_own).collect();
    // Where more lines follow, it may be about these, too: somebody has to look.
    if let Some(first) = comments.last() {
        notes.push(format!("the comment above `{name}` goes with it: {}", file.text(first.content)));
    }
    comments.into_iter().map(|line| file.remove(line)).collect()
}

/// The pins that only what goes requires, as far as the requirements of the pinned releases are known: those that the global list
/// does not have, that something which goes requires, and that nothing which stays does.
fn orphans(lists: &PinLists, names: &[PackageName], facts: &ReleaseFacts) -> Vec<PackageName> {
    let graph = PinGraph::of(lists, facts);
    let needs =
        |name: &PackageName| graph.required(name).unwrap_or_default().iter().map(|one| one.name().clone());
    let mut gone: BTreeSet<PackageName> = names.iter().cloned().collect();
    loop {
        let required_by_gone: BTreeSet<PackageName> = gone.iter().flat_map(needs).collect();
        let needed: BTreeSet<PackageName> =
            graph.names().filter(|name| !gone.contains(*name)).flat_map(needs).collect();
        let is_pinned = |name: &PackageName| lists.constraints.pins_of(name).next().is_some();
        let orphans: Vec<PackageName> = required_by_gone
            .into_iter()
            .filter(|name| is_pinned(name) && !gone.contains(name) && !needed.contains(name))
            .filter(|name| lists.global_lines(name).is_empty())
            .collect();
        if orphans.is_empty() {
            break;
        }
        gone.extend(orphans);
    }
    gone.into_iter().filter(|name| !names.contains(name)).collect()
}
