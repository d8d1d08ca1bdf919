//! A Python added to a family, or dropped.

use haggle_resolve::python::PythonVersion;
use haggle_spec::file::requirements::{LineKind, RequirementLine};
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{Edit, Marker, PackageName, Version};

use super::draft::{Edits, PinDraft};
use super::error::PinError;
use super::lists::PinLists;
use super::pythons::{Reach, is_of_python, reach};
use super::releases::{finals, is_allowed, runs_on};
use super::rewrite::{current, rewrite};
use crate::change::Message;

/// Drops a Python: lines that counted on it alone go, and markers that hold on every Python that is left go from their lines.
///
/// # Errors
/// A family whose Pythons nobody named, or without this one.
pub fn drop_python(lists: &PinLists, python: &PythonVersion) -> Result<PinDraft, PinError> {
    let minor = python.minor();
    let is_it = |other: &&PythonVersion| other.minor() == minor;
    if !lists.pythons.iter().any(|other| is_it(&other)) {
        return Err(not_there(lists, python));
    }
    let left: Vec<PythonVersion> =
        lists.pythons.iter().filter(|other| other.minor() != minor).cloned().collect();
    if left.is_empty() {
        return Err(PinError::NothingToDo { because: format!("{python} is the only Python of the family") });
    }
    let mut edits = Edits::default();
    let file = lists.constraints.file();
    for line in file.lines() {
        let LineKind::Requirement(requirement) = &line.kind else { continue };
        match fate(requirement.requirement.marker(), &lists.pythons, &left) {
            Fate::Stays => {}
            Fate::Goes => edits.constraints.push(file.remove(line)),
            Fate::LosesMarker => edits.constraints.extend(without_marker(lists, requirement)),
        }
    }
    let global = lists.global.file();
    for line in global.lines() {
        let Some(entry) = line.entry() else { continue };
        let marker: Option<Marker> = entry.marker.parse().ok();
        match fate(marker.as_ref(), &lists.pythons, &left) {
            Fate::Stays => {}
            Fate::Goes => edits.global.push(global.remove(line)),
            Fate::LosesMarker => {
                let written = global.text(line.content);
                let start = written.find(';').unwrap_or(written.len());
                let end = written.find('#').unwrap_or(written.len());
                let end = start + written.get(start..end).map_or(0, |marker| marker.trim_end().len());
                let offset = global.source().range(line.content).start;
                edits.global.push(Edit::new(global.source().span(offset + start..offset + end), ""));
            }
        }
    }
    edits.finish_any(lists, message(format!("Drop support for Python 3.{minor}")))
}

/// What becomes of a line when a Python goes.
enum Fate {
    Stays,
    Goes,
    LosesMarker,
}

fn fate(marker: Option<&Marker>, before: &[PythonVersion], left: &[PythonVersion]) -> Fate {
    let Some(marker) = marker else { return Fate::Stays };
    if reach(Some(marker), before) == Reach::Nowhere || reach(Some(marker), before) == Reach::Everywhere {
        // It was so before: not a matter of this change.
        return Fate::Stays;
    }
    match reach(Some(marker), left) {
        Reach::Nowhere => Fate::Goes,
        Reach::Everywhere if is_of_python(marker) => Fate::LosesMarker,
        _ => Fate::Stays,
    }
}

fn without_marker(lists: &PinLists, line: &RequirementLine) -> Option<Edit> {
    let file = lists.constraints.file();
    let written = file.text(line.span);
    let kept = written.find(';').map(|at| written[..at].trim_end().len())?;
    let start = file.source().range(line.span).start;
    Some(Edit::new(file.source().span(start + kept..start + written.len()), ""))
}

/// Adds a Python. Lines that count on its neighbour are made to count on it, too; with release facts, a name whose pinned release
/// does not run on it gets a line of its own with the newest release that does.
///
/// # Errors
/// A family whose Pythons nobody named, or with this one.
pub fn add_python(
    lists: &PinLists,
    python: &PythonVersion,
    facts: Option<&ReleaseFacts>,
) -> Result<PinDraft, PinError> {
    let minor = python.minor();
    if lists.pythons.is_empty() {
        return Err(not_there(lists, python));
    }
    if lists.pythons.iter().any(|other| other.minor() == minor) {
        return Err(PinError::AlreadyThere { name: python.to_string(), file: "the family".to_owned() });
    }
    let mut more = lists.clone();
    more.pythons.push(python.clone());
    more.pythons.sort_by_key(PythonVersion::minor);
    let at = more.pythons.iter().position(|other| other.minor() == minor).unwrap_or_default();
    let neighbour = if at == 0 { 1 } else { at - 1 };
    let mut edits = Edits::default();
    let mut done: Vec<PackageName> = Vec::new();
    let mut n_unknown = 0;
    for pin in lists.constraints.pins() {
        let name = pin.name();
        if done.contains(name) {
            continue;
        }
        done.push(name.clone());
        let mut wanted = current(&more, name);
        let beside = wanted.get(neighbour).cloned().flatten();
        let Some(pinned) = wanted[at].clone().or(beside) else { continue };
        wanted[at] = match facts.map(|facts| on(lists, facts, name, &pinned, python)) {
            Some(Ok(version)) => version,
            Some(Err(PinError::Missing(_))) | None => {
                n_unknown += 1;
                Some(pinned)
            }
            Some(Err(_)) => Some(pinned),
        };
        if wanted[at].is_none() {
            edits.notes.push(format!("no release of {name} is known to run on Python 3.{minor}"));
        }
        if wanted != current(&more, name) {
            edits.constraints.extend(rewrite(&more, name, &wanted, None));
        }
    }
    if n_unknown > 0 {
        edits.notes.push(format!(
            "whether {n_unknown} pins run on Python 3.{minor} is not known: they are taken to"
        ));
    }
    edits.finish_any(lists, message(format!("Add support for Python 3.{minor}")))
}

/// The version of a name for the Python: the pinned one where it runs there, else the newest allowed one that does, not above the pin.
fn on(
    lists: &PinLists,
    facts: &ReleaseFacts,
    name: &PackageName,
    pinned: &Version,
    python: &PythonVersion,
) -> Result<Option<Version>, PinError> {
    let releases = super::releases::all(facts, name)?;
    if releases.get(pinned).is_none_or(|release| runs_on(release, python)) {
        return Ok(Some(pinned.clone()));
    }
    let is_newest = lists.pythons.iter().all(|other| other.minor() < python.minor());
    let mut fitting = finals(facts, name)?.filter(|(version, release)| {
        runs_on(release, python) && is_allowed(lists, name, version) && (is_newest || *version <= pinned)
    });
    Ok(fitting.next().map(|(version, _)| version.clone()))
}

fn not_there(lists: &PinLists, python: &PythonVersion) -> PinError {
    if lists.pythons.is_empty() {
        return PinError::Unknown { what: "for which Pythons: give `--python`, or a manifest" };
    }
    let pythons: Vec<String> = lists.pythons.iter().map(ToString::to_string).collect();
    PinError::NotThere {
        name: python.to_string(),
        files: vec![format!("the family's Pythons ({})", pythons.join(", "))],
    }
}

fn message(subject: String) -> Message {
    Message { subject, body: Vec::new(), ..Message::default() }
}
