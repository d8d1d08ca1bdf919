//! The weekly batch: every pin that can be raised, in groups, with an excuse for every pin that stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use haggle_resolve::python::RootRequirement;
use haggle_spec::release::ReleaseFacts;
use haggle_spec::{PackageName, Requirement, Version};

use super::behind::{Behind, why_behind};
use super::draft::{Edits, PinDraft};
use super::error::PinError;
use super::lists::PinLists;
use super::moved::{LIST, PINS, SHARED, line, list_constraints};
use super::newest::{Asked, SolveError, SolvedPins, anything, held_constraints, solve};
use super::rewrite::{Wanted, current, rewrite};
use crate::change::Message;

/// What a batch is to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpdateRequest<'a> {
    /// The largest step that is taken; any where nothing is said.
    pub most: Option<Step>,
    /// Only the names of this group.
    pub group: Option<&'a str>,
    /// Whether a line may split.
    pub splits: Splits,
    /// Whether excuses are looked for: each is found by solving.
    pub excuses: bool,
}

/// Whether a pin may be raised for a part of the Pythons that share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Splits {
    /// Yes: where the newest release does not run on all of them, the line splits.
    #[default]
    Allowed,
    /// No: it is raised to the newest release that does.
    Refused,
}

/// How far a pin moves, by the first number of its release that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The third number or a later one.
    Patch,
    /// The second.
    Minor,
    /// The first.
    Major,
}

/// A pin that is raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinMove {
    /// The name as the constraints write it.
    pub written: String,
    /// The distribution.
    pub name: PackageName,
    /// The highest version that is pinned.
    pub from: Version,
    /// The highest version that will be.
    pub to: Version,
    /// How far it moves.
    pub step: Step,
}

/// Pins that move together: of one family of names, by the size of the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateGroup {
    /// Its name: `oslo`, `client libraries`, `others`.
    pub name: String,
    /// The largest step in it.
    pub step: Step,
    /// The pins, by name.
    pub moves: Vec<PinMove>,
}

/// A batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The change; none where nothing moves.
    pub draft: Option<PinDraft>,
    /// The groups, small steps first.
    pub groups: Vec<UpdateGroup>,
    /// The names that stay behind, each with its excuse; empty where none was asked for.
    pub behind: Vec<Behind>,
    /// Names whose releases are not known: their pins stay.
    pub unknown: Vec<PackageName>,
    /// Names that conflict with other pins as they are: their pins stay, and nothing is asked of their releases.
    pub conflicting: Vec<PackageName>,
}

impl Step {
    /// From one version to another.
    pub fn between(from: &Version, to: &Version) -> Self {
        match (0..2).find(|at| from.segment(*at) != to.segment(*at)) {
            Some(0) => Self::Major,
            Some(_) => Self::Minor,
            None => Self::Patch,
        }
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Drafts the batch: every pin at the newest release that goes with all the others, the global list and the holds; no pin goes down.
/// Pins of unknown releases stay.
///
/// # Errors
/// Facts that are missing; a family whose Pythons nobody named; a group that there is none of.
pub fn update(
    lists: &PinLists,
    facts: &ReleaseFacts,
    request: &UpdateRequest<'_>,
) -> Result<Update, PinError> {
    let (mut asked, unknown) = asked(lists, facts, request);
    let (solved, conflicting) = loop {
        let (solved, conflicting) = solve_without_conflicts(lists, facts, asked.clone())?;
        let caps =
            if request.splits == Splits::Refused { caps_of_splits(lists, &solved) } else { Vec::new() };
        if caps.is_empty() {
            break (solved, conflicting);
        }
        // Each turn takes a name further down, and none below its pin.
        asked.constraints.extend(caps);
    };
    let mut edits = Edits::default();
    let mut moves = Vec::new();
    let names: BTreeSet<PackageName> = lists.constraints.pins().map(|pin| pin.name().clone()).collect();
    for name in names.iter().filter(|name| !unknown.contains(name) && !conflicting.contains(name)) {
        let before = current(lists, name);
        let wanted = raised(&before, &solved, name);
        let (Some(from), Some(to)) = (before.iter().flatten().max(), wanted.iter().flatten().max()) else {
            continue;
        };
        if wanted == before {
            continue;
        }
        let group = family(name.as_str());
        let step = Step::between(from, to);
        if request.group.is_some_and(|asked| asked != group) {
            continue;
        }
        edits.constraints.extend(rewrite(lists, name, &wanted, None));
        let (from, to) = (from.clone(), to.clone());
        moves.push((group, PinMove { written: lists.written(name), name: name.clone(), from, to, step }));
    }
    let groups = groups(moves);
    let draft = if groups.is_empty() { None } else { Some(edits.finish(lists, message(&groups))?) };
    let after = draft.as_ref().and_then(|draft| after(lists, draft));
    let behind = if request.excuses {
        why_behind(after.as_ref().unwrap_or(lists), facts, &[])?.behind
    } else {
        Vec::new()
    };
    Ok(Update { draft, groups, behind, unknown, conflicting })
}

/// What each Python is to have: what was found for it, where that is above its pin. A Python that has no pin of the name gets none:
/// that is another change.
fn raised(before: &Wanted, solved: &SolvedPins, name: &PackageName) -> Wanted {
    let newest = solved.iter().map(|pins| pins.get(name));
    let of_python = |(before, newest): (&Option<Version>, Option<&Version>)| {
        let before = before.as_ref()?;
        Some(newest.filter(|newest| *newest > before).unwrap_or(before).clone())
    };
    before.iter().zip(newest).map(of_python).collect()
}

/// For each name whose Pythons share a pin and would not share it any more: the least version that one of them would have, as a cap.
fn caps_of_splits(lists: &PinLists, solved: &SolvedPins) -> Vec<RootRequirement> {
    let names: BTreeSet<&PackageName> = lists.constraints.pins().map(|pin| pin.name()).collect();
    let mut caps = Vec::new();
    for name in names {
        let before = current(lists, name);
        let wanted = raised(&before, solved, name);
        let mut by_pin: BTreeMap<&Version, BTreeSet<&Version>> = BTreeMap::new();
        for (before, wanted) in before.iter().flatten().zip(wanted.iter().flatten()) {
            by_pin.entry(before).or_default().insert(wanted);
        }
        let least = by_pin
            .values()
            .filter(|versions| versions.len() > 1)
            .filter_map(|versions| versions.first())
            .min();
        let cap = least.and_then(|least| format!("{name}<={least}").parse().ok());
        caps.extend(cap.map(|cap| line(cap, SHARED, 0)));
    }
    caps
}

/// The shared files once the batch has landed.
fn after(lists: &PinLists, draft: &PinDraft) -> Option<PinLists> {
    let mut texts = lists.texts.clone();
    let changed = draft.files.iter().find(|file| file.path == texts.constraints.path)?;
    texts.constraints.bytes.clone_from(&changed.after);
    let mut after = PinLists::parse(texts, &lists.pythons).ok()?;
    after.holds.clone_from(&lists.holds);
    Some(after)
}

/// Every pinned name that has known releases at any version from its pin on, under the global list and the holds; other pins as they
/// are. And the names without known releases.
fn asked(lists: &PinLists, facts: &ReleaseFacts, request: &UpdateRequest<'_>) -> (Asked, Vec<PackageName>) {
    let (requirements, constraints) = (Vec::new(), held_constraints(lists));
    let mut asked = Asked { requirements, constraints, left_out: lists.denied() };
    let mut unknown = Vec::new();
    asked.constraints.extend(list_constraints(lists).map(|requirement| line(requirement, LIST, 0)));
    let mut seen = BTreeSet::new();
    for pin in lists.constraints.pins() {
        let name = pin.name();
        let Some(version) = pin.version() else { continue };
        let marker = pin.line.requirement.marker().map(|marker| format!(" ; {marker}")).unwrap_or_default();
        let is_known =
            super::releases::all(facts, name).is_ok_and(|releases| releases.contains_key(&version));
        if !is_known {
            // Only what is known to be there can be asked for.
            if seen.insert(name.clone()) {
                unknown.push(name.clone());
            }
            continue;
        }
        let most = match request.most {
            Some(Step::Patch) => format!(",=={}.{}.*", version.segment(0), version.segment(1)),
            Some(Step::Minor) => format!(",=={}.*", version.segment(0)),
            Some(Step::Major) | None => String::new(),
        };
        // What is outside of the group stays, so that the group goes with what is there.
        let stays = request.group.is_some_and(|group| group != family(name.as_str()));
        let text = if stays {
            format!("{name}==={version}{marker}")
        } else {
            format!("{name}>={version}{most}{marker}")
        };
        if let Ok(requirement) = text.parse::<Requirement>() {
            asked.constraints.push(line(requirement, PINS, 0));
        }
        let all = format!("{name}{marker}").parse::<Requirement>().ok().map(|it| line(it, PINS, 0));
        asked.requirements.extend(all.or_else(|| anything(name, PINS)));
    }
    (asked, unknown)
}

/// Solves, where pins that are there may conflict with each other: the constraints may have been made by hand, and what a release
/// requires may not be what was tested. Names that conflict are left as they are, one after the other, and given back.
fn solve_without_conflicts(
    lists: &PinLists,
    facts: &ReleaseFacts,
    mut asked: Asked,
) -> Result<(SolvedPins, Vec<PackageName>), PinError> {
    let mut left = Vec::new();
    loop {
        match solve(lists, facts, &asked) {
            Ok(solved) => return Ok((solved, left)),
            Err(SolveError::Other(error)) => return Err(error),
            Err(SolveError::Conflict { names, explanation }) => {
                let is_asked = |name: &&PackageName| {
                    asked.requirements.iter().any(|one| one.requirement.name() == *name)
                };
                let Some(first) = names.iter().find(is_asked) else {
                    return Err(PinError::Unsolvable { explanation });
                };
                asked.requirements.retain(|one| one.requirement.name() != first);
                asked.left_out.insert(first.clone());
                left.push(first.clone());
            }
        }
    }
}

/// The families of names that release together.
fn family(name: &str) -> String {
    let is_client = name.starts_with("python-") && name.ends_with("client");
    let family = match name {
        "boto3" | "botocore" | "s3transfer" => "amazon",
        _ if is_client => "client libraries",
        _ if name.starts_with("oslo-") => "oslo",
        _ if name.starts_with("xstatic") => "xstatic",
        _ if name.starts_with("sphinx") => "sphinx",
        _ if name.starts_with("opentelemetry") => "opentelemetry",
        _ if name.starts_with("pytest") => "pytest",
        _ => "others",
    };
    family.to_owned()
}

/// The moves by family; those of no family by the size of their step. Small steps first.
fn groups(moves: Vec<(String, PinMove)>) -> Vec<UpdateGroup> {
    let mut by_name: BTreeMap<(String, Option<Step>), Vec<PinMove>> = BTreeMap::new();
    for (family, one) in moves {
        let step = (family == "others").then_some(one.step);
        by_name.entry((family, step)).or_default().push(one);
    }
    let mut groups: Vec<UpdateGroup> = by_name
        .into_iter()
        .map(|((name, _), moves)| {
            let step = moves.iter().map(|one| one.step).max().unwrap_or(Step::Patch);
            UpdateGroup { name, step, moves }
        })
        .collect();
    groups.sort_by(|left, right| left.step.cmp(&right.step).then_with(|| left.name.cmp(&right.name)));
    groups
}

fn message(groups: &[UpdateGroup]) -> Message {
    let n_moves: usize = groups.iter().map(|group| group.moves.len()).sum();
    let mut body = Vec::new();
    for group in groups {
        body.push(format!("{}, up to {} steps:", group.name, group.step));
        let lines = group.moves.iter().map(|one| format!("- {} {} to {}", one.written, one.from, one.to));
        body.push(lines.collect::<Vec<_>>().join("\n"));
    }
    Message { subject: format!("Raise {n_moves} pins"), body, ..Message::default() }
}
