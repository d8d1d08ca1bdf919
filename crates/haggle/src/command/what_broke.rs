//! `haggle what-broke PROJECT --since DATE`: the releases that a project gets today and did not get before that day.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::data::ProjectName;
use haggle_govern::day::Day;
use haggle_govern::moved::{MovedRelease, moved};
use haggle_govern::pins::PinError;
use haggle_resolve::python::{Request, Resolved, RootRequirement, Solution, SourceLocation, Target, resolve};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::release::ReleaseFacts;

use crate::context::Context;
use crate::input::checkout::Checkout;
use crate::input::family::{Source, join, manifest, requirements};
use crate::input::pin_facts::FactArguments;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{moved as render, terminal};

const NOTES: &str = "\
Exit codes: 0 nothing moved, 1 releases moved, 2 misuse, bad input or IO.";

/// Which project broke, and when.
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub struct WhatBrokeArguments {
    /// A project of the family by its name, or the folder of a project
    #[arg(value_name = "PROJECT")]
    project: String,
    /// The first day on which it may have broken
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Day,
    /// Constraints that the project is installed with: what they pin does not move
    #[arg(short, long, value_name = "FILE")]
    constraints: Vec<PathBuf>,
    /// The Python (default: the newest of the family, else 3.12)
    #[arg(long, value_name = "VERSION")]
    python_version: Option<String>,
    #[command(flatten)]
    facts: FactArguments,
    /// How to print the releases
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// What is asked about, and where its facts come from.
struct Subject {
    request: Request,
    index_url: Option<String>,
}

/// Exit code 1 if something moved.
pub fn run(arguments: &WhatBrokeArguments, context: &Context) -> Result<ExitCode, Failure> {
    let subject = subject(arguments, context)?;
    let mut earlier = subject.request.clone();
    earlier.exclude_newer = Some(format!("{}T00:00:00Z", arguments.since));
    // A snapshot may not reach back: then only what was uploaded since is told from what was there.
    let is_recorded = arguments.facts.snapshot.is_some();
    let mut is_before_known = true;
    let releases: Result<Vec<MovedRelease>, String> =
        arguments.facts.ask(subject.index_url.as_deref(), |facts| {
            let what = "where releases are known from: give `--snapshot FILE` or `--live`";
            let facts = facts.ok_or(PinError::Unknown { what })?;
            let now = match solved(facts, &subject.request)? {
                Ok(now) => now,
                Err(explanation) => return Ok(Err(explanation)),
            };
            let before = match solved(facts, &earlier) {
                Ok(before) => before.ok(),
                Err(_) if is_recorded => None,
                Err(error) => return Err(error),
            };
            is_before_known = before.is_some();
            Ok(Ok(moved(&now, before.as_ref(), facts, arguments.since)))
        })?;
    let releases = releases.map_err(|explanation| {
        Failure::new(format!("today nothing can be installed for `{}`:\n{explanation}", arguments.project))
    })?;
    match arguments.format {
        OutputFormat::Text => terminal::out(&render::page(&releases, arguments.since, is_before_known))?,
        OutputFormat::Json => terminal::out_json(&render::json(&releases, is_before_known))?,
    }
    Ok(if releases.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// The solution of a request; the inner error is why there is none.
fn solved(facts: &ReleaseFacts, request: &Request) -> Result<Result<Solution, String>, PinError> {
    match resolve(facts, request).into_resolved().map_err(PinError::Missing)? {
        Resolved::Solved(solution) => Ok(Ok(solution)),
        Resolved::Unsolvable(unsolvable) => Ok(Err(unsolvable.to_string())),
        Resolved::Stopped(stopped) => Ok(Err(format!("the search was stopped: {stopped}"))),
    }
}

fn subject(arguments: &WhatBrokeArguments, context: &Context) -> Result<Subject, Failure> {
    let family = Source::locate_own(context)?;
    let family = family.map(|(source, name)| manifest(&source, &name).map(|manifest| (source, manifest)));
    let family = family.transpose()?;
    let named = family.as_ref().and_then(|(source, manifest)| {
        let name = ProjectName::new(&arguments.project).ok()?;
        let is_it = |project: &&haggle_govern::data::ProjectEntry| {
            project.name == name || project.name.short() == name.as_str()
        };
        manifest.projects.iter().find(is_it).map(|project| (source, project))
    });
    let (file, path) = match named {
        Some((source, project)) => {
            let path = join(&project.path, &project.requirements);
            (requirements(source, &path)?, path)
        }
        None => of_folder(Path::new(&arguments.project))?,
    };
    let python = match (&arguments.python_version, &family) {
        (Some(version), _) => version.clone(),
        (None, Some((_, manifest))) => {
            let pythons = manifest.environments.iter().map(|entry| entry.target.python());
            pythons.max().map_or_else(|| "3.12".to_owned(), ToString::to_string)
        }
        (None, None) => "3.12".to_owned(),
    };
    let target = Target::new(&python, "linux").map_err(|error| Failure::new(error.to_string()))?;
    let mut request = Request::for_target(&target);
    request.requirements = roots(&file, &path);
    for path in &arguments.constraints {
        let file = requirements(&Source::Folder(PathBuf::new()), &path.display().to_string())?;
        request.constraints.extend(roots(&file, &path.display().to_string()));
    }
    Ok(Subject { request, index_url: family.and_then(|(_, manifest)| manifest.index_url) })
}

fn of_folder(folder: &Path) -> Result<(RequirementsFile, String), Failure> {
    if !folder.is_dir() {
        return Err(Failure::new(format!(
            "`{}` is neither a project of the family nor a folder",
            folder.display()
        )));
    }
    let checkout = Checkout::read(folder)
        .map_err(|message| Failure::new(format!("`{}`: {message}", folder.display())))?;
    let Some(file) = checkout.requirements else {
        return Err(Failure::new(format!(
            "`{}` has neither requirements.txt nor dependencies in pyproject.toml",
            folder.display()
        )));
    };
    let path = folder.join(file).display().to_string();
    Ok((requirements(&Source::Folder(PathBuf::new()), &path)?, path))
}

fn roots(file: &RequirementsFile, path: &str) -> Vec<RootRequirement> {
    let root = |line: &haggle_spec::file::requirements::RequirementLine| {
        let number = u32::try_from(haggle_govern::family::line_of(file, line)).unwrap_or(u32::MAX);
        RootRequirement::new(line.requirement.clone(), SourceLocation::new(path, number))
    };
    file.requirements().map(root).collect()
}
