//! `haggle check [PROJECT]...`: holds what projects require against the shared lists.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::check::{CheckedProject, GateRules, ProjectReport, SharedLists, check_project};

use crate::context::Context;
use crate::input::checked::{CheckInputs, ListFiles};
use crate::output::failure::{FINDINGS, Failure};
use crate::output::{check as render, files, repaired, terminal};

/// What to check.
#[derive(Debug, clap::Args)]
pub struct CheckArguments {
    /// Folders of projects (default: every project of the family's manifest)
    #[arg(value_name = "PROJECT")]
    projects: Vec<PathBuf>,
    /// A folder with the shared lists (global-requirements.txt, upper-constraints.txt, denylist.txt, backports.txt), to check
    /// projects without a manifest
    #[arg(long, value_name = "FOLDER", requires = "projects")]
    lists: Option<PathBuf>,
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
    let inputs = read(arguments, context)?;
    let mut checked = check(&inputs, &inputs.lists);
    if arguments.fix {
        let repaired = repair(&inputs, &checked)?;
        if repaired {
            let inputs = read(arguments, context)?;
            return print(arguments, &inputs, check(&inputs, &inputs.lists));
        }
    }
    if let Some(folder) = &arguments.with {
        let after = check(&inputs, &ListFiles::of_folder(folder)?);
        checked =
            after.into_iter().zip(checked).map(|(after, before)| render::added(after, &before)).collect();
    }
    print(arguments, &inputs, checked)
}

fn read(arguments: &CheckArguments, context: &Context) -> Result<CheckInputs, Failure> {
    let branch = arguments.branch.as_deref();
    match &arguments.lists {
        Some(lists) => CheckInputs::of_folders(lists, &arguments.projects, branch.unwrap_or("master")),
        None => CheckInputs::of_family(context, &arguments.projects, branch),
    }
}

fn check(inputs: &CheckInputs, files: &ListFiles) -> Vec<ProjectReport> {
    let lists = match &files.global {
        Some(global) => SharedLists::new(global, &files.constraints, &files.denylist, &files.backports),
        None => SharedLists::without_global(&files.constraints, &files.denylist, &files.backports),
    };
    let rules =
        |project: &CheckedProject| GateRules { branch: project.branch.clone(), ..GateRules::default() };
    let projects = inputs.projects.iter();
    projects.map(|project| check_project(project, &lists, &rules(project), &inputs.pythons)).collect()
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
        terminal::err_line(format_args!("{}: repaired", path.display()));
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
