//! `haggle include REQUIREMENT`: the three steps for one requirement, as change drafts.

use std::process::ExitCode;

#[cfg(feature = "live")]
use haggle_govern::change::Link;
use haggle_govern::data::{Feature, Kind, PlacedRequirement, Placement};
use haggle_govern::evaluation::FeatureReport;
#[cfg(feature = "live")]
use haggle_govern::include::Inclusion;
use haggle_govern::include::{InclusionRequest, ProjectBytes, include};
use haggle_tradeoff::Options;

use super::evaluate::evaluate;
#[cfg(feature = "live")]
use super::publishing;
use super::publishing::PublishArguments;
use crate::context::Context;
use crate::input::family::{Family, FamilyFiles, join};
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::{inclusion as render, terminal};

/// What to include, and where.
#[derive(Debug, clap::Args)]
pub struct IncludeArguments {
    /// The requirement's name in the catalogue
    #[arg(value_name = "REQUIREMENT")]
    requirement: String,
    /// Where it is to be placed: core, extra, bindep or documented (default: core, or bindep for programs)
    #[arg(long, value_name = "PLACEMENT", value_parser = placement)]
    placement: Option<Placement>,
    /// The extra that is to hold it, with `--placement extra`
    #[arg(long, value_name = "NAME")]
    extra: Option<String>,
    /// The section of the global list that a new line goes to
    #[arg(long, value_name = "NAME", default_value = "general")]
    section: String,
    /// The first change, once it is pushed: its URL, or its Change-Id
    #[arg(long, value_name = "URL")]
    first_change: Option<String>,
    /// The second change, once it is pushed: its URL, for `Needed-By`
    #[arg(long, value_name = "URL")]
    second_change: Option<String>,
    #[command(flatten)]
    pub publishing: PublishArguments,
    /// How to print the drafts
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

fn placement(text: &str) -> Result<Placement, String> {
    match Placement::from_id(text) {
        Some(Placement::Test | Placement::Reject) | None => {
            Err("use core, extra, bindep or documented".to_owned())
        }
        Some(alternative) => Ok(alternative),
    }
}

/// Drafts the three steps and prints them, or publishes the first two.
pub fn run(arguments: &IncludeArguments, context: &Context) -> Result<ExitCode, Failure> {
    let family = Family::load(context)?;
    let requirement = find(&family, &arguments.requirement)?;
    let placement = arguments.placement.unwrap_or(match requirement.kind {
        Kind::Python => Placement::Core,
        _ => Placement::Bindep,
    });
    let files = FamilyFiles::load(&family.source, &family.manifest)?;
    let feature = family.catalogue.decided_by(&requirement.id);
    let report = feature.map(|feature| report(&family, &files, feature)).transpose()?;
    let request = InclusionRequest {
        requirement,
        placement,
        extra: arguments.extra.as_deref(),
        section: &arguments.section,
        report: report.as_ref(),
        first_change: arguments.first_change.as_deref(),
        second_change: arguments.second_change.as_deref(),
    };
    let own = own_files(&family, requirement)?;
    let inclusion = include(&request, &family.manifest, &files.shared, &files.projects, &own)
        .map_err(|error| Failure::new(error.to_string()))?;
    #[cfg(feature = "live")]
    if arguments.publishing.is_asked() {
        return publish(arguments, &family, inclusion);
    }
    match arguments.format {
        OutputFormat::Text => terminal::out(&render::text(&inclusion, &request))?,
        OutputFormat::Json => terminal::out_json(&render::json(&inclusion))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Publishes both changes. The second depends on the first by its Change-Id until that has a URL.
#[cfg(feature = "live")]
fn publish(arguments: &IncludeArguments, family: &Family, inclusion: Inclusion) -> Result<ExitCode, Failure> {
    let Inclusion { mut shared, mut project, .. } = inclusion;
    publishing::identify(&mut shared)?;
    if arguments.first_change.is_none() && !shared.is_empty() {
        project.message.links =
            shared.message.change_id.iter().map(|id| Link::DependsOn(id.to_string())).collect();
    }
    publishing::identify(&mut project)?;
    let rows = arguments.publishing.publish(&family.source, &family.manifest, vec![shared, project])?;
    publishing::print(&rows, arguments.format)
}

fn find<'a>(family: &'a Family, id: &str) -> Result<&'a PlacedRequirement, Failure> {
    family.catalogue.requirement(id).ok_or_else(|| {
        let known: Vec<&str> = family.catalogue.requirements.iter().map(|one| one.id.as_str()).collect();
        Failure::new(format!("no requirement is named `{id}`")).hint(format!(
            "requirements of {}: {}",
            family.manifest.data.features.as_deref().unwrap_or("the catalogue"),
            known.join(", ")
        ))
    })
}

fn report(family: &Family, files: &FamilyFiles, feature: &Feature) -> Result<FeatureReport, Failure> {
    let evaluation = evaluate(family, files, &[feature], Options::default())?;
    evaluation
        .features
        .into_iter()
        .next()
        .ok_or_else(|| Failure::new(format!("`{}` was not evaluated", feature.id)))
}

/// The files of the requirement's project that an inclusion may edit, beside its lists.
fn own_files(family: &Family, requirement: &PlacedRequirement) -> Result<ProjectBytes, Failure> {
    let Some(own) = family.manifest.project(&requirement.project) else { return Ok(ProjectBytes::default()) };
    let read = |file: &Option<String>| {
        file.as_ref().map(|file| family.source.bytes(&join(&own.path, file))).transpose()
    };
    Ok(ProjectBytes {
        setup_cfg: read(&own.setup_cfg)?,
        bindep: read(&own.bindep)?,
        documentation: read(&own.documentation)?,
    })
}
