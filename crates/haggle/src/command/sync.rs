//! `haggle sync [PROJECT...]`: what brings the lines of projects in line with the shared lists.

use std::process::ExitCode;

use haggle_govern::check::SharedLists;
use haggle_govern::data::Manifest;
use haggle_govern::sync::{SyncLists, SyncPolicy, draft, plan};

use super::publishing::PublishArguments;
use crate::context::Context;
use crate::input::checked::CheckInputs;
use crate::input::committer::completing;
use crate::input::family::{Source, manifest};
use crate::input::project_names::project_named;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::sync::{self as render, PlannedProject};
use crate::output::terminal;

const NOTES: &str = "\
Exit codes: 0 every project is in line, or was pushed; 1 lines are to be changed or decided, or a push failed; 2 misuse, bad input or IO.";

/// Which projects, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct SyncArguments {
    /// Projects, by their names in the review system or the last parts of them (default: all)
    #[arg(value_name = "PROJECT")]
    projects: Vec<String>,
    /// Every project of the family: said where `--write` or `--push` is meant for all of them
    #[arg(long, conflicts_with = "projects")]
    all: bool,
    /// Show what `--write` or `--push` would do, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// What happens to lines that are not wrong
    #[arg(long, value_enum, default_value_t)]
    policy: Policy,
    /// Take out lines whose names the list does not have (default: they are shown, for somebody to decide)
    #[arg(long)]
    drop_unlisted: bool,
    /// Add `Signed-off-by`, with the identity of git
    #[arg(long)]
    signoff: bool,
    #[command(flatten)]
    pub publishing: PublishArguments,
    /// How to print the plan
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// The policies by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Policy {
    /// Only what is wrong is repaired
    #[default]
    Subset,
    /// Exclusions and caps are copied, too
    Full,
    /// Lines are those of the list, as the bot of `OpenStack` had it until 2023
    Historic,
}

impl From<Policy> for SyncPolicy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Subset => Self::Subset,
            Policy::Full => Self::Full,
            Policy::Historic => Self::Historic,
        }
    }
}

/// Plans, and publishes where that is asked for.
pub fn run(arguments: &SyncArguments, context: &Context) -> Result<ExitCode, Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = manifest(&source, &name)?;
    let publishes = arguments.publishing.is_asked() && !arguments.dry_run;
    if publishes && arguments.projects.is_empty() && !arguments.all {
        return Err(Failure::new("nobody said for which projects").hint("name them, or give `--all`"));
    }
    let complete = completing(&source, &manifest, arguments.signoff)?;
    let asked = SyncRequest {
        projects: &arguments.projects,
        policy: arguments.policy.into(),
        drops_unlisted: arguments.drop_unlisted,
    };
    let mut planned = planned(&asked, context, &manifest)?;
    planned.iter_mut().filter_map(|project| project.draft.as_mut()).for_each(complete);
    if publishes {
        let n_to_decide = render::n_to_decide(&planned);
        if n_to_decide > 0 {
            terminal::note(format_args!(
                "note: lines left for somebody to decide: {n_to_decide} (`--dry-run` shows them)"
            ));
        }
        let drafts = planned.into_iter().filter_map(|project| project.draft).collect();
        return arguments.publishing.publish(&source, &manifest, drafts, arguments.format);
    }
    match arguments.format {
        OutputFormat::Text => terminal::out(&render::text(&planned))?,
        OutputFormat::Json => terminal::out_json(&render::json(&planned))?,
    }
    let is_any = planned.iter().any(|project| !project.plan.lines.is_empty() || project.draft.is_some());
    Ok(if is_any { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// Which projects a plan is for, and how they are brought in line.
#[derive(Default)]
pub struct SyncRequest<'a> {
    /// The projects; all where none is named.
    projects: &'a [String],
    policy: SyncPolicy,
    drops_unlisted: bool,
}

/// The plan of each project; its draft lacks what is known only where it is committed.
pub fn planned(
    asked: &SyncRequest<'_>,
    context: &Context,
    manifest: &Manifest,
) -> Result<Vec<PlannedProject>, Failure> {
    let inputs = CheckInputs::of_family(context, &[], None)?;
    let Some(global) = &inputs.lists.global else {
        return Err(Failure::new(
            "the family has no global list that its projects could be brought in line with",
        ));
    };
    let lists = &inputs.lists;
    let shared = SharedLists::new(global, &lists.constraints, &lists.denylist, &lists.backports);
    let bytes = global.to_bytes();
    let text = String::from_utf8_lossy(&bytes);
    let lists = SyncLists {
        lists: &shared,
        global: &text,
        pythons: &inputs.pythons,
        drops_unlisted: asked.drops_unlisted,
    };
    let mut named = Vec::new();
    for name in asked.projects {
        named.push(&project_named(manifest, name)?.name);
    }
    let mut planned = Vec::new();
    for (project, entry) in inputs.projects.into_iter().zip(&manifest.projects) {
        if !named.is_empty() && !named.contains(&&entry.name) {
            continue;
        }
        let plan = plan(&project.files, &lists, asked.policy)
            .map_err(|error| Failure::new(format!("cannot plan `{}`: {error}", project.name)))?;
        let topic = manifest.review.topic.as_deref();
        let draft = draft((&entry.name, &entry.branch), topic, &project.files, &plan);
        planned.push(PlannedProject { name: project.name, plan, draft });
    }
    Ok(planned)
}
