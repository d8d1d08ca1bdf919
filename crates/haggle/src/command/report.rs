//! `haggle report`: one page for the family.

use std::path::PathBuf;
use std::process::ExitCode;

use haggle_tradeoff::Options;

use super::evaluate::{chosen, evaluate};
use super::status::{pin_state, project_states};
use super::sync::{SyncRequest, planned};
use crate::context::Context;
use crate::input::family::{Family, FamilyFiles, decisions, recorded};
use crate::input::live_arguments::LiveArguments;
use crate::input::report_files::{batch, linked_changes};
use crate::output::failure::Failure;
use crate::output::report::{ReportInputs, page};
use crate::output::{files, terminal};

/// Where the page goes.
#[derive(Debug, clap::Args)]
pub struct ReportArguments {
    /// The file to write (default: target/haggle/report.html, below the family's folder); `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show the changes of this file: what `changes`, or a command that drafts changes, prints with `--format json`; as often as needed
    #[arg(long, value_name = "FILE")]
    changes: Vec<PathBuf>,
    /// Show the batch of this file: what `pins update --forecast`, or `forecast`, prints with `--format json`
    #[arg(long, value_name = "FILE")]
    pins: Option<PathBuf>,
    /// How often to draw uncertain facts and weights
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    samples: u32,
    /// The seed of the draws: the same seed gives the same result
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

/// Evaluates every feature, looks at the pins, and writes the page.
pub fn run(arguments: &ReportArguments, context: &Context) -> Result<ExitCode, Failure> {
    if let Some(path) = arguments.output.as_ref().filter(|path| path.as_os_str() != "-") {
        files::expect_place(path)?;
    }
    let family = Family::load(context)?;
    let options = Options { samples: arguments.samples, seed: arguments.seed };
    let requirement_files = FamilyFiles::load(&family.source, &family.manifest)?;
    let features = chosen(&family, &[])?;
    let evaluation =
        evaluate(&family, &requirement_files, &features, options.clone(), &LiveArguments::default())?;
    let (snapshot, _) = recorded(&family.source, &family.manifest)?;
    let pins = pin_state(context, &snapshot.facts)?;
    let projects = project_states(context)?;
    let plans = planned(&SyncRequest::default(), context, &family.manifest).map(|(plans, _)| plans);
    let plans = plans.map_err(|failure| failure.to_string());
    let changes = linked_changes(&arguments.changes, family.manifest.requirements.project.as_str())?;
    let batch = arguments.pins.as_deref().map(batch).transpose()?;
    let decisions = decisions(&family)?;
    let inputs = ReportInputs {
        evaluation: &evaluation,
        options: &options,
        decisions: &decisions,
        pins: &pins,
        projects: &projects,
        plans: &plans,
        changes: &changes,
        batch: batch.as_ref(),
    };
    let html = page(&inputs)?;
    let path = match &arguments.output {
        Some(path) if path.as_os_str() == "-" => {
            terminal::out_file(html.as_bytes())?;
            return Ok(ExitCode::SUCCESS);
        }
        Some(path) => {
            files::write(path, html.as_bytes())?;
            path.clone()
        }
        None => {
            let folder = family.source.results();
            files::write_into(&folder, &[(NAME.to_owned(), html.into_bytes())])?;
            folder.join(NAME)
        }
    };
    terminal::out_line(format_args!("report: {}", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

const NAME: &str = "report.html";
