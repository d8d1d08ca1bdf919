//! `haggle doctor [FEATURE]...`: whether this machine has what features need.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::doctor::{FeatureState, examine, questions};

use super::evaluate::chosen;
use crate::context::Context;
use crate::input::family::Family;
use crate::input::machine;
use crate::output;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::terminal;

/// What to look at.
#[derive(Debug, clap::Args)]
pub struct DoctorArguments {
    /// Features of the catalogue (default: all)
    #[arg(value_name = "FEATURE")]
    features: Vec<String>,
    /// The Python that the services run on (default: that of the active virtual environment, else `python3` on PATH)
    #[arg(long, value_name = "PROGRAM")]
    python: Option<PathBuf>,
    /// How to print what was found
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// Examines this machine: exit code 1 if one of the features lacks something.
pub fn run(arguments: &DoctorArguments, context: &Context) -> Result<ExitCode, Failure> {
    let family = Family::load(context)?;
    let features = chosen(&family, &arguments.features)?;
    let distributions = machine::distributions();
    let asked = questions(&family.catalogue, features.iter().copied(), &distributions);
    let found = machine::look(&asked, distributions, arguments.python.as_deref());
    let health = examine(&family.manifest, &family.catalogue, features, &found);
    match arguments.format {
        OutputFormat::Text => terminal::out(&output::doctor::page(&health, &found))?,
        OutputFormat::Json => terminal::out_json(&output::doctor::Document::of(&health, &found))?,
    }
    let is_lacking = health.iter().any(|health| health.state >= FeatureState::NotReady);
    Ok(if is_lacking { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}
