#![doc = include_str!("../README.md")]

pub mod command;
pub mod context;
mod input;
pub mod output;
pub mod program;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};

use command::Command;
use context::{Context, GlobalArguments};

/// Governs the requirements that a family of Python projects shares.
#[derive(Debug, Parser)]
#[command(name = "haggle", version, about, max_term_width = 110)]
#[command(after_help = EXIT_CODES)]
struct Arguments {
    #[command(flatten)]
    global: GlobalArguments,
    #[command(subcommand)]
    command: Command,
}

/// What each exit code means, for the end of `--help`.
pub const EXIT_CODES: &str = "Exit codes: 0 done, 1 findings or no solution, 2 misuse, bad input or IO.";

/// Parses the command line as `T`, whose help calls the program `name`; misuse ends the process with exit code 2.
pub fn parse_as<T: CommandFactory + FromArgMatches>(name: &'static str) -> T {
    program::set_name(name);
    let mut command = T::command().bin_name(name);
    let matches = command.get_matches_mut();
    T::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
}

/// Runs the command line of this process: the binary `haggle`.
pub fn main() -> ExitCode {
    let arguments: Arguments = parse_as(program::called_as());
    let context = Context::new(arguments.global);
    arguments.command.run(&context).unwrap_or_else(output::failure::Failure::report)
}
