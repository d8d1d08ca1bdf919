//! The state of a family: what somebody has to look at, each with the command to run next.

use std::fmt::Write as _;

use haggle_govern::check::{CheckedProject, ProjectReport};
use haggle_govern::data::Placement;
use haggle_govern::evaluation::{Evaluation, FeatureReport, Placing};
use haggle_govern::pins::{BehindReport, Excuse};
use haggle_spec::{PackageName, Version};
use haggle_tradeoff::words::deal_summary;
use serde::Serialize;

use super::check::project_messages;
use super::evaluation::task::{Task, task_of};
use super::evaluation::{decided, precedent, words};
use super::page::Page;
use super::width;
use crate::program;

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct StateItem {
    /// What sort of thing it is.
    pub kind: ItemKind,
    /// What it is about: a feature, a hold, a project.
    pub about: String,
    /// What people read for that.
    pub title: String,
    /// What there is to say, in sentences without a full stop.
    pub says: Vec<String>,
    /// The command to run next, as the user would type it.
    pub command: String,
}

/// Sorts of items, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// The lead decides, or decides again.
    Decide,
    /// A change is recommended.
    Change,
    /// A change was decided.
    CarryOut,
    /// Precedent disagrees with what is recommended.
    Precedent,
    /// Moves that together leave nobody worse off.
    Deal,
    /// A hold is over, or to be tested again.
    Hold,
    /// A project is out of line.
    Project,
    /// Pins are behind for no reason.
    Pins,
}

impl ItemKind {
    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Change => "change",
            Self::CarryOut => "carry out",
            Self::Precedent => "precedent",
            Self::Deal => "deal",
            Self::Hold => "hold",
            Self::Project => "project",
            Self::Pins => "pins",
        }
    }
}

/// What is known of the pins.
#[derive(Debug)]
pub struct PinState {
    /// Every pin, in the order of the constraints.
    pub pinned: Vec<(PackageName, Version)>,
    /// What is behind; or why that is not known.
    pub behind: Result<BehindReport, String>,
    /// What is held.
    pub holds: Vec<HeldPin>,
}

/// A hold and what is to be done about it.
#[derive(Debug)]
pub struct HeldPin {
    /// The name and the versions.
    pub what: String,
    /// What is claimed.
    pub claim: String,
    /// Who answers for it.
    pub owner: String,
    /// When it began.
    pub since: String,
    /// When it is to be released.
    pub expires: String,
    /// What is to be done.
    pub state: String,
    /// Whether that is more than to wait.
    pub is_due: bool,
}

/// A project and what is not in line in it.
#[derive(Debug)]
pub struct ProjectState {
    /// Its name.
    pub name: String,
    /// How many lines were looked at.
    pub n_lines: usize,
    /// What was found: the place, and what is wrong there.
    pub findings: Vec<(String, String)>,
    /// What the upstream gate says, where it was asked: nothing where it passes.
    pub gate: Option<Vec<String>>,
}

impl ProjectState {
    /// Of a project that was checked.
    pub fn of(project: &CheckedProject, report: &ProjectReport) -> Self {
        let (findings, gate) = project_messages(project, report);
        Self {
            name: project.name.clone(),
            n_lines: report.n_lines,
            findings,
            gate: report.is_gated.then_some(gate),
        }
    }
}

impl PinState {
    /// How many pins nothing keeps back.
    pub fn n_free(&self) -> usize {
        let behind = self.behind.iter().flat_map(|report| &report.behind);
        behind.filter(|one| one.excuse == Excuse::Nothing).count()
    }
}

/// What an evaluation leaves to do.
pub fn of_evaluation(evaluation: &Evaluation) -> Vec<StateItem> {
    let features = &evaluation.features;
    let mut items: Vec<StateItem> = Vec::new();
    for task in [Task::Decide, Task::Change, Task::CarryOut] {
        items.extend(features.iter().filter(|one| task_of(one) == task).map(|one| of_feature(one, task)));
    }
    for one in features {
        items.extend(precedent::disagreements(one).into_iter().map(|line| StateItem {
            kind: ItemKind::Precedent,
            about: one.id.to_string(),
            title: one.title.clone(),
            says: vec![line],
            command: program::call(&format!("evaluate {}", one.id)),
        }));
    }
    if let Some(deal) = evaluation.deal.as_ref().filter(|deal| !deal.found.nash.moves.is_empty()) {
        items.push(StateItem {
            kind: ItemKind::Deal,
            about: "deal".to_owned(),
            title: "A deal over all features".to_owned(),
            says: vec![deal_summary(&deal.found).trim_end_matches(':').to_owned()],
            command: program::call("evaluate"),
        });
    }
    items
}

fn of_feature(feature: &FeatureReport, task: Task) -> StateItem {
    let today = match &feature.placing {
        Placing::Requirements { today: Some(today), .. } => today.id(),
        _ => "nothing",
    };
    let mut says = vec![format!("{today} \u{2192} {}", words::outcome(feature))];
    let mut kind = match task {
        Task::Decide => ItemKind::Decide,
        _ => ItemKind::Change,
    };
    let mut command = format!("evaluate {}", feature.id);
    if let Placing::Requirements { decided: Some(held), requirements, .. } = &feature.placing {
        says.push(decided::in_short(feature, held));
        says.extend(decided::since(held));
        if task == Task::CarryOut {
            kind = ItemKind::CarryOut;
            let names: Vec<&str> = requirements.iter().map(|one| one.id.as_str()).collect();
            let placement = held.choice.placement;
            command = format!("place {} --placement {}", names.join(" "), placement.id());
            if placement == Placement::Extra {
                // The feature's name is a proposal: nothing says what the extra is to be called.
                let _ = write!(command, " --extra {}", feature.id);
            }
        }
    }
    StateItem {
        kind,
        about: feature.id.to_string(),
        title: feature.title.clone(),
        says,
        command: program::call(&command),
    }
}

/// Holds that are to be looked at, then how many pins can be raised.
pub fn of_pins(pins: &PinState) -> Vec<StateItem> {
    let due = pins.holds.iter().filter(|held| held.is_due);
    let mut items: Vec<StateItem> = due
        .map(|held| StateItem {
            kind: ItemKind::Hold,
            about: held.what.clone(),
            title: held.what.clone(),
            says: vec![format!("{}, held by {} since {}", held.state, held.owner, held.since)],
            command: program::call("pins holds"),
        })
        .collect();
    let n_free = pins.n_free();
    if n_free > 0 {
        items.push(StateItem {
            kind: ItemKind::Pins,
            about: "pins".to_owned(),
            title: format!("{n_free} of {} pins are behind, and nothing keeps them", pins.pinned.len()),
            says: Vec::new(),
            command: program::call("pins update --live --most minor"),
        });
    }
    items
}

/// Projects that are out of line.
pub fn of_projects(projects: &[ProjectState]) -> Vec<StateItem> {
    let out_of_line = projects.iter().filter(|project| !project.findings.is_empty());
    out_of_line
        .map(|project| StateItem {
            kind: ItemKind::Project,
            about: project.name.clone(),
            title: project.name.clone(),
            says: vec![match project.findings.len() {
                1 => "one line is not in line with the shared lists".to_owned(),
                n => format!("{n} lines are not in line with the shared lists"),
            }],
            command: program::call("check"),
        })
        .collect()
}

/// The state of a family.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct FamilyState {
    /// The schema of this data.
    pub schema: u32,
    /// The family.
    pub family: String,
    /// The day that its facts describe.
    pub as_of: String,
    /// What to look at.
    pub items: Vec<StateItem>,
    /// What could not be found out, and why.
    pub unknown: Vec<UnknownState>,
}

/// Something that could not be found out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct UnknownState {
    /// What.
    pub what: &'static str,
    /// Why.
    pub because: String,
}

/// Each item with its command, then what is not known.
pub fn state(state: &FamilyState) -> Page {
    let mut page = Page::new();
    page.filled("", &format!("{}, as of {}", state.family, state.as_of), width());
    for item in &state.items {
        page.blank();
        page.filled("", &format!("{}: {}", item.kind.name(), item.title), width());
        for line in &item.says {
            page.filled("    ", line, width());
        }
        page.line(format_args!("    next: {}", item.command));
    }
    if state.items.is_empty() && state.unknown.is_empty() {
        page.paragraph("nothing to do: no decision is due, no hold is over, every project is in line");
    }
    for unknown in &state.unknown {
        page.blank();
        page.filled("", &format!("not known: {}, as {}", unknown.what, unknown.because), width());
    }
    page
}

/// What a new user sees where there is no family.
pub fn welcome() -> Page {
    let mut page = Page::of(
        "haggle governs the requirements that a family of Python projects shares. There is no `haggle.toml` here.",
    );
    let commands = [
        ("evaluate --demo", "the main job, on a family that ships with haggle"),
        ("report --demo", "the same as a page for a browser"),
        ("init CHECKOUT...", "a family of your own, from checkouts of its projects"),
        ("lint FILE...", "what is wrong in files that hold requirements"),
        ("resolve -r requirements.txt", "pins for requirements"),
        ("--help", "every command"),
    ];
    page.blank();
    for (command, what) in commands {
        page.line(format_args!("  {:36}  {what}", program::call(command)));
    }
    page
}
