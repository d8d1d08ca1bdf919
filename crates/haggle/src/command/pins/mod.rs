//! `haggle pins VERB`: the pins of a family, moved.

mod verbs;

use std::process::ExitCode;

use crate::context::Context;
use crate::output::failure::Failure;

/// The pins of a family.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct PinsArguments {
    #[command(subcommand)]
    verb: PinVerb,
}

const EXAMPLES: &str = "\
Examples:
  haggle pins bump oslo.log 8.3.0                    show the change that raises a pin
  haggle pins bump oslo.log --live --write           the newest that the index has; write it
  haggle pins exclude oslo.service==4.5.0 --bug URL  exclude a release, and move a pin at it
  haggle pins cap 'boto3<1.36' --snapshot FILE       cap it, and move the pins that have to move with it
  haggle pins environment drop 3.11                  take out what only Python 3.11 needs";

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
    }
}
