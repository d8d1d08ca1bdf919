//! Names added to the plain lists and taken out of them: the denylist, and the list of projects.

use std::ops::Range;

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
    Message { subject, body, ..Message::default() }
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

/// The edit that puts a name in its place by name in the block that is most like it.
fn insert(file: &EntryFile, name: &str) -> Edit {
    let key = name.to_lowercase();
    let Some(block) = block_of(file, &key) else { return file.append(name) };
    let (mut wrong, mut fewest) = (0_isize, 0);
    let mut place = block.start;
    // Each step past a name puts it right, where it is earlier, or wrong; of places as good, the last.
    for (at, line) in file.lines().iter().enumerate().take(block.end).skip(block.start) {
        let is_later = named(file, line).is_some_and(|other| other.to_lowercase() > key);
        wrong += if is_later { 1 } else { -1 };
        if wrong <= fewest {
            (place, fewest) = (at + 1, wrong);
        }
    }
    match file.lines().get(place) {
        Some(line) => file.insert_before(line, name),
        None => file.append(name),
    }
}

/// The lines of the block of names that has the one with the longest beginning in common with a name; of blocks as good, the last.
fn block_of(file: &EntryFile, key: &str) -> Option<Range<usize>> {
    let lines = file.lines();
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut at = 0;
    while at < lines.len() {
        let end =
            (at..lines.len()).find(|index| named(file, &lines[*index]).is_none()).unwrap_or(lines.len());
        let names = lines[at..end].iter().filter_map(|line| named(file, line));
        let common =
            |other: &str| other.to_lowercase().chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
        if let Some(longest) = names.map(common).max()
            && best.as_ref().is_none_or(|(most, _)| longest >= *most)
        {
            best = Some((longest, at..end));
        }
        at = end.max(at + 1);
    }
    best.map(|(_, block)| block)
}

/// Takes out the pins of a name that is denied now.
fn unpin(lists: &PinLists, name: &str, edits: &mut Edits) {
    let Ok(name) = PackageName::new(name) else { return };
    for pin in lists.pins_of(&name) {
        let line = lists.constraints.file().lines().iter().find(|line| holds(line, &pin));
        edits.constraints.extend(line.map(|line| lists.constraints.remove(line)));
    }
}
