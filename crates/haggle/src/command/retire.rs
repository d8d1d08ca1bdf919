//! `haggle retire NAME`: the changes that take a distribution out of a whole family, once nothing uses it.

use std::process::ExitCode;

use haggle_govern::audit::{AuditInputs, traces};
use haggle_govern::objection::is_refused;
use haggle_govern::retire::{RetirementRequest, RetiringProject, retire};
use haggle_spec::PackageName;

use super::publishing::{OverrideArguments, PublishArguments, message_text, note_unknown_freeze};
use crate::context::Context;
use crate::input::checked::files_of_folder;
use crate::input::committer::completing;
use crate::input::family::{Source, manifest};
use crate::input::pin_facts::FactArguments;
use crate::input::pin_inputs::ListArguments;
use crate::input::project_tree::ProjectTree;
use crate::input::site_packages;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{retirement as render, terminal};

/// What is to be retired.
#[derive(Debug, clap::Args)]
pub struct RetireArguments {
    /// The distribution
    #[arg(value_name = "NAME")]
    name: PackageName,
    /// Why, for the messages of the changes
    #[arg(long, value_name = "TEXT", value_parser = message_text)]
    reason: Option<String>,
    /// A folder that distributions are installed to (site-packages), to know what each provides; without one, import names are guessed
    #[arg(long, value_name = "FOLDER")]
    site_packages: Vec<std::path::PathBuf>,
    #[command(flatten)]
    lists: ListArguments,
    #[command(flatten)]
    facts: FactArguments,
    /// Add `Signed-off-by`, with the identity of git
    #[arg(long)]
    signoff: bool,
    #[command(flatten)]
    overrides: OverrideArguments,
    #[command(flatten)]
    pub publishing: PublishArguments,
    /// How to print the changes
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// Prints the changes; exit code 1 if something still uses the distribution, or they are refused.
pub fn run(arguments: &RetireArguments, context: &Context) -> Result<ExitCode, Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = manifest(&source, &name)?;
    let inputs = arguments.lists.read(context)?;
    let known = site_packages::read_all(&arguments.site_packages)?;
    let mut projects = Vec::new();
    for entry in &manifest.projects {
        let folder = source.on_disk(&entry.path).ok_or_else(|| {
            Failure::new("the demo inside this binary has no sources of projects")
                .hint("name a manifest whose projects are checkouts: `--manifest FILE`")
        })?;
        let tree = ProjectTree::read(&folder)?;
        let inputs = AuditInputs {
            sources: &tree.sources,
            configurations: &tree.configurations,
            declared: &tree.declared,
            known: &known,
        };
        let traces = (!tree.sources.is_empty()).then(|| traces(&arguments.name, &inputs));
        projects.push(RetiringProject { entry, files: files_of_folder(&folder)?, traces });
    }
    let complete = completing(&source, &manifest, arguments.signoff)?;
    let overrides = arguments.overrides.names(&[])?;
    let retirement = arguments.facts.ask_of(&inputs, |facts| {
        let request = RetirementRequest {
            name: &arguments.name,
            reason: arguments.reason.as_deref(),
            facts,
            overrides: &overrides,
            is_pushed: arguments.publishing.pushes(),
        };
        retire(&request, &manifest, &projects, &inputs.lists, &complete)
    })?;
    let is_refused = is_refused(&retirement.objections);
    if arguments.publishing.is_asked() && retirement.uses.is_empty() && !is_refused {
        if !arguments.publishing.pushes() {
            note_unknown_freeze(&manifest);
        }
        for note in &retirement.notes {
            terminal::note(format_args!("note: {note}"));
        }
        return arguments.publishing.publish(&source, &manifest, retirement.changes, arguments.format);
    }
    match arguments.format {
        OutputFormat::Text => terminal::out(&render::page(&arguments.name, &retirement))?,
        OutputFormat::Json => terminal::out_json(&render::json(&retirement))?,
    }
    let is_drafted = retirement.uses.is_empty() && !is_refused;
    Ok(if is_drafted { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}
