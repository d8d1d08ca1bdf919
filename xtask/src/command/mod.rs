//! The commands: those of haggle, and one file for each that maintains this workspace.

mod bench;

use std::ffi::OsString;
use std::process::ExitCode;

use haggle::context::Context;
use haggle::output::failure::Failure;

use crate::checkout::{self, Build};

/// What the user asked for.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(flatten)]
    Haggle(Box<haggle::command::Command>),
    /// Run the whole gate: format, lints, tests, conformance, docs, features, fuzz targets, benches
    #[command(disable_help_flag = true)]
    Ci(PassedOn),
    /// Try everything that a release needs: versions, packages, archives, a Debian package; publishes nothing
    #[command(disable_help_flag = true)]
    Release(PassedOn),
    /// Compare with the answers of reference implementations, row by row
    #[command(disable_help_flag = true)]
    Conformance(PassedOn),
    /// Serve a snapshot, or the distributions in a folder, as a package index on loopback, for pip and uv
    #[command(disable_help_flag = true)]
    ServeIndex(PassedOn),
    /// Show a job from its beginning to its end, without a network
    Demo { name: Demo },
    /// Write anew what README and docs show of commands: nothing differs afterwards where nothing changed
    Pages,
    /// Measure an area beside its peers
    Bench(bench::BenchArguments),
}

/// What another program of the workspace is given.
#[derive(Debug, clap::Args)]
pub struct PassedOn {
    /// Its arguments; `--help` prints them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

/// A job from its beginning to its end.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Demo {
    /// Include xattr: change, dependent change and sync, on a review server of its own
    ThreeSteps,
}

const THREE_STEPS: &str = "haggle-testkit --features review-server --bin three-steps";

impl Command {
    /// Runs the command: the exit code, or the failure that ended it.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            // What asks an index runs in the whole haggle: its client takes as long to build as all the rest.
            Self::Haggle(command) if command.is_missing() => {
                let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
                checkout::run_package("haggle", Build::Quick, &arguments)
            }
            Self::Haggle(command) => command.run(context),
            Self::Ci(passed) => gate("ci", passed),
            Self::Release(passed) => gate("release", passed),
            Self::Conformance(passed) => {
                checkout::run_package("haggle-conformance", Build::Quick, &passed.arguments)
            }
            Self::ServeIndex(passed) => {
                let package = "haggle-testkit --features serve-index";
                checkout::run_package(package, Build::Quick, &passed.arguments)
            }
            Self::Demo { name: Demo::ThreeSteps } => checkout::run_package(THREE_STEPS, Build::Quick, &[]),
            Self::Pages => checkout::write_pages(),
            Self::Bench(arguments) => bench::run(&arguments),
        }
    }
}

/// The steps of the gate and of a release are a program of their own, which the other commands need not wait for.
fn gate(command: &str, passed: PassedOn) -> Result<ExitCode, Failure> {
    let arguments: Vec<OsString> = std::iter::once(command.into()).chain(passed.arguments).collect();
    checkout::run_package("haggle-gate", Build::Quick, &arguments)
}
