//! `cargo xtask bench AREA`: measures an area of haggle beside its peers.

mod demo_strings;
mod growth;
mod instructions;
mod profile;
mod resolve;
mod spec;

use std::ffi::OsString;
use std::process::ExitCode;

use haggle::output::failure::Failure;

use crate::checkout::{self, Build};

/// Which area to measure.
#[derive(Debug, clap::Args)]
pub struct BenchArguments {
    #[command(subcommand)]
    area: Area,
}

#[derive(Debug, clap::Subcommand)]
enum Area {
    /// The resolver beside pubgrub, astral-pubgrub and resolvo, on a folder of instances
    Resolve(resolve::ResolveArguments),
    /// Parsing, comparing and evaluating beside uv's crates, `pep508_rs` and `pep440_rs`
    Spec(spec::SpecArguments),
    /// Rank acceptability beside numpy, exact acceptability, a whole decision
    #[command(disable_help_flag = true)]
    Tradeoff {
        /// Options of the program that measures; `--help` prints them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
        arguments: Vec<OsString>,
    },
}

/// Runs the command.
pub fn run(arguments: &BenchArguments) -> Result<ExitCode, Failure> {
    match &arguments.area {
        Area::Resolve(arguments) => resolve::run(arguments),
        Area::Spec(arguments) => spec::run(arguments),
        Area::Tradeoff { arguments } => checkout::run_package("haggle-benches", Build::Optimised, arguments),
    }
}
