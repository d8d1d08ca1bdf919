//! `haggle check [PROJECT]...`: holds what projects require against the shared lists.

mod lists;
mod release;

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::check::{
    CheckedProject, GateRules, ProjectReport, SharedLists, check_project, without_pin,
};
use haggle_spec::Version;

use crate::context::Context;
use crate::input::checked::{CheckInputs, ListFiles};
use crate::input::reading;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::list_check::ListFormat;
use crate::output::{check as render, files, repaired, terminal};

/// What to check.
#[derive(Debug, clap::Args)]
pub struct CheckArguments {
    /// Folders of projects (default: every project of the family's manifest)
    #[arg(value_name = "PROJECT")]
    projects: Vec<PathBuf>,
    /// A folder with the shared lists (global-requirements.txt, upper-constraints.txt, denylist.txt, backports.txt), to check
    /// projects without a manifest
    #[arg(long, value_name = "FOLDER")]
    lists: Option<PathBuf>,
    #[command(flatten)]
    of_lists: OfLists,
    /// Names have to be pinned, too, as a job that installs under the constraints needs them to be
    #[arg(long, conflicts_with = "release")]
    exists: bool,
    /// Compare what two states of a project require (folders, or files like `requires.txt`): a patch release may neither add a requirement
    /// nor raise a least version
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["projects", "gate", "with", "fix"])]
    release: Vec<PathBuf>,
    /// The version of the newer state, with --release: prereleases and versions that end in 0 may ask for more
    #[arg(long, value_name = "VERSION", requires = "release")]
    version: Option<Version>,
    /// Whose verdict counts
    #[arg(long, value_enum, default_value_t)]
    gate: Gate,
    /// The branch that the projects are on: stable branches are judged mildly by the gate (default: the manifest's, else master)
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// Show only what changed lists would break: a folder with the lists after the change
    #[arg(long, value_name = "FOLDER", conflicts_with = "fix")]
    with: Option<PathBuf>,
    /// Repair what is certain, in the files themselves
    #[arg(long)]
    fix: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    format: render::CheckFormat,
}

/// What is asked of the lists rather than of projects.
#[derive(Debug, clap::Args)]
struct OfLists {
    /// Check the shared lists against each other instead of projects
    #[arg(long, conflicts_with_all = ["projects", "gate", "with", "exists", "unused", "release"])]
    shared: bool,
    /// List the names of the global list that none of the projects requires
    #[arg(long, conflicts_with_all = ["gate", "with", "fix", "release"])]
    unused: bool,
}

/// Whose verdict counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Gate {
    /// What the lines mean; where the upstream gate would refuse a project all the same, that is noted
    #[default]
    Meaning,
    /// The gate of openstack/requirements, which compares markers and spelling as text
    Upstream,
}

/// Checks the projects: exit code 1 if the verdict that counts is bad for one.
pub fn run(arguments: &CheckArguments, context: &Context) -> Result<ExitCode, Failure> {
    if let [old, new] = arguments.release.as_slice() {
        return release::run([old, new], arguments.version.as_ref(), list_format(arguments)?);
    }
    if arguments.of_lists.shared {
        let files = match &arguments.lists {
            Some(folder) => ListFiles::of_folder(folder)?,
            None => ListFiles::of_family(context)?,
        };
        return lists::shared(&files, arguments.fix, list_format(arguments)?);
    }
    let inputs = read(arguments, context)?;
    if arguments.of_lists.unused {
        return lists::unused_names(&inputs, list_format(arguments)?);
    }
    let mut checked = check(arguments.exists, &inputs, &inputs.lists);
    if arguments.fix {
        let repaired = repair(&inputs, &checked)?;
        if repaired {
            let inputs = read(arguments, context)?;
            return print(arguments, &inputs, check(arguments.exists, &inputs, &inputs.lists));
        }
    }
    if let Some(folder) = &arguments.with {
        let after = check(arguments.exists, &inputs, &ListFiles::of_folder(folder)?);
        checked =
            after.into_iter().zip(checked).map(|(after, before)| render::added(after, &before)).collect();
    }
    print(arguments, &inputs, checked)
}

fn read(arguments: &CheckArguments, context: &Context) -> Result<CheckInputs, Failure> {
    let branch = arguments.branch.as_deref();
    for folder in &arguments.projects {
        reading::folder(folder, "the folder of a project")?;
    }
    match &arguments.lists {
        Some(_) if arguments.projects.is_empty() => {
            Err(Failure::new("`--lists` is for projects: name their folders")
                .hint("`--shared` checks the lists themselves"))
        }
        Some(lists) => CheckInputs::of_folders(lists, &arguments.projects, branch.unwrap_or("master")),
        None => CheckInputs::of_family(context, &arguments.projects, branch),
    }
}

/// Reports about lists have no annotations.
fn list_format(arguments: &CheckArguments) -> Result<ListFormat, Failure> {
    match arguments.format {
        render::CheckFormat::Text => Ok(ListFormat::Text),
        render::CheckFormat::Json => Ok(ListFormat::Json),
        render::CheckFormat::Github => Err(Failure::new("there are annotations of projects only")
            .hint("use `--format text` or `--format json`")),
    }
}

/// What the lines of every project mean under the family's lists.
pub fn by_meaning(inputs: &CheckInputs) -> Vec<ProjectReport> {
    check(false, inputs, &inputs.lists)
}

fn check(exists: bool, inputs: &CheckInputs, files: &ListFiles) -> Vec<ProjectReport> {
    let lists = match &files.global {
        Some(global) => SharedLists::new(global, &files.constraints, &files.denylist, &files.backports),
        None => SharedLists::without_global(&files.constraints, &files.denylist, &files.backports),
    };
    let rules =
        |project: &CheckedProject| GateRules { branch: project.branch.clone(), ..GateRules::default() };
    let projects = inputs.projects.iter();
    let reports = projects.map(|project| {
        let mut report = check_project(project, &lists, &rules(project), &inputs.pythons);
        if exists {
            report.findings.extend(without_pin(&project.files, &lists));
            report.findings.sort_by(|left, right| (&left.path, left.span).cmp(&(&right.path, right.span)));
        }
        report
    });
    reports.collect()
}

/// Writes the files whose lines can be repaired; whether there are any.
fn repair(inputs: &CheckInputs, reports: &[ProjectReport]) -> Result<bool, Failure> {
    let mut changed = Vec::new();
    for (project, report) in inputs.projects.iter().zip(reports) {
        for (path, bytes) in repaired::files(&project.files, report)? {
            changed.push((PathBuf::from(project.shown(&path)), bytes));
        }
    }
    let written: Vec<(PathBuf, &[u8])> =
        changed.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
    files::write_all(&written)?;
    for (path, _) in &written {
        terminal::note(format_args!("{}: repaired", path.display()));
    }
    Ok(!written.is_empty())
}

fn print(
    arguments: &CheckArguments,
    inputs: &CheckInputs,
    reports: Vec<ProjectReport>,
) -> Result<ExitCode, Failure> {
    let is_good = |report: &ProjectReport| match arguments.gate {
        Gate::Meaning => report.findings.is_empty() && report.unread.is_empty(),
        Gate::Upstream => report.gate.passes(),
    };
    let all_good = reports.iter().all(is_good);
    let checked: Vec<(&CheckedProject, ProjectReport)> = inputs.projects.iter().zip(reports).collect();
    render::print(&checked, arguments.gate == Gate::Upstream, arguments.format)?;
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}
