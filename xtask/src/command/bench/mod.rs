//! `cargo xtask bench AREA`: measures an area of haggle beside its peers.

mod demo_strings;
mod growth;
mod instructions;
mod profile;
mod resolve;
mod spec;
mod tradeoff;

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
    Tradeoff(tradeoff::TradeoffArguments),
}

/// Runs the command.
pub fn run(arguments: &BenchArguments) -> Result<ExitCode, Failure> {
    match &arguments.area {
        Area::Resolve(arguments) => resolve::run(arguments),
        Area::Spec(arguments) => spec::run(arguments),
        // This one measures in its own process, and so has to be built as what it measures is.
        Area::Tradeoff(_) if cfg!(debug_assertions) => {
            let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
            checkout::run_package("xtask", Build::Optimised, &arguments)
        }
        Area::Tradeoff(arguments) => tradeoff::run(arguments),
    }
}
