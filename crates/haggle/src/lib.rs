#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

pub mod command;
pub mod context;
mod input;
pub mod output;
pub mod program;
#[cfg(unix)]
mod runner;

use std::ffi::OsString;
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
    command: Option<Command>,
}

/// What each exit code means, for the end of `--help`.
pub const EXIT_CODES: &str = "Exit codes: 0 done, 1 findings or no solution, 2 misuse, bad input or IO.";

/// Parses the command line as `T`, whose help calls the program `name`.
///
/// # Errors
/// Help, the version and misuse are printed; the error is the exit code.
pub fn parse_as<T: CommandFactory + FromArgMatches>(name: &'static str) -> Result<T, ExitCode> {
    program::set_name(name);
    parse_named(name)
}

/// Parses the command line as `T`, whose help calls itself `name`; what other texts call the program stays.
///
/// # Errors
/// As of [`parse_as`].
pub fn parse_named<T: CommandFactory + FromArgMatches>(name: &'static str) -> Result<T, ExitCode> {
    let asks_help = std::env::args_os().any(|word| word == "-h" || word == "--help" || word == "help");
    let parse = |arguments: Vec<OsString>| {
        // No other command is run or shows its help.
        let is_wanted = |name: &str| asks_help || arguments.iter().any(|word| word == name);
        let mut command = output::help::with_examples(T::command().bin_name(name), &is_wanted);
        if asks_help && command.has_subcommands() {
            command = output::help::by_audience(&command);
        }
        let matches = command.try_get_matches_from_mut(arguments)?;
        T::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    };
    parse(std::env::args_os().collect()).map_err(|error| {
        let again = |arguments: Vec<String>| parse(arguments.into_iter().map(OsString::from).collect()).err();
        output::terminal::usage(&error, again)
    })
}

/// The command line of the binary, as what writes completions and manuals reads it.
pub(crate) fn program_command(name: &'static str) -> clap::Command {
    output::help::with_examples(Arguments::command().bin_name(name), &|_| true)
}

/// Runs the command line of this process: the binary `haggle`.
pub fn main() -> ExitCode {
    let arguments: Arguments = match parse_as(program::called_as()) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let done = Context::new(arguments.global)
        .and_then(|context| arguments.command.unwrap_or_else(Command::unnamed).run(&context));
    done.unwrap_or_else(|failure| output::terminal::report(&failure))
}
