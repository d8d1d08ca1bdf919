//! Pins for one environment.

use std::process::ExitCode;

use haggle_resolve::python::{PinRequirements, Request, Target};
use haggle_spec::{PackageName, Version};

use super::answer::{Answer, answer};
use super::formats::AnswerFormat;
use super::lock::Pin;
use super::scope::marker_of;
use super::{
    Header, Run, lock_sources, print, say_what_is_left_out, text_options, unsolvable, warn, warn_of_statuses,
};
use crate::input::fact_source::FactSource;
use crate::output::failure::Failure;
use crate::output::lock_file::{self, LockDocument};
use crate::output::resolution::{self as render, Asked};
use crate::output::terminal;
use crate::output::verbosity::Verbosity;

/// Resolves and prints.
pub fn run(run: &Run<'_>, source: &mut FactSource, target: &Target) -> Result<ExitCode, Failure> {
    let Run { arguments, request, .. } = *run;
    let solution = match answer(source, request)? {
        Answer::Solved(solution) => solution,
        Answer::Unsolvable(explanation) => {
            say_what_is_left_out(source, &explanation);
            return unsolvable(arguments.report_format(), &explanation, target);
        }
    };
    if solution.edges.is_empty() {
        warn_of_markers(request);
    }
    for (name, pin) in solution.unknown() {
        warn_unknown(name, &pin.version, &pin.requirements);
    }
    for warning in &solution.warnings {
        warn(warning);
    }
    warn_of_statuses(source, solution.pins.keys());
    let (n_pins, n_steps) = (solution.pins.len(), solution.n_steps);
    terminal::detail(Verbosity::Reads, || format!("{n_pins} pins after {n_steps} steps of the search"));
    let pins: Vec<(PackageName, Version)> =
        solution.pins.iter().map(|(name, pin)| (name.clone(), pin.version.clone())).collect();
    let files = run.hashes.of_pins(source, &pins, run.references)?;
    let text = match arguments.format() {
        AnswerFormat::Requirements => {
            let header = Header::new(arguments, source)?;
            render::text(&solution, request, text_options(arguments, &header, &files))?
        }
        AnswerFormat::Json => render::json(&Asked::one(target), &solution, &files)?,
        AnswerFormat::Pylock => {
            let shown = pins.iter().filter(|(name, _)| !arguments.no_emit_package.contains(name));
            let pins: Vec<Pin<'_>> = shown.map(|(name, version)| Pin { name, version, marker: "" }).collect();
            let document = LockDocument {
                requires_python: format!(">={}", target.python().as_version()),
                environments: vec![marker_of(target)],
                packages: lock_sources(run, source).packages(&pins)?,
            };
            lock_file::text(&document)
        }
    };
    print(arguments, &text)
}

/// Says that no requirement applies: an empty answer would look as if something went wrong.
pub fn warn_of_markers(request: &Request) {
    if !request.requirements.is_empty() {
        warn("nothing to pin: the marker of every requirement is false for what was asked");
    }
}

/// Says that the requirements of a pinned release are not known.
pub fn warn_unknown(name: &PackageName, version: &Version, requirements: &PinRequirements) {
    if let Some(reason) = requirements.unknown_reason() {
        warn(format_args!("the requirements of {name} {version} are unknown: {reason}"));
    }
}
