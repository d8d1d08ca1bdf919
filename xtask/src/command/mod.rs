//! The commands: those of haggle, and one file for each that maintains this workspace.

mod bench;
mod ci;
mod conformance;

use std::process::ExitCode;

use haggle::context::Context;
use haggle::output::failure::Failure;

/// What the user asked for.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(flatten)]
    Haggle(haggle::command::Command),
    /// Run the whole gate: format, lints, tests, conformance, docs, features, fuzz targets, benches
    Ci(ci::CiArguments),
    /// Compare with the answers of reference implementations, row by row
    Conformance(conformance::ConformanceArguments),
    /// Measure an area beside its peers
    Bench(bench::BenchArguments),
}

impl Command {
    /// Runs the command: the exit code, or the failure that ended it.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::Haggle(command) => command.run(context),
            Self::Ci(arguments) => ci::run(&arguments),
            Self::Conformance(arguments) => conformance::run(&arguments),
            Self::Bench(arguments) => bench::run(&arguments),
        }
    }
}
