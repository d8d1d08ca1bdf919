//! One file per command; this one lists them.

mod backtest;
mod evaluate;
mod fmt;
mod include;
mod lint;
mod resolve;
mod snapshot;

use std::process::ExitCode;

use crate::context::Context;
use crate::output::failure::Failure;

/// What the user asked for.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Evaluate a family's features: from requirement files and release facts to a decision for each
    Evaluate(evaluate::EvaluateArguments),
    /// Draft the three steps that include one requirement: both changes, and what the sync would then do
    Include(include::IncludeArguments),
    /// Resolve requirements to pins, with an index or a snapshot
    Resolve(Box<resolve::ResolveArguments>),
    /// Record the release facts that the other commands need
    Snapshot(snapshot::SnapshotArguments),
    /// Show everything that is wrong in files that hold requirements; --fix repairs what is certain
    Lint(lint::LintArguments),
    /// Bring files that hold requirements into normal form (never Rust sources)
    Fmt(fmt::FmtArguments),
}

impl Command {
    /// Runs the command: the exit code, or the failure that ended it.
    ///
    /// # Errors
    /// Misuse, bad input and IO, as a message for the user.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::Evaluate(arguments) => evaluate::run(&arguments, context),
            Self::Include(arguments) => include::run(&arguments, context),
            Self::Resolve(arguments) => resolve::run(&arguments, context),
            Self::Snapshot(arguments) => snapshot::run(&arguments, context),
            Self::Lint(arguments) => lint::run(&arguments),
            Self::Fmt(arguments) => fmt::run(&arguments),
        }
    }
}
