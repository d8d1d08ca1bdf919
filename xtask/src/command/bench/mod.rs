//! `bench`: measures an area beside its peers, in the peers' own workspace.

mod resolve;

use std::process::ExitCode;

use crate::failure::Failure;

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
}

/// Runs the command.
pub fn run(arguments: &BenchArguments) -> Result<ExitCode, Failure> {
    match &arguments.area {
        Area::Resolve(arguments) => resolve::run(arguments),
    }
}
