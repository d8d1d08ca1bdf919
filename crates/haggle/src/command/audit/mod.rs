//! `haggle audit [PROJECT]`: holds what a project declares against what its sources import.

mod catalogue;

use std::collections::BTreeMap;
#[cfg(feature = "live")]
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::audit::{
    AuditFinding, AuditInputs, AuditReport, AuditedDistribution, audit, repaired_files,
};
use haggle_spec::PackageName;

use crate::context::Context;
#[cfg(feature = "live")]
use crate::input::distribution;
#[cfg(feature = "live")]
use crate::input::index_settings::IndexArguments;
use crate::input::project_tree::{ProjectTree, TreeListing};
use crate::input::site_packages;
use crate::input::source_cache::{ContentHash, SourceCache, content_hash};
use crate::output;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::page::Page;
use crate::output::progress::Progress;
use crate::output::{files, terminal};

/// What to audit.
#[cfg_attr(
    feature = "live",
    expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")
)]
#[derive(Debug, clap::Args)]
pub struct AuditArguments {
    /// The project's folder
    #[arg(value_name = "PROJECT", default_value = ".")]
    project: PathBuf,
    /// A folder that distributions are installed to (site-packages), to know what each provides; without one, import names are
    /// guessed and findings that rest on a guess are not certain
    #[arg(long, value_name = "FOLDER")]
    site_packages: Vec<PathBuf>,
    /// Ask the package index for what the newest wheel of each requirement provides, where `--site-packages` does not tell
    #[cfg(feature = "live")]
    #[arg(long)]
    ask_index: bool,
    #[cfg(feature = "live")]
    #[command(flatten)]
    index: IndexArguments,
    /// Repair what is certain, in the files themselves: take out what nothing uses, and move what only tests use to the test
    /// requirements
    #[arg(long)]
    fix: bool,
    /// Show what --fix or --catalogue would change, and write nothing
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    diff: bool,
    /// Renew where the family's catalogue says that requirements are imported and run, from the sources of its projects, and say what
    /// else in it does not hold
    #[arg(long, conflicts_with_all = ["project", "fix"])]
    catalogue: bool,
    /// With --catalogue: the sources of a project of the family, where its folder has none
    #[arg(long, value_name = "PROJECT=FOLDER", requires = "catalogue")]
    sources: Vec<String>,
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// Adds what the index has of the requirements that are not known yet.
#[cfg(feature = "live")]
fn ask(
    arguments: &AuditArguments,
    tree: &ProjectTree,
    known: &mut BTreeMap<PackageName, AuditedDistribution>,
) -> Result<(), Failure> {
    let declared: BTreeSet<&PackageName> =
        tree.declared.iter().map(|requirement| &requirement.name).collect();
    let names: Vec<PackageName> =
        declared.into_iter().filter(|name| !known.contains_key(*name)).cloned().collect();
    let index = arguments.index.open(None)?;
    let found = index.wheel_contents(&names, &|_| {}).map_err(|error| Failure::new(error.to_string()))?;
    known.extend(
        found.into_iter().filter_map(|(name, contents)| Some((name, distribution::of_wheel(&contents)?))),
    );
    Ok(())
}

/// Audits a project: exit code 1 if a finding asks for a change.
pub fn run(arguments: &AuditArguments, context: &Context) -> Result<ExitCode, Failure> {
    if arguments.catalogue {
        return catalogue::run(arguments, context, &site_packages::read_all(&arguments.site_packages)?);
    }
    let progress = Progress::start("reading sources");
    let mut cache = SourceCache::open(cache_folder(arguments).as_deref(), &arguments.project);
    let mut listing = TreeListing::of(&arguments.project)?;
    #[cfg_attr(not(feature = "live"), expect(unused_mut, reason = "only an index adds to it"))]
    let mut known = site_packages::read_all(&arguments.site_packages)?;
    #[cfg(feature = "live")]
    let asks_index = arguments.ask_index;
    #[cfg(not(feature = "live"))]
    let asks_index = false;
    let is_kept = !(arguments.fix || arguments.diff || asks_index);
    let question = question(arguments, &known, &listing.contents(&mut cache)?)?;
    if let Some((code, text)) = cache.answer(&question).filter(|_| is_kept) {
        let code = ExitCode::from(*code);
        drop(progress);
        print(arguments.format, text)?;
        cache.close();
        return Ok(code);
    }
    let tree = ProjectTree::of(listing, &mut cache)?;
    drop(progress);
    #[cfg(feature = "live")]
    if asks_index {
        ask(arguments, &tree, &mut known)?;
    }
    let mut report = audited(&tree, &known);
    if arguments.fix || arguments.diff {
        let changed = repaired_files(&report.findings, &tree.declarations)
            .map_err(|error| Failure::new(format!("cannot repair the project's files: {error}")))?;
        if arguments.diff {
            return diff(&tree, &changed, &report);
        }
        write(&arguments.project, &changed)?;
        if !changed.is_empty() {
            report = audited(&ProjectTree::read(&arguments.project)?, &known);
        }
    }
    let text = match arguments.format {
        OutputFormat::Text => output::audit::page(&report).to_string(),
        OutputFormat::Json => {
            output::json::text(&output::audit::AuditDocument { schema: 1, report: &report })?
        }
    };
    print(arguments.format, &text)?;
    let code = if report.findings.iter().any(AuditFinding::is_due) { FINDINGS } else { 0 };
    if is_kept {
        cache.keep(question, (code, text));
    }
    cache.close();
    Ok(ExitCode::from(code))
}

/// What an answer depends on: how it is told, what is known of distributions, and the content of every file.
fn question(
    arguments: &AuditArguments,
    known: &BTreeMap<PackageName, AuditedDistribution>,
    contents: &[(&str, ContentHash)],
) -> Result<ContentHash, Failure> {
    let mut text = output::json::text(known)?.into_bytes();
    text.push(u8::from(arguments.format == OutputFormat::Json));
    for (path, hash) in contents {
        text.extend(path.as_bytes());
        text.push(0);
        text.extend(hash);
    }
    Ok(content_hash(&text))
}

fn print(format: OutputFormat, text: &str) -> Result<(), Failure> {
    match format {
        OutputFormat::Text => terminal::out(&Page::of_block(text)),
        OutputFormat::Json => terminal::out_bytes(text.as_bytes()),
    }
}

/// The folder of what is kept between runs.
#[cfg(feature = "live")]
fn cache_folder(arguments: &AuditArguments) -> Option<PathBuf> {
    arguments.index.cache_folder()
}

/// Nothing is kept in a build that has no cache.
#[cfg(not(feature = "live"))]
fn cache_folder(_: &AuditArguments) -> Option<PathBuf> {
    None
}

fn audited(tree: &ProjectTree, known: &BTreeMap<PackageName, AuditedDistribution>) -> AuditReport {
    audit(&AuditInputs {
        sources: &tree.sources,
        configurations: &tree.configurations,
        declared: &tree.declared,
        known,
    })
}

fn verdict(report: &AuditReport) -> ExitCode {
    let is_due = report.findings.iter().any(AuditFinding::is_due);
    if is_due { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS }
}

/// Shows what would change.
fn diff(
    tree: &ProjectTree,
    changed: &BTreeMap<String, Vec<u8>>,
    report: &AuditReport,
) -> Result<ExitCode, Failure> {
    for (path, after) in changed {
        let before = tree.declarations.get(path).map(Vec::as_slice).unwrap_or_default();
        let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
        terminal::out(&output::diff::page(path, &before, &after, "repaired"))?;
    }
    Ok(verdict(report))
}

/// Writes the repaired files, all or none.
fn write(project: &Path, changed: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    let written: Vec<(PathBuf, &[u8])> =
        changed.iter().map(|(path, bytes)| (project.join(path), bytes.as_slice())).collect();
    files::write_all(&written)?;
    for (path, _) in &written {
        terminal::note(format_args!("{}: repaired", path.display()));
    }
    Ok(())
}
