//! The page that `haggle report` writes: one file that needs no network, and that says all of it without its script.

mod axis;
mod brings;
mod changes;
mod deal;
mod engine_data;
mod feature;
pub mod given;
mod overview;
mod pins;
mod projects;
mod seal;
mod values;

use haggle_govern::evaluation::Evaluation;
use haggle_govern::ruling::AcceptedDecision;
use haggle_tradeoff::Options;

use super::failure::Failure;
use super::html::Markup;
use super::state::{PinState, ProjectState};
use super::sync::PlannedProject;
use engine_data::engine_data;
use given::{GivenBatch, GivenChange};
use seal::{dense, policy};

/// What the page is about.
#[derive(Debug)]
pub struct ReportInputs<'a> {
    /// What `evaluate` found.
    pub evaluation: &'a Evaluation,
    /// How often it drew.
    pub options: &'a Options,
    /// Every decision that was taken, also those that others took the place of.
    pub decisions: &'a [AcceptedDecision],
    /// The pins.
    pub pins: &'a PinState,
    /// The projects.
    pub projects: &'a [ProjectState],
    /// What a sync would do to each; or why that is not known.
    pub plans: &'a Result<Vec<PlannedProject>, String>,
    /// The changes that files were given of.
    pub changes: &'a [GivenChange],
    /// The batch of the pins, where a file was given.
    pub batch: Option<&'a GivenBatch>,
}

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
/// The decision engine, compiled from `crates/engine`; a test of the gate builds it again and compares.
const ENGINE: &[u8] = include_bytes!("engine.wasm.gz");

/// The page, as UTF-8.
pub fn page(inputs: &ReportInputs<'_>) -> Result<String, Failure> {
    let family = &inputs.evaluation.family;
    let mut page = Markup::new();
    for part in PAGE.split('\u{b6}') {
        match part {
            "policy" => page.put("{}", &[&policy(STYLE, SCRIPT)]),
            "title" => page.put("{}", &[&family.title]),
            "style" => page.add_own(STYLE),
            "script" => page.add_own(SCRIPT),
            "changes-link" if !inputs.changes.is_empty() => page.add_own("<a href=\"#changes\">Changes</a> "),
            "changes-link" => {}
            "overview" => page.add(&overview::overview(inputs)),
            "features" => page.add(&feature::features(inputs)),
            "deal" => page.add(&deal::deal(inputs.evaluation)),
            "changes" => page.add(&changes::changes(inputs.changes)),
            "pins" => page.add(&pins::pins(inputs)),
            "projects" => page.add(&projects::projects(inputs)),
            "values" => page.add(&values::values(inputs.evaluation)),
            "engine" => page.add_own(&dense(ENGINE)),
            "problems" => page.add_own(&dense(&engine_data(inputs)?)),
            own => page.add_own(own),
        }
    }
    Ok(page.into_string())
}
