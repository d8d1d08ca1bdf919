//! `haggle forecast NAME==VERSION...`: which names a raised pin takes away, and which projects use them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::data::{Manifest, ProjectEntry};
use haggle_govern::forecast::{ProjectUses, forecast};
use haggle_govern::known::Known;
use haggle_index::Index;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::release::ReleaseId;
use haggle_spec::{Operator, PackageName, Requirement, Version};

use crate::context::Context;
use crate::input::family::{Source, join, manifest};
use crate::input::index_settings::IndexArguments;
use crate::input::project_tree::ProjectTree;
use crate::input::reading;
use crate::input::release_definitions::ReleaseDefinitions;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::forecast::{self as render, Foretold};
use crate::output::format::OutputFormat;
use crate::output::terminal;

/// Which pins would move, and who would notice.
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub struct ForecastArguments {
    /// The pins as they would be: `testtools==2.8.0`
    #[arg(value_name = "NAME==VERSION", required = true)]
    pins: Vec<Requirement>,
    /// The version that the pin has now, of one pin (default: the one of the constraints)
    #[arg(long, value_name = "VERSION")]
    from: Option<Version>,
    /// The constraints with the pins as they are (default: those of the family's manifest)
    #[arg(short, long, value_name = "FILE")]
    constraints: Option<PathBuf>,
    /// Folders of projects (default: every project of the family's manifest)
    #[arg(long = "project", value_name = "FOLDER")]
    projects: Vec<PathBuf>,
    #[command(flatten)]
    index: IndexArguments,
    /// How to print the forecast
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

const NOTES: &str = "\
Wheels are read and never installed; what a function does is not seen, only its name and its arguments.";

/// Foretells: exit code 1 if a project would notice for certain.
pub fn run(arguments: &ForecastArguments, context: &Context) -> Result<ExitCode, Failure> {
    let wanted = arguments.pins.iter().map(pin).collect::<Result<Vec<_>, _>>()?;
    if arguments.from.is_some() && wanted.len() > 1 {
        return Err(Failure::new("`--from` is the version of one pin, and several are named")
            .hint("name the constraints with `--constraints`"));
    }
    let needs_family =
        arguments.projects.is_empty() || (arguments.from.is_none() && arguments.constraints.is_none());
    let family = if needs_family { Some(family(context)?) } else { None };
    let pairs = before(arguments, family.as_ref(), &wanted)?;
    let projects = projects(arguments, family.as_ref())?;
    let in_manifest = family.as_ref().and_then(|(_, manifest)| manifest.index_url.as_deref());
    let foretold = foretell(arguments.index.open(in_manifest)?, pairs, &projects)?;
    if foretold.iter().all(|(.., forecast)| forecast.value().is_none()) {
        let reasons: Vec<&str> = foretold.iter().filter_map(|(.., forecast)| forecast.because()).collect();
        return Err(Failure::new(reasons.join("; "))
            .hint("only wheels are read: a source distribution would have to be built"));
    }
    match arguments.format {
        OutputFormat::Text => terminal::out(&render::page(&foretold))?,
        OutputFormat::Json => terminal::out_json(&render::Document::of(&foretold))?,
    }
    let findings = foretold.iter().filter_map(|(.., forecast)| forecast.value());
    let is_certain = findings.flat_map(|forecast| &forecast.findings).any(|finding| finding.is_certain);
    Ok(if is_certain { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// What is foreseen of each pin that moves from one release to another.
pub(super) fn foretell(
    index: Index,
    pairs: Vec<(ReleaseId, ReleaseId)>,
    projects: &[ProjectUses],
) -> Result<Vec<Foretold>, Failure> {
    let names: Vec<PackageName> = pairs.iter().map(|(old, _)| old.name.clone()).collect();
    let source = ReleaseDefinitions::open(index, &names)?;
    let mut all: Vec<ReleaseId> = pairs.iter().flat_map(|(old, new)| [old.clone(), new.clone()]).collect();
    all.sort();
    all.dedup();
    let definitions = source.of(&all)?;
    let of = |release: &ReleaseId| {
        definitions
            .get(release)
            .ok_or_else(|| format!("the index has no wheel of {} {}", release.name, release.version))
    };
    let foretold = pairs.into_iter().map(|(old, new)| {
        let known = of(&old).and_then(|one| Ok(forecast(one, of(&new)?, projects)));
        let forecast = match known {
            Ok(forecast) => Known::fact(forecast, "wheels of the index", None),
            Err(because) => Known::unknown(because),
        };
        (old, new, forecast)
    });
    Ok(foretold.collect())
}

/// The release that a pin names.
fn pin(requirement: &Requirement) -> Result<ReleaseId, Failure> {
    let version = match requirement.specifiers().as_slice() {
        [one] if one.operator() == Operator::Equal && !one.is_prefix() => one.version(),
        _ => None,
    };
    let version = version
        .ok_or_else(|| Failure::new(format!("`{requirement}` is not a pin")).hint("write `name==1.2.3`"))?;
    Ok(ReleaseId::new(requirement.name().clone(), version.clone()))
}

fn family(context: &Context) -> Result<(Source, Manifest), Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = manifest(&source, &name)?;
    Ok((source, manifest))
}

/// Each wanted release with each that is pinned now: there may be several, for several Pythons.
fn before(
    arguments: &ForecastArguments,
    family: Option<&(Source, Manifest)>,
    wanted: &[ReleaseId],
) -> Result<Vec<(ReleaseId, ReleaseId)>, Failure> {
    if let (Some(version), [one]) = (&arguments.from, wanted) {
        return Ok(vec![(ReleaseId::new(one.name.clone(), version.clone()), one.clone())]);
    }
    let (shown, bytes) = match (&arguments.constraints, family) {
        (Some(path), _) => {
            let bytes = reading::bytes(path)?;
            (path.display().to_string(), bytes)
        }
        (None, Some((source, manifest))) => {
            let path = join(&manifest.requirements.path, &manifest.requirements.constraints);
            (source.shown(&path), source.bytes(&path)?)
        }
        (None, None) => return Err(Failure::new("no constraints say which pins there are")),
    };
    let (constraints, _) = Constraints::parse(bytes);
    let mut pairs = Vec::new();
    for release in wanted {
        let pinned = pinned(&constraints, &release.name);
        if pinned.is_empty() {
            return Err(Failure::new(format!("`{shown}` has no pin of {}", release.name))
                .hint("say what it is now with `--from`"));
        }
        // A pin that is there already changes nothing, unless it is the only one.
        let is_alone = pinned.len() == 1;
        let moving = pinned.into_iter().filter(|version| is_alone || *version != release.version);
        pairs.extend(moving.map(|version| (ReleaseId::new(release.name.clone(), version), release.clone())));
    }
    Ok(pairs)
}

/// The versions that a distribution is pinned at, each once.
pub(super) fn pinned(constraints: &Constraints, name: &PackageName) -> BTreeSet<Version> {
    constraints.pins_of(name).filter_map(|pin| pin.version()).collect()
}

/// What the projects use, their tests included: these fail first.
fn projects(
    arguments: &ForecastArguments,
    family: Option<&(Source, Manifest)>,
) -> Result<Vec<ProjectUses>, Failure> {
    if let (true, Some((source, manifest))) = (arguments.projects.is_empty(), family) {
        return of_family(source, manifest);
    }
    arguments.projects.iter().map(|folder| uses(&folder.display().to_string(), folder)).collect()
}

/// What the projects of a family use.
pub(super) fn of_family(source: &Source, manifest: &Manifest) -> Result<Vec<ProjectUses>, Failure> {
    let of = |project: &ProjectEntry| {
        let folder = source.on_disk(&project.path).ok_or_else(|| {
            Failure::new("the demo inside this binary has no sources of projects")
                .hint("name the folder of a project with `--project`")
        })?;
        uses(project.name.as_str(), &folder)
    };
    manifest.projects.iter().map(of).collect()
}

fn uses(name: &str, folder: &Path) -> Result<ProjectUses, Failure> {
    let tree = ProjectTree::read(folder)?;
    if tree.sources.is_empty() {
        return Err(Failure::new(format!("`{}` has no Python sources", folder.display()))
            .hint("name the folder of a project's checkout with `--project`"));
    }
    Ok(ProjectUses::of(name, &tree.sources, true))
}
