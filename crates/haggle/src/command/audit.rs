//! `haggle audit [PROJECT]`: holds what a project declares against what its sources import.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_govern::audit::{AuditFinding, AuditInputs, audit};

use crate::input::project_tree::ProjectTree;
use crate::input::site_packages;
use crate::output;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::terminal;

/// What to audit.
#[derive(Debug, clap::Args)]
pub struct AuditArguments {
    /// The project's folder
    #[arg(value_name = "PROJECT", default_value = ".")]
    project: PathBuf,
    /// A folder that distributions are installed to (site-packages), to know what each provides; without one, import names are
    /// guessed and findings that rest on a guess are not certain
    #[arg(long, value_name = "FOLDER")]
    site_packages: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// Audits a project: exit code 1 if a finding asks for a change.
pub fn run(arguments: &AuditArguments) -> Result<ExitCode, Failure> {
    let tree = ProjectTree::read(&arguments.project)?;
    let known = site_packages::read_all(&arguments.site_packages)?;
    let report = audit(&AuditInputs {
        sources: &tree.sources,
        configurations: &tree.configurations,
        declared: &tree.declared,
        known: &known,
    });
    match arguments.format {
        OutputFormat::Text => terminal::out(&output::audit::page(&report))?,
        OutputFormat::Json => terminal::out_json(&report)?,
    }
    let is_due = report.findings.iter().any(AuditFinding::is_due);
    Ok(if is_due { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}
