//! `haggle message check FILE...`: what Zuul, Gerrit and git will read of a commit message. `haggle message templates`: how messages
//! are written.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use haggle_govern::change::check_message;

use crate::context::Context;
use crate::input::family::{Source, manifest};
use crate::input::reading;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::{message as render, terminal};

/// Commit messages.
#[derive(Debug, clap::Args)]
pub struct MessageArguments {
    #[command(subcommand)]
    verb: MessageVerb,
}

/// What is to be done with a message.
#[derive(Debug, clap::Subcommand)]
enum MessageVerb {
    /// Show what Zuul, Gerrit and git will read, and what they pass over in silence
    Check(CheckArguments),
    /// Print how messages are written where a family says nothing else, as tables of its manifest to begin from
    Templates,
}

/// Which messages.
#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// Files that hold a message each; `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Address of a review system that the Zuul has a connection to; as often as needed (default: that of the manifest; any, where there
    /// is none)
    #[arg(long, value_name = "URL")]
    review: Vec<String>,
    /// How to print what is read
    #[arg(long, value_enum, default_value_t)]
    format: OutputFormat,
}

/// Exit code 1 where something is not read as it looks.
pub fn run(arguments: &MessageArguments, context: &Context) -> Result<ExitCode, Failure> {
    match &arguments.verb {
        MessageVerb::Check(arguments) => check(arguments, context),
        MessageVerb::Templates => {
            terminal::out(&render::templates())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(arguments: &CheckArguments, context: &Context) -> Result<ExitCode, Failure> {
    let mut reviews = arguments.review.clone();
    if reviews.is_empty()
        && let Some((source, name)) = Source::locate_own(context)?
    {
        reviews.extend(manifest(&source, &name)?.review.url);
    }
    let mut readings = Vec::new();
    for file in &arguments.files {
        let message = read(file)?;
        readings.push((file.display().to_string(), check_message(&message, &reviews)));
    }
    match arguments.format {
        OutputFormat::Text => terminal::out(&render::text(&readings))?,
        OutputFormat::Json => terminal::out_json(&render::json(&readings))?,
    }
    let is_any = readings.iter().any(|(_, reading)| !reading.findings.is_empty());
    Ok(if is_any { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

fn read(file: &Path) -> Result<String, Failure> {
    let of = |error: std::io::Error| Failure::io("read", file, &error);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map_err(of)?;
    } else {
        bytes = reading::bytes(file)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
