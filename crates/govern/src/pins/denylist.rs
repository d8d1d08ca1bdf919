//! Names added to the plain lists and taken out of them: the denylist, and the list of projects.

use haggle_spec::file::{EntryFile, EntryLine, EntryLineKind, Urls};
use haggle_spec::{Edit, PackageName};

use super::draft::{Edits, PinDraft};
use super::drop::entry_edits;
use super::error::PinError;
use super::lists::{NamedText, PinLists};
use super::rewrite::holds;
use crate::change::Message;
use crate::data::ProjectName;

/// A list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SharedList {
    /// Names that are never constrained.
    Denylist,
    /// Projects that are kept in line.
    Projects,
}

impl SharedList {
    fn text(self, lists: &PinLists) -> Result<&NamedText, PinError> {
        let (text, what) = match self {
            Self::Denylist => (&lists.texts.denylist, "where the denylist is"),
            Self::Projects => (&lists.texts.projects, "where the list of projects is"),
        };
        text.as_ref().ok_or(PinError::Unknown { what })
    }

    fn title(self) -> &'static str {
        match self {
            Self::Denylist => "denylist",
            Self::Projects => "project list",
        }
    }
}

/// Adds a name to a list, in its place by name among the lines around it. What is denied loses its pins.
///
/// # Errors
/// A family without such a list, a name that is there, a text that is not a name.
pub fn add_name(
    lists: &PinLists,
    list: SharedList,
    name: &str,
    reason: Option<&str>,
) -> Result<PinDraft, PinError> {
    let text = list.text(lists)?;
    let (file, _) = EntryFile::parse(text.bytes.as_slice(), Urls::Forbidden);
    if !lines_with(&file, list, name).is_empty() {
        return Err(PinError::AlreadyThere { name: name.to_owned(), file: text.path.clone() });
    }
    refuse_bad_name(list, name)?;
    let mut edits = Edits::default();
    let added = insert(&file, name);
    match list {
        SharedList::Projects => edits.projects.push(added),
        SharedList::Denylist => {
            edits.denylist.push(added);
            unpin(lists, name, &mut edits);
        }
    }
    edits.finish(lists, message(format!("Add {name} to the {}", list.title()), reason))
}

/// Takes a name out of a list.
///
/// # Errors
/// A family without such a list, a name that is not there.
pub fn drop_name(
    lists: &PinLists,
    list: SharedList,
    name: &str,
    reason: Option<&str>,
) -> Result<PinDraft, PinError> {
    let text = list.text(lists)?;
    let (file, _) = EntryFile::parse(text.bytes.as_slice(), Urls::Forbidden);
    let lines = lines_with(&file, list, name);
    if lines.is_empty() {
        return Err(PinError::NotThere { name: name.to_owned(), files: vec![text.path.clone()] });
    }
    let mut edits = Edits::default();
    match (list, PackageName::new(name)) {
        (SharedList::Denylist, Ok(name)) => {
            edits.denylist = entry_edits(&file, &name, &mut edits.notes);
            let has_pin = lists.constraints.pins_of(&name).next().is_some();
            if !lists.global_lines(&name).is_empty() && !has_pin {
                edits.notes.push(format!("the global list has `{name}`: it needs a pin now"));
            }
        }
        _ => edits.projects = lines.iter().map(|line| file.remove(line)).collect(),
    }
    edits.finish(lists, message(format!("Remove {name} from the {}", list.title()), reason))
}

fn message(subject: String, reason: Option<&str>) -> Message {
    let body = reason.map(str::to_owned).into_iter().collect();
    Message { subject, body, links: Vec::new(), bugs: Vec::new() }
}

fn refuse_bad_name(list: SharedList, name: &str) -> Result<(), PinError> {
    let is_name = match list {
        SharedList::Denylist => PackageName::new(name).is_ok(),
        SharedList::Projects => name.parse::<ProjectName>().is_ok(),
    };
    let files = vec!["names that can be in the list".to_owned()];
    if is_name { Ok(()) } else { Err(PinError::NotThere { name: name.to_owned(), files }) }
}

/// The lines that have the name: normalised for distributions, as it is for projects.
fn lines_with<'file>(file: &'file EntryFile, list: SharedList, name: &str) -> Vec<&'file EntryLine> {
    let is_its = |line: &&EntryLine| match list {
        SharedList::Denylist => {
            let own = line.entry().and_then(haggle_spec::file::Entry::package_name);
            own.is_some() && own == PackageName::new(name).ok()
        }
        SharedList::Projects => named(file, line) == Some(name),
    };
    file.lines().iter().filter(is_its).collect()
}

/// The name on a line: the line without its comment.
fn named<'file>(file: &'file EntryFile, line: &EntryLine) -> Option<&'file str> {
    if matches!(line.kind, EntryLineKind::Blank | EntryLineKind::Comment) {
        return None;
    }
    file.text(line.content).split('#').next().map(str::trim).filter(|name| !name.is_empty())
}

/// The edit that puts a name before the first that is later, in the block of names with the fewest on the wrong side: in a list of
/// several blocks, the one whose names the new one is among.
fn insert(file: &EntryFile, name: &str) -> Edit {
    let key = name.to_lowercase();
    let names: Vec<(&EntryLine, bool)> = file
        .lines()
        .iter()
        .filter_map(|line| Some((line, named(file, line)?.to_lowercase() > key)))
        .collect();
    let mut wrong = names.iter().filter(|(_, later)| !later).count();
    let (mut best, mut fewest) = (0, wrong);
    for (at, (_, later)) in names.iter().enumerate() {
        if *later {
            wrong += 1;
        } else {
            wrong -= 1;
        }
        if wrong <= fewest {
            (best, fewest) = (at + 1, wrong);
        }
    }
    // Behind the line before it, so that a comment above the next one stays with that one.
    let before = best.checked_sub(1).and_then(|at| names.get(at));
    let lines = file.lines();
    let next = before.and_then(|(line, _)| lines.iter().position(|other| other.span == line.span));
    match next.map(|at| lines.get(at + 1)) {
        Some(Some(line)) => file.insert_before(line, name),
        Some(None) => file.append(name),
        None => match names.first() {
            Some((line, _)) => file.insert_before(line, name),
            None => file.append(name),
        },
    }
}

/// Takes out the pins of a name that is denied now.
fn unpin(lists: &PinLists, name: &str, edits: &mut Edits) {
    let Ok(name) = PackageName::new(name) else { return };
    for pin in lists.pins_of(&name) {
        let line = lists.constraints.file().lines().iter().find(|line| holds(line, &pin));
        edits.constraints.extend(line.map(|line| lists.constraints.remove(line)));
    }
}
