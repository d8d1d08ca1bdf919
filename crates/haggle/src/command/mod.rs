//! One file per command; this one lists them.

mod audit;
mod backtest;
#[cfg(feature = "live")]
mod cache;
#[cfg(feature = "live")]
mod changes;
mod check;
mod completions;
mod decide;
mod docs;
mod doctor;
mod elicit;
mod evaluate;
mod explain;
#[cfg(feature = "live")]
mod floor;
mod fmt;
#[cfg(feature = "live")]
mod forecast;
mod init;
mod lint;
mod man;
mod message;
mod pins;
mod propose;
mod publishing;
#[cfg(feature = "report")]
mod report;
#[cfg(feature = "live")]
mod resolve;
mod retire;
#[cfg(feature = "live")]
mod snapshot;
mod status;
mod sync;
mod what_broke;

use std::process::ExitCode;

use crate::context::Context;
use crate::output::failure::Failure;

/// What the user asked for.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write the manifest of a family from checkouts of its projects
    Init(init::InitArguments),
    /// Show what somebody has to look at, each with the command to run next: what haggle does without a command
    Status(status::StatusArguments),
    /// Evaluate a family's features: from requirement files and release facts to a decision for each
    Evaluate(evaluate::EvaluateArguments),
    /// Write one HTML file for the family: what needs a decision, every feature and why, the deal, the pins
    #[cfg(feature = "report")]
    Report(report::ReportArguments),
    /// Write one HTML file for the family: what needs a decision, every feature and why, the deal, the pins
    #[cfg(not(feature = "report"))]
    #[command(disable_help_flag = true)]
    Report(NotInThisBuild),
    /// Take a decision about a feature and record it; list those that are due, or check all records
    Decide(decide::DecideArguments),
    /// Ask a stakeholder what matters, and write the weights into the family's file of values
    Elicit(elicit::ElicitArguments),
    /// Draft the changes that include requirements: to the shared lists and to projects, linked
    Include(Box<propose::IncludeArguments>),
    /// Draft the changes that remove requirements from projects, and from the shared lists
    Remove(Box<propose::RemoveArguments>),
    /// Draft the changes that raise lower bounds of projects, and the pins where they are below
    Raise(Box<propose::RaiseArguments>),
    /// Draft the change that moves requirements of a project between its core and its extras
    Place(Box<propose::MoveArguments>),
    /// Say what became of the changes under review; --push brings them up to date
    #[cfg(feature = "live")]
    Changes(changes::ChangesArguments),
    /// Say what became of the changes under review; --push brings them up to date
    #[cfg(not(feature = "live"))]
    #[command(disable_help_flag = true)]
    Changes(NotInThisBuild),
    /// Resolve requirements to pins, with an index or a snapshot
    #[cfg(feature = "live")]
    Resolve(Box<resolve::ResolveArguments>),
    /// Resolve requirements to pins, with an index or a snapshot
    #[cfg(not(feature = "live"))]
    #[command(disable_help_flag = true)]
    Resolve(NotInThisBuild),
    /// Record the release facts that the other commands need
    #[cfg(feature = "live")]
    Snapshot(snapshot::SnapshotArguments),
    /// Record the release facts that the other commands need
    #[cfg(not(feature = "live"))]
    #[command(disable_help_flag = true)]
    Snapshot(NotInThisBuild),
    /// Show and tidy up what is stored of answers of indexes: its place and size, whether it is sound, what of it may go
    #[cfg(feature = "live")]
    Cache(cache::CacheArguments),
    /// Show and tidy up what is stored of answers of indexes: its place and size, whether it is sound, what of it may go
    #[cfg(not(feature = "live"))]
    #[command(disable_help_flag = true)]
    Cache(NotInThisBuild),
    /// Hold what a project declares against what its sources import
    Audit(audit::AuditArguments),
    /// Draft the changes that take a distribution out of the whole family, once nothing uses it
    Retire(retire::RetireArguments),
    /// See whether the releases that lower bounds name have what the code uses, and which release is the first that does
    #[cfg(feature = "live")]
    Floor(floor::FloorArguments),
    /// See whether the releases that lower bounds name have what the code uses, and which release is the first that does
    #[cfg(not(feature = "live"))]
    #[command(disable_help_flag = true)]
    Floor(NotInThisBuild),
    /// Foretell which names a raised pin takes away, and which projects use them
    #[cfg(feature = "live")]
    Forecast(Box<forecast::ForecastArguments>),
    /// Foretell which names a raised pin takes away, and which projects use them
    #[cfg(not(feature = "live"))]
    #[command(disable_help_flag = true)]
    Forecast(NotInThisBuild),
    /// See whether this machine has what features need, and how to set up what is missing
    Doctor(doctor::DoctorArguments),
    /// Print the page of a project's external requirements, made from the catalogue; or hold the project's page against it
    Docs(docs::DocsArguments),
    /// Hold what projects require against the shared lists: names, bounds, exclusions, markers
    Check(check::CheckArguments),
    /// Move the pins of the family: raise, exclude, cap, roll back, remove; every shared file that it concerns, as one change
    Pins(Box<pins::PinsArguments>),
    /// Bring the lines of projects in line with the shared lists: repair what is wrong, or copy what the list excludes
    Sync(sync::SyncArguments),
    /// Show what Zuul, Gerrit and git will read of a commit message
    Message(message::MessageArguments),
    /// List the releases that a project gets and did not get before a day, the likely culprits first
    WhatBroke(what_broke::WhatBrokeArguments),
    /// Show what is wrong in files that hold requirements, by rules too; --fix repairs what is certain
    Lint(lint::LintArguments),
    /// Print the page of a rule of lint, or the list of all rules
    Explain(explain::ExplainArguments),
    /// Bring files that hold requirements into normal form (never Rust sources)
    Fmt(fmt::FmtArguments),
    /// Print what a shell needs to complete commands and options
    Completions(completions::CompletionsArguments),
    /// Write the pages of the manual into a folder
    Man(man::ManArguments),
}

/// The arguments of a command that a build without all features lacks.
#[cfg(not(all(feature = "live", feature = "report")))]
#[derive(Debug, clap::Args)]
pub struct NotInThisBuild {
    /// Passed on to a build that has the command
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    pub arguments: Vec<std::ffi::OsString>,
}

/// What a build without the clients says.
#[cfg(not(feature = "live"))]
fn not_in_this_build() -> Failure {
    Failure::new("this build of haggle has no client of package indexes and review systems")
        .hint("build it with the feature `live`, which is on by default")
}

impl Command {
    /// What is run where no command is named.
    pub fn unnamed() -> Self {
        Self::Status(status::StatusArguments::default())
    }

    /// Whether this build lacks what the command needs: the clients of package indexes and review systems, or the page of reports.
    pub fn is_missing(&self) -> bool {
        match self {
            #[cfg(not(feature = "report"))]
            Self::Report(_) => true,
            #[cfg(not(feature = "live"))]
            Self::Evaluate(arguments) => arguments.asks_index(),
            #[cfg(not(feature = "live"))]
            Self::Changes(_)
            | Self::Resolve(_)
            | Self::Snapshot(_)
            | Self::Cache(_)
            | Self::Floor(_)
            | Self::Forecast(_) => true,
            #[cfg(not(feature = "live"))]
            other => other.publishes(),
            #[cfg(feature = "live")]
            _ => false,
        }
    }

    /// Whether a command that drafts changes is to write them in repositories or to push them.
    #[cfg(not(feature = "live"))]
    fn publishes(&self) -> bool {
        match self {
            Self::Include(arguments) => arguments.common.publishing.is_asked(),
            Self::Remove(arguments) => arguments.common.publishing.is_asked(),
            Self::Raise(arguments) => arguments.common.publishing.is_asked(),
            Self::Place(arguments) => arguments.common.publishing.is_asked(),
            Self::Sync(arguments) => arguments.publishing.is_asked(),
            Self::Retire(arguments) => arguments.publishing.is_asked(),
            Self::Pins(arguments) => arguments.pushes(),
            _ => false,
        }
    }

    /// Runs the command: the exit code, or the failure that ended it.
    ///
    /// # Errors
    /// Misuse, bad input and IO, as a message for the user.
    pub fn run(self, context: &Context) -> Result<ExitCode, Failure> {
        #[cfg(not(feature = "live"))]
        if self.is_missing() {
            return Err(not_in_this_build());
        }
        match self {
            Self::Init(arguments) => init::run(&arguments),
            Self::Status(arguments) => status::run(&arguments, context),
            Self::Evaluate(arguments) => evaluate::run(&arguments, context),
            #[cfg(feature = "report")]
            Self::Report(arguments) => report::run(&arguments, context),
            #[cfg(not(feature = "report"))]
            Self::Report(_) => Err(Failure::new("this build of haggle writes no reports")
                .hint("build it with the feature `report`, which is on by default")),
            Self::Decide(arguments) => decide::run(&arguments, context),
            Self::Elicit(arguments) => elicit::run(&arguments, context),
            Self::Include(arguments) => propose::include(&arguments, context),
            Self::Remove(arguments) => propose::remove(&arguments, context),
            Self::Raise(arguments) => propose::raise(&arguments, context),
            Self::Place(arguments) => propose::place(&arguments, context),
            #[cfg(feature = "live")]
            Self::Changes(arguments) => changes::run(&arguments, context),
            #[cfg(feature = "live")]
            Self::Resolve(arguments) => resolve::run(&arguments, context),
            #[cfg(feature = "live")]
            Self::Snapshot(arguments) => snapshot::run(&arguments, context),
            #[cfg(feature = "live")]
            Self::Cache(arguments) => cache::run(&arguments),
            #[cfg(not(feature = "live"))]
            Self::Changes(_)
            | Self::Resolve(_)
            | Self::Snapshot(_)
            | Self::Cache(_)
            | Self::Floor(_)
            | Self::Forecast(_) => Err(not_in_this_build()),
            Self::Audit(arguments) => audit::run(&arguments, context),
            #[cfg(feature = "live")]
            Self::Floor(arguments) => floor::run(&arguments),
            #[cfg(feature = "live")]
            Self::Forecast(arguments) => forecast::run(&arguments, context),
            Self::Doctor(arguments) => doctor::run(&arguments, context),
            Self::Docs(arguments) => docs::run(&arguments, context),
            Self::Lint(arguments) => lint::run(&arguments, context),
            Self::Explain(arguments) => explain::run(&arguments),
            Self::Check(arguments) => check::run(&arguments, context),
            Self::Sync(arguments) => sync::run(&arguments, context),
            Self::Message(arguments) => message::run(&arguments, context),
            Self::WhatBroke(arguments) => what_broke::run(&arguments, context),
            Self::Pins(arguments) => pins::run(&arguments, context),
            Self::Fmt(arguments) => fmt::run(&arguments),
            Self::Retire(arguments) => retire::run(&arguments, context),
            Self::Completions(arguments) => completions::run(&arguments, crate::program_command("haggle")),
            Self::Man(arguments) => man::run(&arguments, crate::program_command("haggle")),
        }
    }
}
