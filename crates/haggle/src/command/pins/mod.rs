//! `haggle pins VERB`: the pins of a family, moved.

#[cfg(unix)]
mod bisect;
#[cfg(feature = "live")]
mod held;
mod reports;
mod shared;
mod verbs;
#[cfg(unix)]
mod votes;

use std::process::ExitCode;

use crate::context::Context;
use crate::output::failure::Failure;

/// The pins of a family.
#[derive(Debug, clap::Args)]
pub struct PinsArguments {
    #[command(subcommand)]
    verb: PinVerb,
}

/// What is to be done.
#[derive(Debug, clap::Subcommand)]
enum PinVerb {
    /// Raise a pin: to a version, or to the newest that is allowed and not held
    Bump(verbs::BumpArguments),
    /// Exclude releases in the global list; a pin at one of them moves
    Exclude(verbs::ExcludeArguments),
    /// Cap a distribution in the global list; a pin above the cap moves, and the pins that have to move with it
    Cap(verbs::CapArguments),
    /// Take the cap or the pin of a distribution out of the global list
    Uncap(verbs::UncapArguments),
    /// Take a pin back, and exclude the releases that it leaves behind
    Rollback(verbs::RollbackArguments),
    /// Take distributions out of the global list, the constraints, the denylist and the holds
    Drop(verbs::DropArguments),
    /// Add a Python to the family, or drop one
    Environment(verbs::EnvironmentArguments),
    /// Add a name to the denylist, or take it out
    Denylist(verbs::ListVerbArguments),
    /// Add a project to the list of projects, or take it out
    Projects(verbs::ListVerbArguments),
    /// List what is held, by whom and why, and what is to be released or tested again
    Holds(reports::HoldsArguments),
    /// Say why pins are not at their newest release: who caps each, in which line, what frees it
    WhyBehind(reports::WhyBehindArguments),
    /// Make the constraints anew: the newest of all that the global list names, for every Python
    Generate(reports::GenerateArguments),
    /// Draft the weekly batch: every pin that can be raised, in groups, and why the others stay
    Update(reports::UpdateArguments),
    /// Find the culprits of a failing batch of pin changes, by running a command on parts of it
    #[cfg(unix)]
    Bisect(Box<bisect::BisectArguments>),
    /// Run a job of a plan: what the runners of `bisect` start
    #[cfg(unix)]
    #[command(hide = true)]
    RunJob(bisect::RunJobArguments),
}

impl PinsArguments {
    /// Whether the change is to be pushed.
    #[cfg(not(feature = "live"))]
    pub(super) fn pushes(&self) -> bool {
        let write = match &self.verb {
            PinVerb::Bump(arguments) => &arguments.common.write,
            PinVerb::Exclude(arguments) => &arguments.common.write,
            PinVerb::Cap(arguments) => &arguments.common.write,
            PinVerb::Uncap(arguments) => &arguments.common.write,
            PinVerb::Rollback(arguments) => &arguments.common.write,
            PinVerb::Drop(arguments) => &arguments.common.write,
            PinVerb::Environment(arguments) => &arguments.common.write,
            PinVerb::Denylist(arguments) | PinVerb::Projects(arguments) => &arguments.common.write,
            PinVerb::Holds(arguments) => &arguments.write,
            PinVerb::Generate(arguments) => &arguments.write,
            PinVerb::Update(arguments) => &arguments.write,
            #[cfg(unix)]
            PinVerb::Bisect(arguments) => return arguments.pushes(),
            _ => return false,
        };
        write.push
    }
}

/// Carries a verb out.
pub fn run(arguments: &PinsArguments, context: &Context) -> Result<ExitCode, Failure> {
    match &arguments.verb {
        PinVerb::Bump(arguments) => arguments.run(context),
        PinVerb::Exclude(arguments) => arguments.run(context),
        PinVerb::Cap(arguments) => arguments.run(context),
        PinVerb::Uncap(arguments) => arguments.run(context),
        PinVerb::Rollback(arguments) => arguments.run(context),
        PinVerb::Drop(arguments) => arguments.run(context),
        PinVerb::Environment(arguments) => arguments.run(context),
        PinVerb::Denylist(arguments) => arguments.run(haggle_govern::pins::SharedList::Denylist, context),
        PinVerb::Projects(arguments) => arguments.run(haggle_govern::pins::SharedList::Projects, context),
        PinVerb::Holds(arguments) => arguments.run(context),
        PinVerb::WhyBehind(arguments) => arguments.run(context),
        PinVerb::Generate(arguments) => arguments.run(context),
        PinVerb::Update(arguments) => arguments.run(context),
        #[cfg(unix)]
        PinVerb::Bisect(arguments) => arguments.run(context),
        #[cfg(unix)]
        PinVerb::RunJob(arguments) => arguments.run(),
    }
}
