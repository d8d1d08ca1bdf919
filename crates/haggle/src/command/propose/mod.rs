//! `haggle include`, `remove`, `raise` and `place`: a requirement in a project's lists, with what the shared files need for it.

mod asked;

use std::process::ExitCode;

use haggle_govern::data::Placement;
use haggle_govern::proposal::Verb;

use crate::context::Context;
use crate::output::failure::Failure;

use asked::{Asked, CommonArguments};

/// What to include, and where.
#[derive(Debug, clap::Args)]
pub struct IncludeArguments {
    /// Distributions with their lower bounds (`NAME>=VERSION`; a name alone gets the release that is tested), names of the catalogue, or
    /// with `--placement bindep` system packages
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// Where they go: core, extra, test, bindep or documented (default: core, or bindep for programs)
    #[arg(long, value_name = "PLACEMENT", value_parser = placement)]
    placement: Option<Placement>,
    /// An extra that is to hold them, with `--placement extra`; as often as needed
    #[arg(long, value_name = "NAME")]
    extra: Vec<String>,
    /// The section of the global list that a new line goes to (default: that of similar names)
    #[arg(long, value_name = "NAME")]
    section: Option<String>,
    #[command(flatten)]
    pub common: CommonArguments,
}

/// What to remove, and from where.
#[derive(Debug, clap::Args)]
pub struct RemoveArguments {
    /// Distributions
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// Take them out of this extra only; as often as needed (default: out of every list but that of the build)
    #[arg(long, value_name = "NAME")]
    extra: Vec<String>,
    /// Take them out of the shared files too, unless another project of the family requires them
    #[arg(long)]
    drop: bool,
    #[command(flatten)]
    pub common: CommonArguments,
}

/// Which bound to raise, and where.
#[derive(Debug, clap::Args)]
pub struct RaiseArguments {
    /// Distributions with their new lower bounds
    #[arg(value_name = "NAME>=VERSION", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    pub common: CommonArguments,
}

/// What to move, and where to.
#[derive(Debug, clap::Args)]
pub struct MoveArguments {
    /// Distributions
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// Where they go: core or extra
    #[arg(long, value_name = "PLACEMENT", value_parser = declared)]
    placement: Placement,
    /// The extra that is to hold them, with `--placement extra`; as often as needed
    #[arg(long, value_name = "NAME")]
    extra: Vec<String>,
    #[command(flatten)]
    pub common: CommonArguments,
}

fn placement(text: &str) -> Result<Placement, String> {
    match Placement::from_id(text) {
        Some(Placement::Reject) | None => Err("use core, extra, test, bindep or documented".to_owned()),
        Some(placement) => Ok(placement),
    }
}

fn declared(text: &str) -> Result<Placement, String> {
    match Placement::from_id(text) {
        Some(placement @ (Placement::Core | Placement::Extra)) => Ok(placement),
        _ => Err("use core or extra".to_owned()),
    }
}

/// `include`.
pub fn include(arguments: &IncludeArguments, context: &Context) -> Result<ExitCode, Failure> {
    let asked = Asked {
        verb: Verb::Include,
        names: &arguments.names,
        placement: arguments.placement,
        extras: &arguments.extra,
        section: arguments.section.as_ref(),
        drops: false,
    };
    arguments.common.carry_out(&asked, context)
}

/// `remove`.
pub fn remove(arguments: &RemoveArguments, context: &Context) -> Result<ExitCode, Failure> {
    let names = &arguments.names;
    let asked = Asked { extras: &arguments.extra, drops: arguments.drop, ..Asked::new(Verb::Remove, names) };
    arguments.common.carry_out(&asked, context)
}

/// `raise`.
pub fn raise(arguments: &RaiseArguments, context: &Context) -> Result<ExitCode, Failure> {
    arguments.common.carry_out(&Asked::new(Verb::Raise, &arguments.names), context)
}

/// `place`.
pub fn place(arguments: &MoveArguments, context: &Context) -> Result<ExitCode, Failure> {
    let placement = Some(arguments.placement);
    let asked = Asked { placement, extras: &arguments.extra, ..Asked::new(Verb::Place, &arguments.names) };
    arguments.common.carry_out(&asked, context)
}
