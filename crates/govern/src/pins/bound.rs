//! Versions excluded or capped in the global list, and the pins that have to move for it.

use haggle_spec::file::EntryLine;
use haggle_spec::file::constraints::ConstraintPin;
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{Operator, PackageName, Prereleases, Requirement, Specifier, Version};

use super::draft::{Edits, PinDraft};
use super::error::PinError;
use super::following::Capped;
use super::graph::PinGraph;
use super::lists::PinLists;
use super::moved::{Direction, Settled, Settling};
use super::releases::{finals, is_allowed};
use super::rewrite::{current, rewrite};
use super::specifiers::LineSpecifiers;
use crate::change::Message;

/// Why a bound changes, for the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grounds<'a> {
    /// The URL of a bug.
    pub bug: Option<&'a str>,
    /// In words.
    pub reason: Option<&'a str>,
}

/// Versions to be excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion<'a> {
    /// The distribution.
    pub name: &'a PackageName,
    /// The versions, at least one.
    pub versions: &'a [Version],
    /// Where a pin at one of them goes.
    pub to: Option<Version>,
    /// Why.
    pub grounds: Grounds<'a>,
}

/// A cap to be set, or to be lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap<'a> {
    /// The distribution.
    pub name: &'a PackageName,
    /// The cap, `<V` or `<=V`; none lifts what there is.
    pub specifier: Option<&'a Specifier>,
    /// Where the pin goes.
    pub to: Option<Version>,
    /// Why.
    pub grounds: Grounds<'a>,
}

/// A pin to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollback<'a> {
    /// The distribution.
    pub name: &'a PackageName,
    /// Where to; the newest release below the pin that is allowed, where nothing is said.
    pub to: Option<Version>,
    /// What happens to the global list.
    pub leaves: LeftBehind,
    /// Why.
    pub grounds: Grounds<'a>,
}

/// What happens to the releases that a rollback leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeftBehind {
    /// The global list excludes them.
    #[default]
    Excluded,
    /// The global list stays as it is: the next batch may raise the pin again.
    Allowed,
}

/// Excludes versions in the global list; a pin at one of them moves, and what has to move with it.
///
/// # Errors
/// A name that the global list does not have; versions that it does not allow anyway; a pin that has to move, and no facts.
pub fn exclude(
    lists: &PinLists,
    exclusion: &Exclusion<'_>,
    facts: Option<&ReleaseFacts>,
) -> Result<PinDraft, PinError> {
    let name = exclusion.name;
    let mut edits = Edits::of_repair();
    exclude_in_list(lists, name, exclusion.versions, &mut edits)?;
    if edits.global.is_empty() {
        return Err(PinError::NothingToDo {
            because: format!("the global list allows none of them for {name}"),
        });
    }
    let is_excluded = |version: &Version| exclusion.versions.contains(version);
    let texts: Vec<String> = exclusion.versions.iter().map(|version| format!("!={version}")).collect();
    let asked = format!("{name}{}", texts.join(","));
    let moves = moves(lists, name, &asked, exclusion.to.as_ref(), &is_excluded, facts, &mut edits)?;
    let versions: Vec<String> = exclusion.versions.iter().map(ToString::to_string).collect();
    let subject = format!("Exclude {} {}", lists.written(name), versions.join(", "));
    edits.finish(lists, message(subject, &moves.lines, &[], exclusion.grounds))
}

/// Caps a name in the global list: the cap takes the place of an old one and of the exclusions that it makes idle. Names that move for it
/// and whose newer releases cannot be had with it are capped, too, where the list sets them no upper bound. Lifting takes the cap, or the pin, out of the list, with the comment above the line where nothing else is said of the name.
///
/// # Errors
/// A name that the global list does not have; a cap that is there; a pin that has to move, and no facts.
pub fn cap(lists: &PinLists, cap: &Cap<'_>, facts: Option<&ReleaseFacts>) -> Result<PinDraft, PinError> {
    let name = cap.name;
    let lines = lists.global_lines(name);
    if lines.is_empty() {
        return Err(lists.not_listed(name));
    }
    let mut edits = if cap.specifier.is_some() { Edits::of_repair() } else { Edits::default() };
    for (at, line) in lines.into_iter().enumerate() {
        if let Some(specifier) = cap.specifier {
            let bug = cap.grounds.bug.filter(|_| at == 0);
            cap_line(lists, line, specifier, bug, &mut edits);
        } else {
            lift_line(lists, name, line, &mut edits);
        }
    }
    if edits.global.is_empty() {
        let because = if cap.specifier.is_some() { "the cap is there" } else { "there is no cap" };
        return Err(PinError::NothingToDo { because: because.to_owned() });
    }
    let is_above = |version: &Version| {
        cap.specifier.is_some_and(|specifier| !specifier.contains(version, Prereleases::Allow))
    };
    let asked = format!("{name}{}", cap.specifier.map(ToString::to_string).unwrap_or_default());
    let moves = moves(lists, name, &asked, cap.to.as_ref(), &is_above, facts, &mut edits)?;
    let written = lists.written(name);
    let subject = match cap.specifier {
        Some(specifier) => {
            let how = if specifier.operator() == Operator::Less { "below" } else { "at" };
            format!("Cap {written} {how} {}", specifier.version_text())
        }
        None => format!("Lift the cap of {written}"),
    };
    let following = match (cap.specifier, facts) {
        (Some(cap), Some(facts)) => {
            Capped { lists, facts, name, cap, settled: &moves.settled }.cap_others(&mut edits)
        }
        _ => Vec::new(),
    };
    edits.finish(lists, message(subject, &moves.lines, &following, cap.grounds))
}

/// Caps one line, below a comment that names the bug.
fn cap_line(lists: &PinLists, line: &EntryLine, cap: &Specifier, bug: Option<&str>, edits: &mut Edits) {
    let file = lists.global.file();
    let Some(mut specifiers) = LineSpecifiers::of(file, line) else { return };
    specifiers.cap(cap);
    let Some(edit) = specifiers.edit() else { return };
    let comment = bug.map(|bug| format!("# Capped until {bug} is resolved"));
    edits.global.extend(comment.map(|comment| file.insert_before(line, &comment)));
    edits.global.push(edit);
}

/// Takes cap and pin out of one line.
fn lift_line(lists: &PinLists, name: &PackageName, line: &EntryLine, edits: &mut Edits) {
    let file = lists.global.file();
    let Some(mut specifiers) = LineSpecifiers::of(file, line) else { return };
    specifiers.lift();
    let is_bare = specifiers.is_empty();
    let Some(edit) = specifiers.edit() else { return };
    if is_bare {
        edits.global.extend(super::drop::comment_edits(file, name, line, &mut edits.notes));
    }
    edits.global.push(edit);
}

/// Takes a pin back, and excludes in the global list the releases that it leaves behind: those that are known, else the pinned one.
///
/// # Errors
/// A name without a pin; a version that is not below it, or that the global list excludes; facts that are missing where no version is named.
pub fn rollback(
    lists: &PinLists,
    rollback: &Rollback<'_>,
    facts: Option<&ReleaseFacts>,
) -> Result<PinDraft, PinError> {
    let name = rollback.name;
    let pinned = lists.pins_of(name).iter().filter_map(ConstraintPin::version).max();
    let pinned = pinned.ok_or_else(|| lists.not_pinned(name))?;
    let target = match &rollback.to {
        Some(version) => version.clone(),
        None => previous(lists, name, &pinned, facts)?,
    };
    if target >= pinned {
        return Err(PinError::NotLower { name: name.clone(), pinned, asked: target });
    }
    if !is_allowed(lists, name, &target) {
        let by = super::releases::allowed_by(lists, name);
        return Err(PinError::NotAllowed { name: name.clone(), version: target, by });
    }
    let mut left = vec![pinned.clone()];
    if let Some(facts) = facts {
        let between = finals(facts, name)?.map(|(version, _)| version);
        left.extend(between.filter(|version| **version > target && **version < pinned).cloned());
        left.sort();
    }
    let mut edits = Edits::of_repair();
    if rollback.leaves == LeftBehind::Allowed {
        left.clear();
    }
    if lists.global_lines(name).is_empty() {
        edits.notes.push(format!(
            "the global list does not have `{name}`: nothing keeps the next batch from raising it again"
        ));
    } else {
        exclude_in_list(lists, name, &left, &mut edits)?;
    }
    let is_left = |version: &Version| *version > target;
    let asked = format!("{name}<={target}");
    let moves = moves(lists, name, &asked, Some(&target), &is_left, facts, &mut edits)?;
    let subject = format!("Roll {} back to {target}", lists.written(name));
    edits.finish(lists, message(subject, &moves.lines, &[], rollback.grounds))
}

/// The newest release below the pin that the global list allows.
fn previous(
    lists: &PinLists,
    name: &PackageName,
    pinned: &Version,
    facts: Option<&ReleaseFacts>,
) -> Result<Version, PinError> {
    let missing = haggle_spec::release::MissingFact::Versions(name.clone());
    let facts = facts.ok_or_else(|| PinError::Missing(vec![missing]))?;
    let found = finals(facts, name)?
        .map(|(version, _)| version)
        .find(|version| *version < pinned && is_allowed(lists, name, version));
    let none = || PinError::NoRelease { name: name.clone(), wanted: format!("allowed and below {pinned}") };
    found.cloned().ok_or_else(none)
}

/// The exclusions of versions that a line of the global list for the name still allows.
fn exclude_in_list(
    lists: &PinLists,
    name: &PackageName,
    versions: &[Version],
    edits: &mut Edits,
) -> Result<(), PinError> {
    let file = lists.global.file();
    let lines = lists.global_lines(name);
    if lines.is_empty() {
        return Err(lists.not_listed(name));
    }
    for line in lines {
        let (Some(mut specifiers), Some(entry)) = (LineSpecifiers::of(file, line), line.entry()) else {
            continue;
        };
        for version in versions {
            if entry.specifiers.contains(version, Prereleases::Allow) {
                specifiers.exclude(version);
            }
        }
        edits.global.extend(specifiers.edit());
    }
    Ok(())
}

/// The pins that moved.
#[derive(Default)]
struct Moves {
    /// In words.
    lines: Vec<String>,
    /// Where facts said which.
    settled: Settled,
}

/// Moves the pins that are refused now: where they are told to go, else where facts say, each with what has to move with it.
fn moves(
    lists: &PinLists,
    name: &PackageName,
    asked: &str,
    to: Option<&Version>,
    is_refused: &dyn Fn(&Version) -> bool,
    facts: Option<&ReleaseFacts>,
    edits: &mut Edits,
) -> Result<Moves, PinError> {
    let pins = lists.pins_of(name);
    let highest = pins.iter().filter_map(ConstraintPin::version).max();
    let refused = pins.iter().filter_map(ConstraintPin::version).find(|version| is_refused(version));
    let (pinned, is_asked) = match (refused, to, highest) {
        (Some(pinned), ..) => (pinned, false),
        (None, Some(_), Some(pinned)) => (pinned, true),
        _ => return Ok(Moves::default()),
    };
    let Some(facts) = facts else {
        let Some(to) = to else { return Err(PinError::PinMustMove { name: name.clone(), pinned }) };
        for pin in pins {
            let moves =
                pin.version().is_some_and(|version| is_refused(&version) || is_asked && version == pinned);
            edits.constraints.extend(moves.then(|| lists.constraints.set_version(&pin, to)));
        }
        edits.notes.push(
            "which other pins have to move is not known: give `--snapshot FILE` or `--live`".to_owned(),
        );
        let lines = vec![format!("- {}: {pinned} to {to}", lists.written(name))];
        return Ok(Moves { lines, settled: Settled::new() });
    };
    let asked = to.map_or_else(|| asked.to_owned(), |to| format!("{name}==={to}"));
    let requirement: Requirement = asked
        .parse()
        .map_err(|_| PinError::Unsolvable { explanation: format!("`{asked}` cannot be asked for") })?;
    let graph = PinGraph::of(lists, facts);
    let left_out = lists.denied();
    let settling = Settling { lists, facts, graph: &graph, direction: Direction::Any, left_out: &left_out };
    let settled = settling.settle(&[requirement])?;
    if graph.n_unknown() > 0 {
        let n_unknown = graph.n_unknown();
        edits.notes.push(format!(
            "what {n_unknown} pinned releases require is not known: one of them may forbid a move"
        ));
    }
    let mut lines = Vec::new();
    for (name, wanted) in &settled {
        let before = current(lists, name);
        if before == *wanted {
            continue;
        }
        edits.constraints.extend(rewrite(lists, name, wanted, None));
        let changed = before.iter().zip(wanted).find(|(before, after)| before != after);
        if let Some((Some(before), Some(after))) = changed {
            lines.push(format!("- {}: {before} to {after}", lists.written(name)));
        }
    }
    Ok(Moves { lines, settled })
}

fn message(subject: String, moves: &[String], following: &[String], grounds: Grounds<'_>) -> Message {
    let mut body: Vec<String> = grounds.reason.map(str::to_owned).into_iter().collect();
    if !moves.is_empty() {
        body.push("Pins that move:".to_owned());
        body.push(moves.join("\n"));
    }
    if !following.is_empty() {
        body.push("Capped with it, as their newer releases cannot be had with it:".to_owned());
        body.push(following.join("\n"));
    }
    Message {
        subject,
        body,
        bugs: grounds.bug.map(str::to_owned).into_iter().collect(),
        ..Message::default()
    }
}
