//! `cargo xtask`: every command of haggle, and what maintains this workspace.
//!
//! This file only dispatches. Each command of the workspace is a file of `command`, named after it.

mod checkout;
mod command;

use std::process::ExitCode;

use clap::Parser;
use haggle::context::{Context, GlobalArguments};
use haggle::output::terminal;
// Named for their features alone: see the manifest.
use haggle_tradeoff as _;
use indexmap as _;
use petgraph as _;
use smallvec as _;

use command::Command;

/// Governs the requirements that a family of Python projects shares, and maintains this workspace.
#[derive(Debug, Parser)]
#[command(name = "xtask", version, about, max_term_width = 110, after_help = haggle::EXIT_CODES)]
struct Arguments {
    #[command(flatten)]
    global: GlobalArguments,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments: Arguments = match haggle::parse_as(haggle::program::XTASK) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let done = Context::new(arguments.global).and_then(|context| arguments.command.run(&context));
    done.unwrap_or_else(|failure| terminal::report(&failure))
}
