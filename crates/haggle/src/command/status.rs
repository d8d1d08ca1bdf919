//! `haggle status`, or `haggle` alone: what somebody has to look at, each with the command to run next.

use std::process::ExitCode;

use haggle_govern::data::ProjectName;
use haggle_govern::pins::{HeldProjects, judge_holds, why_behind};
use haggle_spec::Version;
use haggle_spec::release::ReleaseFacts;
use haggle_tradeoff::Options;

use super::check;
use super::evaluate::{chosen, evaluate};
use crate::context::Context;
use crate::input::checked::CheckInputs;
use crate::input::family::{Family, FamilyFiles, Source, manifest, recorded};
use crate::input::live_arguments::LiveArguments;
use crate::input::pin_inputs::{ListArguments, PinInputs};
use crate::input::today;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::state::{
    FamilyState, HeldPin, PinState, ProjectState, StateItem, UnknownState, of_evaluation, of_pins,
    of_projects, state, welcome,
};
use crate::output::terminal;

/// How to print it.
#[derive(Debug, Default, clap::Args)]
pub struct StatusArguments {
    /// How to print the state
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// The exit code is 0 whatever there is to do: this is a look, and the commands that it names are the checks.
pub fn run(arguments: &StatusArguments, context: &Context) -> Result<ExitCode, Failure> {
    if Source::locate_own(context)?.is_none() && !Context::is_in_checkout() {
        terminal::out(&welcome())?;
        return Ok(ExitCode::SUCCESS);
    }
    let (source, name) = Source::locate(context)?;
    let family = manifest(&source, &name)?.family;
    let mut unknown = Vec::new();
    let mut items = part("what is to be decided", decisions(context), &mut unknown);
    let of_project = project_states(context).map(|projects| of_projects(&projects));
    items.extend(part("which projects are in line", of_project, &mut unknown));
    items.extend(part("the state of the pins", pins(context), &mut unknown));
    // A command that is to be run next is about the same family.
    let family_arguments = context.family_arguments();
    for item in &mut items {
        item.command.push_str(&family_arguments);
    }
    let found =
        FamilyState { schema: 1, family: family.title, as_of: family.as_of.to_string(), items, unknown };
    match arguments.format {
        OutputFormat::Text => terminal::out(&state(&found))?,
        OutputFormat::Json => terminal::out_json(&found)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// One part of the state: that it cannot be had hides no other.
fn part(
    what: &'static str,
    found: Result<Vec<StateItem>, Failure>,
    unknown: &mut Vec<UnknownState>,
) -> Vec<StateItem> {
    found.unwrap_or_else(|failure| {
        unknown.push(UnknownState { what, because: failure.to_string() });
        Vec::new()
    })
}

fn decisions(context: &Context) -> Result<Vec<StateItem>, Failure> {
    let family = Family::load(context)?;
    if family.catalogue.features.is_empty() {
        return Ok(Vec::new());
    }
    let files = FamilyFiles::load(&family.source, &family.manifest)?;
    let evaluation =
        evaluate(&family, &files, &chosen(&family, &[])?, Options::default(), &LiveArguments::default())?;
    Ok(of_evaluation(&evaluation))
}

fn pins(context: &Context) -> Result<Vec<StateItem>, Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = manifest(&source, &name)?;
    let (snapshot, _) = recorded(&source, &manifest)?;
    Ok(of_pins(&pin_state(context, &snapshot.facts)?))
}

/// Every project of the family, held against the shared lists.
pub fn project_states(context: &Context) -> Result<Vec<ProjectState>, Failure> {
    let inputs = CheckInputs::of_family(context, &[], None)?;
    let reports = check::by_meaning(&inputs);
    let both = inputs.projects.iter().zip(&reports);
    Ok(both.map(|(project, report)| ProjectState::of(project, report)).collect())
}

/// What is behind, and what is held.
pub fn pin_state(context: &Context, facts: &ReleaseFacts) -> Result<PinState, Failure> {
    let inputs = ListArguments::default().read(context)?;
    let constraints = inputs.lists.constraints();
    let pinned = constraints.pins().filter_map(|pin| Some((pin.name().clone(), pin.version()?)));
    let held = judge_holds(&inputs.lists, Some(facts), &projects(&inputs), today()?);
    let holds = held.iter().map(|judged| HeldPin {
        what: format!("{} {}", judged.hold.name, judged.hold.versions),
        claim: format!("{}: {}", judged.hold.claim.project, judged.hold.claim.error),
        owner: judged.hold.owner.clone(),
        since: judged.hold.since.to_string(),
        expires: judged.hold.expires.to_string(),
        state: judged.state.to_string(),
        is_due: judged.state.is_over() || judged.state.as_str() == "due",
    });
    Ok(PinState {
        pinned: pinned.collect(),
        behind: why_behind(&inputs.lists, facts, &[]).map_err(|error| error.to_string()),
        holds: holds.collect(),
    })
}

/// The releases of the family's projects.
pub fn projects(inputs: &PinInputs) -> HeldProjects {
    let projects = inputs.manifest.iter().flat_map(|(_, manifest)| &manifest.projects);
    projects
        .filter_map(|project| -> Option<(ProjectName, Version)> {
            Some((project.name.clone(), project.release.clone()?))
        })
        .collect()
}
