//! `cargo xtask ci` and `cargo xtask release`: steps in a row, each with a name, a time and a result.
//!
//! What both share is `step`; `gate` and `release` name the steps. A step is a command line, often a script of `outside/` or `release/`,
//! or a check of this program.

mod checkout;
mod gate;
mod release;
mod source;
mod step;
mod versions;

use std::process::ExitCode;

use clap::Parser;
use haggle::output::failure::Failure;
use haggle::output::terminal;

use step::Choice;

/// What is to be run.
#[derive(Debug, Parser)]
#[command(max_term_width = 110)]
enum Arguments {
    /// Run the whole gate: format, lints, tests, conformance, docs, features, fuzz targets, benches
    Ci(Choice),
    /// Try everything that a release needs, and publish nothing
    Release(release::ReleaseArguments),
}

fn main() -> ExitCode {
    let arguments: Arguments = match haggle::parse_as(haggle::program::XTASK) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    run(&arguments).unwrap_or_else(|failure| terminal::report(&failure))
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let root = checkout::root()?;
    match arguments {
        Arguments::Ci(choice) => step::run(&root, "cargo xtask ci", &gate::steps(&root)?, choice),
        Arguments::Release(arguments) => release::run(&root, arguments),
    }
}
