//! The commands of haggle: `cargo xtask <command>` in a checkout, or the built binary anywhere.
//!
//! This file only dispatches. Each command is a file of `command`, named after it.

mod command;
mod context;
mod failure;
mod family;
mod files;
mod live;
mod records;
mod render;
mod requirement_file;
mod requirement_inputs;
mod supplied_facts;
mod target;
mod vectors;

use std::process::ExitCode;

use clap::Parser;

use command::Command;
use context::{Context, GlobalArguments};

/// Governs the requirements that a family of Python projects shares.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", version, about, max_term_width = 110)]
#[command(after_help = "Exit codes: 0 done, 1 findings or no solution, 2 misuse, bad input or IO.")]
struct Arguments {
    #[command(flatten)]
    global: GlobalArguments,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let context = Context::new(arguments.global);
    match arguments.command.run(&context) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
