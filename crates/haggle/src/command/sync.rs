//! `haggle sync [PROJECT...]`: what brings the lines of projects in line with the shared lists.

use std::collections::BTreeSet;
use std::process::ExitCode;

use haggle_govern::check::SharedLists;
use haggle_govern::data::{Manifest, ProjectEntry};
use haggle_govern::objection::{ChangeEffect, Objection, is_refused};
use haggle_govern::pins::PinError;
use haggle_govern::sync::{SyncLists, SyncPlan, SyncPolicy, draft, plan};
use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, ReleaseFacts};

use super::publishing::{OverrideArguments, PublishArguments};
use crate::context::Context;
use crate::input::checked::CheckInputs;
use crate::input::committer::completing;
use crate::input::family::{Source, manifest};
use crate::input::family::{has_recorded, recorded};
use crate::input::pin_facts::FactArguments;
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
    facts: FactArguments,
    #[command(flatten)]
    overrides: OverrideArguments,
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
    let repairs = arguments.policy == Policy::Subset && !arguments.drop_unlisted;
    let effect = if repairs { ChangeEffect::Repairs } else { ChangeEffect::Changes };
    let (writes, pushes) = arguments.publishing.asked();
    let process = |changing: &[&ProjectEntry]| {
        let branches = changing.iter().map(|entry| (&entry.name, entry.branch.as_str()));
        let is_any = !changing.is_empty();
        let asked = (writes && publishes && is_any, pushes && is_any);
        arguments.overrides.process(&manifest, effect, branches, asked)
    };
    let asked = SyncRequest {
        projects: &arguments.projects,
        policy: arguments.policy.into(),
        drops_unlisted: arguments.drop_unlisted,
        facts: Some(&arguments.facts),
        process: Some(&process),
    };
    let (mut planned, objections) = planned(&asked, context, &manifest)?;
    let refused = publishes && is_refused(&objections);
    planned.iter_mut().filter_map(|project| project.draft.as_mut()).for_each(complete);
    if publishes && !refused {
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
        OutputFormat::Text => terminal::out(&render::text(&planned, &objections, refused))?,
        OutputFormat::Json => terminal::out_json(&render::json(&planned, &objections, refused))?,
    }
    let is_any = planned.iter().any(|project| !project.plan.lines.is_empty() || project.draft.is_some());
    Ok(if is_any { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// What the release process says of a change to some projects.
type AskProcess<'a> = dyn Fn(&[&ProjectEntry]) -> Result<Vec<Objection>, Failure> + 'a;

/// Which projects a plan is for, and how they are brought in line.
#[derive(Default)]
pub struct SyncRequest<'a> {
    /// The projects; all where none is named.
    projects: &'a [String],
    policy: SyncPolicy,
    drops_unlisted: bool,
    /// Where releases are known from; where the user says nothing, from what the family recorded.
    facts: Option<&'a FactArguments>,
    /// What the release process says of a change to some projects; where nobody asks it, nothing.
    process: Option<&'a AskProcess<'a>>,
}

/// The plan of each project, and what speaks against the changes; a draft lacks what is known only where it is committed.
pub fn planned(
    asked: &SyncRequest<'_>,
    context: &Context,
    manifest: &Manifest,
) -> Result<(Vec<PlannedProject>, Vec<Objection>), Failure> {
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
    let mut named = Vec::new();
    for name in asked.projects {
        named.push(&project_named(manifest, name)?.name);
    }
    let both = inputs.projects.iter().zip(&manifest.projects);
    let chosen: Vec<_> = both.filter(|(_, entry)| named.is_empty() || named.contains(&&entry.name)).collect();
    let planning = |facts: Option<&ReleaseFacts>| -> Result<Vec<SyncPlan>, Failure> {
        let shared = shared.clone().with_releases(facts);
        let lists = SyncLists {
            lists: &shared,
            global: &text,
            pythons: &inputs.pythons,
            drops_unlisted: asked.drops_unlisted,
        };
        let one = chosen.iter().map(|(project, _)| {
            plan(&project.files, &lists, asked.policy)
                .map_err(|error| Failure::new(format!("cannot plan `{}`: {error}", project.name)))
        });
        one.collect()
    };
    let mut plans = planning(None)?;
    let blind: BTreeSet<PackageName> =
        plans.iter().flat_map(|plan| plan.without_releases.iter().cloned()).collect();
    if !blind.is_empty() {
        plans = with_releases(asked, context, manifest, &blind, planning)?;
    }
    let plans: Vec<_> =
        chosen.into_iter().zip(plans).map(|((project, entry), plan)| (project, entry, plan)).collect();
    let changing: Vec<&ProjectEntry> =
        plans.iter().filter(|(_, _, plan)| !plan.files.is_empty()).map(|(_, entry, _)| *entry).collect();
    let objections = asked.process.map_or_else(|| Ok(Vec::new()), |process| process(&changing))?;
    let planned = plans.into_iter().map(|(project, entry, plan)| {
        let draft = draft(manifest, entry, &project.files, &plan, &objections);
        PlannedProject { name: project.name.clone(), plan, draft }
    });
    Ok((planned.collect(), objections))
}

/// Plans again with what is known of releases: from where the user says, else from what the family recorded.
fn with_releases(
    asked: &SyncRequest<'_>,
    context: &Context,
    manifest: &Manifest,
    names: &BTreeSet<PackageName>,
    planning: impl Fn(Option<&ReleaseFacts>) -> Result<Vec<SyncPlan>, Failure>,
) -> Result<Vec<SyncPlan>, Failure> {
    let (source, _) = Source::locate(context)?;
    match asked.facts.filter(|facts| facts.is_named()) {
        Some(facts) => facts.ask(manifest.index_url.as_deref(), |known| {
            let lacks = |name: &&PackageName| known.is_some_and(|known| !known.packages.contains_key(*name));
            let missing: Vec<MissingFact> =
                names.iter().filter(lacks).cloned().map(MissingFact::Versions).collect();
            if !missing.is_empty() && facts.asks_index() {
                return Err(PinError::Missing(missing));
            }
            Ok(planning(known))
        })?,
        None if has_recorded(&source, manifest) => planning(Some(&recorded(&source, manifest)?.0.facts)),
        None => planning(None),
    }
}
