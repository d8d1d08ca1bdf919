//! `haggle changes`: what became of the changes under review.

use std::process::ExitCode;

use haggle_review::{Committer, Followed, Refreshed, Standing, look, refresh};

use crate::context::Context;
use crate::input::family::{Source, manifest};
use crate::input::review_system::{failed, repositories, review_system};
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::progress::Progress;
use crate::output::{published, terminal};

const NOTES: &str = "\
Exit codes: 0 nothing to do, 1 a change is outdated, conflicting or not known, 2 misuse, bad input or IO.";

/// Which changes, and what to do about them.
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub struct ChangesArguments {
    /// The topic that the changes were pushed under (default: that of the manifest)
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,
    /// Bring the changes up to date in the review system
    #[arg(long)]
    push: bool,
    /// Also write the changes as a page of HTML, for where the review system has no dashboard
    #[cfg(feature = "report")]
    #[arg(short = 'o', long, value_name = "FILE")]
    report: Option<std::path::PathBuf>,
    /// How to print the changes
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// Exit code 1 if something is left to do.
pub fn run(arguments: &ChangesArguments, context: &Context) -> Result<ExitCode, Failure> {
    let (source, name) = Source::locate(context)?;
    let manifest = manifest(&source, &name)?;
    let topic = arguments.topic.as_ref().or(manifest.review.topic.as_ref()).ok_or_else(|| {
        Failure::new("no topic is known").hint("give `--topic`, or `topic` below `[review]` in `haggle.toml`")
    })?;
    #[cfg(feature = "report")]
    arguments.report.as_deref().map_or(Ok(()), crate::output::files::expect_place)?;
    let reviewing = review_system(&source, &manifest)?;
    let (system, settings) = (&*reviewing.system, &reviewing.settings);
    let progress = Progress::start("asking the review system");
    let followed = look(system, topic, &repositories(&manifest), settings).map_err(|error| failed(&error))?;
    let refreshed = if arguments.push {
        let committer = Committer::of_git().map_err(|error| failed(&error))?;
        progress.phase("bringing changes up to date");
        refresh(system, topic, &followed, &committer, settings)
    } else {
        Vec::new()
    };
    drop(progress);
    #[cfg(feature = "report")]
    if let Some(path) = &arguments.report {
        let page = crate::output::changes_report::page(topic, &followed, &refreshed);
        crate::output::files::write(path, page.as_bytes())?;
    }
    match arguments.format {
        OutputFormat::Text => terminal::out(&published::changes_page(topic, &followed, &refreshed))?,
        OutputFormat::Json => terminal::out_json(&published::changes_json(topic, &followed, &refreshed))?,
    }
    let is_left = if arguments.push {
        refreshed.iter().any(|one| matches!(one, Refreshed::Conflict | Refreshed::Failed(_)))
    } else {
        let is_fine = |one: &Followed| {
            one.change.other_owner.is_some() || matches!(one.standing, Standing::Closed | Standing::Current)
        };
        !followed.iter().all(is_fine)
    };
    Ok(if is_left { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}
