//! `haggle floor [PROJECT]`: whether the releases that lower bounds name have every name that the code uses.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::audit::DeclaredList;
use haggle_govern::forecast::{Floor, ProjectUses, floor};
use haggle_govern::project::project_lines;
use haggle_scan::DistributionDefinitions;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::release::ReleaseId;
use haggle_spec::{Operator, PackageName, SpecifierSet, Version};

use crate::input::index_settings::IndexArguments;
use crate::input::project_tree::ProjectTree;
use crate::input::reading;
use crate::input::release_definitions::ReleaseDefinitions;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::floor::{self as render, FloorLine, FloorVerdict};
use crate::output::format::OutputFormat;
use crate::output::terminal;

/// Whose lower bounds to look at.
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub struct FloorArguments {
    /// The project's folder
    #[arg(value_name = "PROJECT", default_value = ".")]
    project: PathBuf,
    /// Only these requirements
    #[arg(long = "name", value_name = "NAME")]
    names: Vec<PackageName>,
    /// The pins that the project runs with today (default: the newest releases)
    #[arg(short, long, value_name = "FILE")]
    constraints: Option<PathBuf>,
    #[command(flatten)]
    index: IndexArguments,
    /// How to print what was found
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

const NOTES: &str = "\
Wheels are read and never installed. Names are seen, behaviour is not: a bound may be too low for another reason.";

/// Looks at each lower bound of the product: exit code 1 if one is too low.
pub fn run(arguments: &FloorArguments) -> Result<ExitCode, Failure> {
    let tree = ProjectTree::read(&arguments.project)?;
    let uses = ProjectUses::of(&arguments.project.display().to_string(), &tree.sources, false);
    let bounds = bounds(&tree, &arguments.names);
    let names: Vec<PackageName> = bounds.iter().map(|bound| bound.name.clone()).collect();
    let source = ReleaseDefinitions::open(arguments.index.open(None)?, &names)?;
    let pins = pins(arguments)?;
    let mut lines = Vec::new();
    for bound in bounds {
        let verdict = look(&uses, &bound, pins.get(&bound.name), &source)?;
        lines.push(FloorLine {
            name: bound.name,
            written: bound.written,
            path: bound.path,
            line: bound.line,
            verdict,
        });
    }
    match arguments.format {
        OutputFormat::Text => terminal::out(&render::page(&lines))?,
        OutputFormat::Json => terminal::out_json(&render::Document::of(&lines))?,
    }
    let is_too_low = |line: &FloorLine| matches!(line.verdict, FloorVerdict::Looked(Floor::TooLow { .. }));
    Ok(if lines.iter().any(is_too_low) { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// A requirement with its lower bound.
struct Bound {
    name: PackageName,
    written: String,
    path: String,
    line: usize,
    specifiers: SpecifierSet,
}

/// The requirements of the product and of its extras, each line once.
fn bounds(tree: &ProjectTree, names: &[PackageName]) -> Vec<Bound> {
    let (lines, _) = project_lines(&tree.declarations);
    let is_wanted = |name: &PackageName| names.is_empty() || names.contains(name);
    lines
        .into_iter()
        .filter(|line| {
            let list = DeclaredList::of(line);
            is_wanted(&line.name) && matches!(list, DeclaredList::Product | DeclaredList::Extra(_))
        })
        .filter_map(|line| {
            let specifiers = line.entry.as_ref()?.specifiers.clone();
            Some(Bound {
                name: line.name,
                written: line.written,
                path: line.path,
                line: line.line,
                specifiers,
            })
        })
        .collect()
}

fn pins(arguments: &FloorArguments) -> Result<BTreeMap<PackageName, Version>, Failure> {
    let Some(path) = &arguments.constraints else { return Ok(BTreeMap::new()) };
    let bytes = reading::bytes(path)?;
    let (constraints, _) = Constraints::parse(bytes);
    let mut pins: BTreeMap<PackageName, Version> = BTreeMap::new();
    for pin in constraints.pins() {
        if let Some(version) = pin.version() {
            let newest = pins.entry(pin.name().clone()).or_insert_with(|| version.clone());
            // Several pins are for several Pythons.
            *newest = version.max(newest.clone());
        }
    }
    Ok(pins)
}

/// The version that a lower bound names.
fn lower(specifiers: &SpecifierSet) -> Option<&Version> {
    let is_lower = |operator| {
        matches!(
            operator,
            Operator::GreaterEqual | Operator::Greater | Operator::Compatible | Operator::Equal
        )
    };
    let bounds = specifiers.iter().filter(|one| is_lower(one.operator()));
    bounds.filter_map(|one| one.version()).max()
}

fn look(
    uses: &ProjectUses,
    bound: &Bound,
    pin: Option<&Version>,
    source: &ReleaseDefinitions,
) -> Result<FloorVerdict, Failure> {
    let Some(lower) = lower(&bound.specifiers) else { return Ok(FloorVerdict::NoBound) };
    let mut releases = source.releases(&bound.name);
    releases.retain(|version| {
        let is_allowed = bound.specifiers.contains(version, haggle_spec::Prereleases::Exclude);
        is_allowed && version >= lower && pin.is_none_or(|pin| version <= pin)
    });
    // An old release often has no wheel; the next one tells less.
    let is_open = bound.specifiers.iter().any(|one| one.operator() == Operator::Greater);
    if releases.is_empty() || (releases.first() != Some(lower) && !is_open) {
        let because = source.absence(&bound.name, lower);
        return Ok(FloorVerdict::NotRead { of: lower.clone(), because });
    }
    let define = |version: &Version| -> Result<DistributionDefinitions, Failure> {
        let release = ReleaseId::new(bound.name.clone(), version.clone());
        let found = source.of(std::slice::from_ref(&release))?.remove(&release);
        found.ok_or_else(|| Failure::new(format!("the wheel of {} {version} is not there", bound.name)))
    };
    Ok(FloorVerdict::Looked(floor(uses, &releases, define)?))
}
