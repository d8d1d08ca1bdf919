//! `cargo xtask conformance`: builds the runners, optimised, and runs them.

use std::ffi::OsString;
use std::process::ExitCode;

use haggle::output::failure::Failure;

use crate::checkout;

/// What the runners are given.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct ConformanceArguments {
    /// Folders and options of the runners; `--help` prints theirs
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

/// Runs the runners: their exit code.
pub fn run(arguments: &ConformanceArguments) -> Result<ExitCode, Failure> {
    checkout::run_package("haggle-conformance", checkout::Build::Quick, &arguments.arguments)
}
