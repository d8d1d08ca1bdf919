//! One file a command; this one lists them.

mod backtest;
mod bench;
mod ci;
mod evaluate;
mod fmt;
mod include;
mod lint;
mod resolve;
mod snapshot;
mod vectors;

use std::process::ExitCode;

use crate::context::Context;
use crate::failure::Failure;

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
    /// Show everything that is wrong in files that hold requirements; --fix mends what is plain
    Lint(lint::LintArguments),
    /// Bring files that hold requirements into normal form (never Rust sources)
    Fmt(fmt::FmtArguments),
    /// Measure an area beside its peers
    Bench(bench::BenchArguments),
    /// Run conformance vectors and print what ran, passed and was excepted
    Vectors(vectors::VectorsArguments),
    /// Run the whole gate: format, lints, tests, vectors, docs, features, fuzz targets, benches
    Ci(ci::CiArguments),
}

impl Command {
    /// Runs the command: the exit code, or the failure that ended it.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        match self {
            Self::Bench(arguments) => bench::run(&arguments),
            Self::Ci(arguments) => ci::run(&arguments),
            Self::Fmt(arguments) => fmt::run(&arguments),
            Self::Lint(arguments) => lint::run(&arguments),
            Self::Resolve(arguments) => resolve::run(&arguments, context),
            Self::Snapshot(arguments) => snapshot::run(&arguments, context),
            Self::Evaluate(arguments) => evaluate::run(&arguments, context),
            Self::Include(arguments) => include::run(&arguments, context),
            Self::Vectors(arguments) => vectors::run(&arguments),
        }
    }
}
