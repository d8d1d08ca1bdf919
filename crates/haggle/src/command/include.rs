//! `haggle include REQUIREMENT`: the three steps for one requirement, as change drafts.

use std::process::ExitCode;

use haggle_govern::data::{Feature, Kind, PlacedRequirement, Placement};
use haggle_govern::decision::{EnvironmentOutcome, Known};
use haggle_govern::evaluation::{FeatureReport, Placing};
use haggle_govern::include::{Inclusion, InclusionRequest, NewPin, ProjectBytes, include};

use haggle_tradeoff::Options;

use super::evaluate::evaluate;
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
    /// Where it is to stand: core, extra, bindep or documented (default: core, or bindep for programs)
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

/// Drafts the three steps and prints them; nothing is written.
pub fn run(arguments: &IncludeArguments, context: &Context) -> Result<ExitCode, Failure> {
    let family = Family::load(context)?;
    let requirement = find(&family, &arguments.requirement)?;
    let placement = arguments.placement.unwrap_or(match requirement.kind {
        Kind::Python => Placement::Core,
        _ => Placement::Bindep,
    });
    let report = feature_of(&family, &requirement.id).map(|feature| report(&family, feature)).transpose()?;
    let pins = report.as_ref().map(|report| pins(&family, report)).unwrap_or_default();
    let answers = report.as_ref().map(|report| answers(requirement, report)).unwrap_or_default();
    let request = InclusionRequest {
        requirement,
        placement,
        extra: arguments.extra.as_deref(),
        section: &arguments.section,
        pins: &pins,
        answers,
        first_change: arguments.first_change.as_deref(),
        second_change: arguments.second_change.as_deref(),
    };
    let inclusion = draft(&family, &request)?;
    match arguments.format {
        OutputFormat::Text => {
            terminal::out(&render::text(&inclusion, requirement, placement, report.as_ref()))?;
        }
        OutputFormat::Json => terminal::out_json(&render::json(&inclusion))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn find<'a>(family: &'a Family, id: &str) -> Result<&'a PlacedRequirement, Failure> {
    family.catalogue.requirement(id).ok_or_else(|| {
        let known: Vec<&str> = family.catalogue.requirements.iter().map(|one| one.id.as_str()).collect();
        Failure::new(format!("no requirement is named `{id}`")).hint(format!(
            "requirements of {}: {}",
            family.manifest.data.features,
            known.join(", ")
        ))
    })
}

/// The first feature whose decision is about a requirement.
fn feature_of<'a>(family: &'a Family, id: &str) -> Option<&'a Feature> {
    family
        .catalogue
        .features
        .iter()
        .find(|feature| feature.places.iter().any(|placed| placed.get_ref() == id))
}

fn report(family: &Family, feature: &Feature) -> Result<FeatureReport, Failure> {
    let evaluation = evaluate(family, std::slice::from_ref(&feature.id), &Options::default())?;
    evaluation
        .features
        .into_iter()
        .next()
        .ok_or_else(|| Failure::new(format!("`{}` was not evaluated", feature.id)))
}

/// What it brings, with a marker where environments of the family differ in the version.
fn pins(family: &Family, report: &FeatureReport) -> Vec<NewPin> {
    let Placing::Requirements { environments, .. } = &report.placing else { return Vec::new() };
    let mut versions: std::collections::BTreeMap<String, Vec<(String, String)>> =
        std::collections::BTreeMap::new();
    let mut solved = 0;
    for environment in environments {
        let EnvironmentOutcome::Solved { brings, .. } = &environment.outcome else { continue };
        solved += 1;
        for package in brings {
            if let Some((name, version)) = package.split_once("==") {
                let python =
                    family.manifest.environments.iter().find(|entry| entry.id == environment.environment);
                let python = python.map(|entry| entry.python.clone()).unwrap_or_default();
                versions.entry(name.to_owned()).or_default().push((version.to_owned(), python));
            }
        }
    }
    let mut pins = Vec::new();
    for (name, seen) in versions {
        let same = seen.iter().all(|(version, _)| *version == seen[0].0);
        if same && seen.len() == solved {
            pins.push(NewPin { name, version: seen[0].0.clone(), marker: None });
        } else {
            pins.extend(seen.into_iter().map(|(version, python)| NewPin {
                name: name.clone(),
                version,
                marker: Some(format!("python_version=='{python}'")),
            }));
        }
    }
    pins
}

/// The questions that reviewers of a requirements repository ask, answered from facts.
fn answers(requirement: &PlacedRequirement, report: &FeatureReport) -> Vec<(String, String)> {
    let mut answers = Vec::new();
    let mut answer = |question: &str, answer: String| answers.push((question.to_owned(), answer));
    if let Placing::Requirements { staleness, licences, problem, .. } = &report.placing {
        if let Some(fact) = licences.iter().find(|fact| fact.requirement == requirement.id) {
            let licence = match &fact.licence {
                Known::Yes { value, source, .. } => format!("{value} ({source})."),
                Known::No { because } => format!("unknown: {because}."),
            };
            answer("Is the licence allowed?", licence);
        }
        answer(
            "Is it maintained?",
            match staleness {
                Known::Yes { value: (years, _), source, .. } => format!("{source}, {years:.1} years ago."),
                Known::No { because } => format!("unknown: {because}."),
            },
        );
        for (id, question) in
            [("artefact", "Can it be installed everywhere?"), ("satisfiable", "Does it resolve?")]
        {
            if let Some(veto) = problem.vetoes.iter().find(|veto| veto.id == id) {
                answer(question, format!("{}.", veto.evidence));
            }
        }
    }
    if let Some(brings) = report.brings() {
        answer("What does it bring?", format!("{}.", brings.join(", ")));
    }
    if !requirement.names.is_empty() {
        let names: Vec<String> =
            requirement.names.iter().map(|(who, name)| format!("{who}: {name}")).collect();
        answer("Do distributions package it?", format!("{}.", names.join(", ")));
    }
    if !requirement.alternatives.is_empty() {
        answer("What else would do?", format!("{}.", requirement.alternatives.join("; ")));
    }
    answer(
        "Is it tested?",
        if requirement.tested { "yes.".to_owned() } else { "not by the project's tests.".to_owned() },
    );
    answers
}

fn draft(family: &Family, request: &InclusionRequest<'_>) -> Result<Inclusion, Failure> {
    let files = FamilyFiles::load(&family.source, &family.manifest)?;
    let manifest = &family.manifest;
    let own = manifest.project(&request.requirement.project).ok_or_else(|| {
        Failure::new(format!(
            "`{}` is in `{}`, which is no project of the family",
            request.requirement.id, request.requirement.project
        ))
    })?;
    let read = |file: &Option<String>| {
        file.as_ref().map(|file| family.source.bytes(&join(&own.path, file))).transpose()
    };
    let requirements = family.source.bytes(&join(&own.path, &own.requirements))?;
    let (setup_cfg, bindep, documentation) =
        (read(&own.setup_cfg)?, read(&own.bindep)?, read(&own.documentation)?);
    let bytes = ProjectBytes {
        requirements: &requirements,
        setup_cfg: setup_cfg.as_deref(),
        bindep: bindep.as_deref(),
        documentation: documentation.as_deref(),
    };
    let all: Vec<Vec<u8>> = manifest
        .projects
        .iter()
        .map(|project| family.source.bytes(&join(&project.path, &project.requirements)))
        .collect::<Result<_, _>>()?;
    let projects: Vec<_> = manifest.projects.iter().zip(all.iter().map(Vec::as_slice)).collect();
    include(request, manifest, &files.shared, (own, &bytes), &projects)
        .map_err(|error| Failure::new(error.to_string()))
}
