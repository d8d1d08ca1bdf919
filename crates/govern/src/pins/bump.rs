//! A pin raised.

use haggle_resolve::python::PythonVersion;
use haggle_spec::file::constraints::ConstraintPin;
use haggle_spec::release::{Release, ReleaseFacts};
use haggle_spec::{PackageName, Version};

use super::draft::{Edits, PinDraft};
use super::error::PinError;
use super::lists::PinLists;
use super::releases::{all, allowed_by, finals, is_allowed, runs_on};
use super::rewrite::{current, rewrite};
use crate::change::Message;

/// A pin to be raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bump<'a> {
    /// The distribution.
    pub name: &'a PackageName,
    /// The version; the newest that will do where none is named.
    pub version: Option<Version>,
    /// Why, for the message.
    pub reason: Option<&'a str>,
    /// Whether a hold is left out of account.
    pub overrides_hold: bool,
}

/// Raises a pin.
///
/// Where the release's Pythons are known, the Pythons that it does not run on keep the pin that they have; where they are not, every
/// line that has the name's highest pin moves, and the others stay.
///
/// # Errors
/// A name without a pin; a version that the global list excludes, that is held, or that is not above the pin; facts that are missing
/// where no version is named.
pub fn bump(lists: &PinLists, bump: &Bump<'_>, facts: Option<&ReleaseFacts>) -> Result<PinDraft, PinError> {
    let name = bump.name;
    let pins = lists.pins_of(name);
    let pinned = pins.iter().filter_map(ConstraintPin::version).max();
    let pinned = pinned.ok_or_else(|| lists.not_pinned(name))?;
    let version = match &bump.version {
        Some(version) => version.clone(),
        None => newest(lists, bump, facts)?,
    };
    if version == pinned {
        if bump.version.is_none() {
            // What is there to do may be held.
            refuse_held(lists, bump, &newest(lists, &Bump { overrides_hold: true, ..bump.clone() }, facts)?)?;
        }
        return Err(PinError::NothingToDo { because: format!("{name} is pinned at {pinned}") });
    }
    if version < pinned {
        return Err(PinError::Lower { name: name.clone(), pinned, asked: version });
    }
    if !is_allowed(lists, name, &version) {
        return Err(PinError::NotAllowed { name: name.clone(), version, by: allowed_by(lists, name) });
    }
    refuse_held(lists, bump, &version)?;
    let mut edits = Edits::default();
    let mut body: Vec<String> = bump.reason.map(str::to_owned).into_iter().collect();
    let release = release(facts, name, &version)?;
    if let Some(release) = release.filter(|_| !lists.pythons.is_empty()) {
        let (wanted, kept) = split(lists, name, &version, release)?;
        edits.constraints = rewrite(lists, name, &wanted, None);
        if !kept.is_empty() {
            let kept = kept.join(", ");
            body.push(format!("{version} does not run on Python {kept}: the pin there stays."));
        }
    } else {
        let highest = pins.iter().filter(|pin| pin.version().as_ref() == Some(&pinned));
        edits.constraints = highest.map(|pin| lists.constraints.set_version(pin, &version)).collect();
    }
    let written = lists.written(name);
    body.push(format!("{written} was pinned at {pinned}."));
    let message = Message { subject: format!("Bump {written} to {version}"), body, ..Message::default() };
    edits.finish(lists, message)
}

/// The release, where facts are there; a version that the index does not have is an error then.
fn release<'facts>(
    facts: Option<&'facts ReleaseFacts>,
    name: &PackageName,
    version: &Version,
) -> Result<Option<&'facts Release>, PinError> {
    let Some(facts) = facts else { return Ok(None) };
    let release = all(facts, name)?.get(version);
    let missing = || PinError::NoRelease { name: name.clone(), wanted: version.to_string() };
    release.map(Some).ok_or_else(missing)
}

fn newest(lists: &PinLists, bump: &Bump<'_>, facts: Option<&ReleaseFacts>) -> Result<Version, PinError> {
    let name = bump.name;
    let nowhere = || PinError::Missing(vec![haggle_spec::release::MissingFact::Versions(name.clone())]);
    let runs = |release: &Release| {
        lists.pythons.is_empty() || lists.pythons.iter().any(|python| runs_on(release, python))
    };
    let mut finals = finals(facts.ok_or_else(nowhere)?, name)?;
    let found = finals.find(|(version, release)| {
        let is_held = lists.holds.as_ref().is_some_and(|file| file.holds.of(name, version).is_some());
        runs(release) && is_allowed(lists, name, version) && (bump.overrides_hold || !is_held)
    });
    let none = || PinError::NoRelease { name: name.clone(), wanted: "allowed and not held".to_owned() };
    found.map(|(version, _)| version.clone()).ok_or_else(none)
}

fn refuse_held(lists: &PinLists, bump: &Bump<'_>, version: &Version) -> Result<(), PinError> {
    let hold = lists.holds.as_ref().and_then(|file| file.holds.of(bump.name, version));
    match hold.filter(|_| !bump.overrides_hold) {
        None => Ok(()),
        Some(hold) => Err(PinError::Held {
            name: bump.name.clone(),
            version: version.clone(),
            because: format!(
                "{} until {}, {}: {}",
                hold.owner, hold.expires, hold.claim.project, hold.claim.error
            ),
        }),
    }
}

/// What each Python is to have, and the Pythons that keep what they have.
fn split(
    lists: &PinLists,
    name: &PackageName,
    version: &Version,
    release: &Release,
) -> Result<(Vec<Option<Version>>, Vec<String>), PinError> {
    let mut kept = Vec::new();
    let mut is_new_anywhere = false;
    let wanted = lists.pythons.iter().zip(current(lists, name)).map(|(python, pinned)| {
        if pinned.is_some() && runs_on(release, python) {
            is_new_anywhere = true;
            return Some(version.clone());
        }
        if pinned.is_some() {
            kept.push(PythonVersion::to_string(python));
        }
        pinned
    });
    let wanted = wanted.collect();
    if is_new_anywhere {
        return Ok((wanted, kept));
    }
    let wanted = "for a Python of the family".to_owned();
    Err(PinError::NoRelease { name: name.clone(), wanted })
}
