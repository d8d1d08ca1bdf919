//! Names added to the shared files: a line of the global list, and pins for it and for what it brings.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::{RootRequirement, Target};
use haggle_spec::file::Entry;
use haggle_spec::file::apply_edits;
use haggle_spec::file::global::GlobalSection;
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{Edit, PackageName, Requirement, Span};

use super::error::PinError;
use super::graph::requirements;
use super::lists::{NamedText, PinLists};
use super::moved::{PINS, line, list_constraints};
use super::new_pins::NewPins;
use super::newest::{Asked, SolveError, solve_for};
use super::order;
use crate::change::FileChange;
use crate::check::UNCONSTRAINABLE;

/// A name that the global list is to have.
pub(crate) struct Addition {
    /// Its line.
    pub(crate) entry: Entry,
    /// The section; where nobody names one, that of similar names.
    pub(crate) section: Option<String>,
    /// What the projects that want it have in the list that it goes to.
    pub(crate) neighbours: BTreeSet<PackageName>,
}

/// What solving a project's requirements under the constraints comes to.
#[derive(Default)]
pub(crate) struct Brought {
    /// The names that have no pin yet, each with its versions.
    pub(crate) new: BTreeMap<PackageName, NewPins>,
    /// Why there is no solution, where there is none.
    pub(crate) conflict: Option<String>,
    /// The new releases whose requirements are not known.
    pub(crate) unread: Vec<String>,
}

/// Solves requirements under the constraints, for each of some targets. Denied names are left out.
pub(crate) fn bring(
    lists: &PinLists,
    facts: &ReleaseFacts,
    wanted: &[RootRequirement],
    targets: &[Target],
) -> Result<Brought, PinError> {
    let denied = lists.denied();
    let pins = lists.constraints.requirements().map(|pin| line(pin.requirement.clone(), PINS, 0));
    let listed = list_constraints(lists).map(|requirement| line(requirement, &lists.texts.global.path, 0));
    let asked = Asked {
        requirements: wanted.to_vec(),
        constraints: pins.chain(listed).collect(),
        left_out: denied.clone(),
    };
    let solved = match solve_for(targets, facts, &asked) {
        Ok(solved) => solved,
        Err(
            SolveError::Conflict { explanation, .. }
            | SolveError::Other(PinError::Unsolvable { explanation }),
        ) => {
            return Ok(Brought { conflict: Some(explanation), ..Brought::default() });
        }
        Err(SolveError::Other(error)) => return Err(error),
    };
    let is_new = |name: &&PackageName| {
        let is_free = denied.contains(*name) || UNCONSTRAINABLE.contains(&name.as_str());
        !is_free && lists.constraints.pins_of(name).next().is_none()
    };
    let names: BTreeSet<&PackageName> = solved.iter().flat_map(BTreeMap::keys).filter(is_new).collect();
    let mut brought = Brought::default();
    for name in names {
        let mut versions = NewPins::default();
        for (target, pins) in targets.iter().zip(&solved) {
            let minor = target.python().minor();
            let at = lists.pythons.iter().position(|python| python.minor() == minor);
            if let Some((at, version)) = at.zip(pins.get(name)) {
                versions.put(target.platform().system(), lists.pythons.len(), at, version.clone());
            }
        }
        for version in versions.versions().collect::<BTreeSet<_>>() {
            let release = super::releases::all(facts, name)?.get(version);
            if release.and_then(requirements).is_none() {
                brought.unread.push(format!("{name} {version}"));
            }
        }
        brought.new.insert(name.clone(), versions);
    }
    Ok(brought)
}

/// The shared files with names and pins added, each line in the order of its file; files that stay are left out. What was pinned, as
/// written. A pin is spelled as its line of the global list, else as the distribution spells itself.
pub(crate) fn add(
    lists: &PinLists,
    additions: &[Addition],
    pins: &BTreeMap<PackageName, (String, NewPins)>,
) -> Result<(Vec<FileChange>, Vec<String>), PinError> {
    let mut now = lists.clone();
    for addition in additions {
        let whole;
        let section = match &addition.section {
            Some(name) => now.global.section(name).ok_or_else(|| PinError::NoSection {
                section: name.clone(),
                known: now.global.sections().iter().map(|section| section.name.clone()).collect(),
            })?,
            None => {
                if let Some(section) = section_of_similar(&now, addition) {
                    section
                } else {
                    // A list without sections is one.
                    let n_lines = now.global.file().lines().len();
                    let (header, description) = (Span::new(0, 0), Vec::new());
                    whole = GlobalSection { name: String::new(), header, description, lines: 0..n_lines };
                    &whole
                }
            }
        };
        let edit = now.global.insert(section, &addition.entry);
        now = edited(&now, &now.texts.global, &edit)?;
    }
    let mut pinned = Vec::new();
    for (name, (written, wanted)) in pins {
        let line = now.global_lines(name).into_iter().find_map(|line| line.entry());
        let written = line.map_or(written, |entry| &entry.name).clone();
        for text in wanted.texts(&written, &lists.pythons) {
            let edit = order::insert(&now, &text);
            now = edited(&now, &now.texts.constraints, &edit)?;
            pinned.push(text);
        }
    }
    let files = [(&lists.texts.global, now.texts.global), (&lists.texts.constraints, now.texts.constraints)];
    let changed = files.into_iter().filter(|(before, after)| before.bytes != after.bytes);
    let files = changed.map(|(before, after)| FileChange {
        path: after.path,
        before: before.bytes.clone(),
        after: after.bytes,
    });
    Ok((files.collect(), pinned))
}

/// The lists with one of their texts edited.
fn edited(lists: &PinLists, text: &NamedText, edit: &Edit) -> Result<PinLists, PinError> {
    let after = apply_edits(&text.bytes, std::slice::from_ref(edit))?;
    Ok(lists.with_files(&[FileChange { path: text.path.clone(), before: Vec::new(), after }]))
}

/// How much more a name says that begins alike than one that the same project wants.
const ALIKE: usize = 10;

/// So many names that begin alike are a family of their own: they say nothing about a stranger.
const FAMILY: usize = 3;

/// The section that similar names are in: names that begin alike, and what the same projects have in the same list. Where nothing
/// is similar, the first section.
fn section_of_similar<'lists>(lists: &'lists PinLists, addition: &Addition) -> Option<&'lists GlobalSection> {
    let own = first_word(&addition.entry.name);
    let mut relatives: BTreeMap<String, usize> = BTreeMap::new();
    for name in &addition.neighbours {
        *relatives.entry(first_word(name.as_str())).or_default() += 1;
    }
    let votes = |section: &&GlobalSection| {
        let mut votes = 0;
        for name in lists.global.entries_in(section).filter_map(Entry::package_name) {
            let word = first_word(name.as_str());
            if word == own && !is_common(&word) {
                votes += ALIKE;
            } else if addition.neighbours.contains(&name) && relatives[&word] < FAMILY {
                votes += 1;
            }
        }
        votes
    };
    lists.global.sections().iter().rev().max_by_key(votes)
}

fn first_word(name: &str) -> String {
    name.split(['-', '.', '_']).next().unwrap_or_default().to_lowercase()
}

/// Words that names begin with whatever they are of.
fn is_common(word: &str) -> bool {
    word.len() < 3 || word == "python"
}

/// A requirement with where it is written, for the words of a conflict.
pub(crate) fn placed(requirement: Requirement, path: &str, number: usize) -> RootRequirement {
    line(requirement, path, u32::try_from(number).unwrap_or(u32::MAX))
}
