//! `haggle completions SHELL`: what a shell needs to complete the commands and options of this program.

use std::process::ExitCode;

use clap_complete::aot::{Generator, Shell};

use crate::output::failure::Failure;
use crate::output::terminal;

/// For which shell.
#[derive(Debug, clap::Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: CompletedShell,
}

/// A shell that can complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CompletedShell {
    Bash,
    Zsh,
    Fish,
}

/// Prints the script for the program's commands.
pub fn run(arguments: &CompletionsArguments, mut program: clap::Command) -> Result<ExitCode, Failure> {
    let shell = match arguments.shell {
        CompletedShell::Bash => Shell::Bash,
        CompletedShell::Zsh => Shell::Zsh,
        CompletedShell::Fish => Shell::Fish,
    };
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    program.set_bin_name(&name);
    program.build();
    shell.generate(&program, &mut script);
    terminal::out_bytes(&script)?;
    Ok(ExitCode::SUCCESS)
}
