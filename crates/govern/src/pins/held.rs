//! Holds, judged: which are in force, which are to be tested again, and which are to be released.

use std::collections::BTreeMap;
use std::fmt;

use haggle_spec::release::ReleaseFacts;
use haggle_spec::{Edit, Span, Version};

use super::draft::{Edits, PinDraft};
use super::error::PinError;
use super::lists::PinLists;
use super::releases::finals;
use crate::change::Message;
use crate::data::{Hold, ProjectName};
use crate::day::Day;

/// The releases of the family's projects, by name: what claims are about.
pub type HeldProjects = BTreeMap<ProjectName, Version>;

/// A hold and what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedHold<'a> {
    /// The hold.
    pub hold: &'a Hold,
    /// Its state.
    pub state: HoldState,
}

/// The state of a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HoldState {
    /// It is known not to be true any more.
    Refuted {
        /// What shows it.
        by: String,
    },
    /// Its day is over.
    Expired {
        /// The last day.
        on: Day,
    },
    /// The constraints pin a version that it holds.
    Overtaken {
        /// The version.
        pinned: Version,
    },
    /// It was never tested, or the release or the project changed since.
    Due {
        /// What changed.
        because: String,
    },
    /// It is in force.
    InForce,
}

impl HoldState {
    /// Whether the hold is to be released.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Refuted { .. } | Self::Expired { .. } | Self::Overtaken { .. })
    }

    /// A word for reports that programs read.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Refuted { .. } => "refuted",
            Self::Expired { .. } => "expired",
            Self::Overtaken { .. } => "overtaken",
            Self::Due { .. } => "due",
            Self::InForce => "in-force",
        }
    }
}

impl fmt::Display for HoldState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuted { by } => write!(formatter, "release it: refuted by {by}"),
            Self::Expired { on } => write!(formatter, "release it: expired on {on}"),
            Self::Overtaken { pinned } => write!(formatter, "release it: {pinned} is pinned"),
            Self::Due { because } => write!(formatter, "test it again: {because}"),
            Self::InForce => formatter.write_str("in force"),
        }
    }
}

/// Judges every hold of the family, in the order of the file. With release facts, a newer release than the tested one makes a hold due.
pub fn judge_holds<'a>(
    lists: &'a PinLists,
    facts: Option<&ReleaseFacts>,
    projects: &HeldProjects,
    today: Day,
) -> Vec<JudgedHold<'a>> {
    let holds = lists.holds.iter().flat_map(|file| &file.holds.holds);
    holds.map(|hold| JudgedHold { hold, state: state(lists, hold, facts, projects, today) }).collect()
}

fn state(
    lists: &PinLists,
    hold: &Hold,
    facts: Option<&ReleaseFacts>,
    projects: &HeldProjects,
    today: Day,
) -> HoldState {
    if let Some(refuted) = &hold.refuted {
        return HoldState::Refuted { by: refuted.by.clone() };
    }
    let pinned = lists.constraints.pins_of(&hold.name).filter_map(|pin| pin.version());
    if let Some(pinned) = pinned.filter(|version| hold.holds(version)).max() {
        return HoldState::Overtaken { pinned };
    }
    if today > hold.expires {
        return HoldState::Expired { on: hold.expires };
    }
    let Some(tested) = &hold.tested else {
        return HoldState::Due { because: "nobody has tested it".to_owned() };
    };
    let newest = facts.and_then(|facts| finals(facts, &hold.name).ok()?.map(|(version, _)| version).next());
    if let Some(newest) = newest.filter(|newest| **newest > tested.release) {
        return HoldState::Due { because: format!("{newest} came after {}", tested.release) };
    }
    match (projects.get(&hold.claim.project), &tested.project_release) {
        (Some(now), Some(then)) if now != then => {
            HoldState::Due { because: format!("{} {now} came after {then}", hold.claim.project) }
        }
        _ => HoldState::InForce,
    }
}

/// The change that takes out the holds that are over.
///
/// # Errors
/// None is over.
pub fn release_holds(lists: &PinLists, judged: &[JudgedHold<'_>]) -> Result<PinDraft, PinError> {
    let over: Vec<&JudgedHold<'_>> = judged.iter().filter(|judged| judged.state.is_over()).collect();
    if over.is_empty() {
        return Err(PinError::NothingToDo { because: "no hold is over".to_owned() });
    }
    let mut edits = Edits::of_repair();
    for judged in &over {
        let span = judged.hold.span();
        edits.holds.push(Edit::new(Span::new(span.start, span.end), ""));
    }
    let lines =
        over.iter().map(|judged| format!("- {}{}: {}", judged.hold.name, judged.hold.versions, judged.state));
    let lines: Vec<String> = lines.collect();
    let names: Vec<String> = over.iter().map(|judged| judged.hold.name.to_string()).collect();
    let message = Message {
        subject: format!("Release the hold of {}", names.join(", ")),
        body: vec![lines.join("\n")],
        ..Message::default()
    };
    edits.finish(lists, message)
}
