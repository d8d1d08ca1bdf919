//! The page that `haggle report` writes: one file that needs no network, and that says all of it without its script.

mod axis;
mod brings;
mod deal;
mod engine_data;
mod feature;
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
use engine_data::engine_data;
use seal::{base64, policy};

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
            "overview" => page.add(&overview::overview(inputs)),
            "features" => page.add(&feature::features(inputs)),
            "deal" => page.add(&deal::deal(inputs.evaluation)),
            "pins" => page.add(&pins::pins(inputs.evaluation, inputs.pins)),
            "projects" => page.add(&projects::projects(inputs.projects)),
            "values" => page.add(&values::values(inputs.evaluation)),
            "engine" => page.add_own(&base64(ENGINE)),
            "problems" => page.add_own(&base64(&engine_data(inputs)?)),
            own => page.add_own(own),
        }
    }
    Ok(page.into_string())
}
