//! `haggle cache`: what is stored of answers of indexes: where, how much, whether it is sound, and what of it may go.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use haggle_index::{CacheError, CacheFolder};
use haggle_spec::PackageName;

use crate::input::index_settings::default_cache_folder;
use crate::output::cache as render;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::format::OutputFormat;
use crate::output::terminal;
use crate::program;

/// The cache of indexes' answers.
#[derive(Debug, clap::Args)]
pub struct CacheArguments {
    #[command(subcommand)]
    verb: CacheVerb,
    /// Folder of the cache (default: `HAGGLE_CACHE_DIR`, else the user's cache folder)
    #[arg(long, global = true, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// How to print the result
    #[arg(long, global = true, value_enum, default_value_t)]
    format: OutputFormat,
}

/// What is to be done.
#[derive(Debug, clap::Subcommand)]
enum CacheVerb {
    /// Print where it is
    Dir,
    /// Print how much of each kind is stored
    Size,
    /// Read every record, and list those that are broken (exit code 1)
    Verify,
    /// Remove what is of no use: broken or of another format, made of what is gone, or not asked for in a long time
    Prune {
        /// What nobody asked for in so many days goes
        #[arg(long, value_name = "DAYS", default_value_t = 30)]
        unused_for: u32,
    },
    /// Remove what is stored of packages, or all of it
    Clean {
        /// The packages (default: all, with what other versions of this program stored)
        #[arg(value_name = "NAME")]
        names: Vec<PackageName>,
    },
}

/// Carries it out. Other processes may use the cache meanwhile.
pub fn run(arguments: &CacheArguments) -> Result<ExitCode, Failure> {
    let folder = arguments.cache_dir.clone().or_else(default_cache_folder).ok_or_else(|| {
        Failure::new("this user has no folder for a cache").hint("name one: `--cache-dir DIR`")
    })?;
    let cache = CacheFolder::new(folder);
    let document = match &arguments.verb {
        CacheVerb::Dir => render::Document::place(&cache),
        CacheVerb::Size => render::Document::sizes(&cache, &cache.sizes().map_err(|error| failure(&error))?),
        CacheVerb::Verify => {
            let (read, broken) = cache.verify().map_err(|error| failure(&error))?;
            render::Document::verified(&cache, read, &broken)
        }
        CacheVerb::Prune { unused_for } => {
            let time = Duration::from_secs(u64::from(*unused_for) * 24 * 60 * 60);
            render::Document::pruned(&cache, &cache.prune(time).map_err(|error| failure(&error))?)
        }
        CacheVerb::Clean { names } => {
            let removed = if names.is_empty() {
                cache.clean()
            } else {
                cache.clean_packages(&names.iter().cloned().collect::<BTreeSet<_>>())
            };
            render::Document::cleaned(&cache, removed.map_err(|error| failure(&error))?)
        }
    };
    match arguments.format {
        OutputFormat::Json => terminal::out_json(&document)?,
        OutputFormat::Text => terminal::out(&document.page())?,
    }
    if document.has_broken() {
        terminal::note(format_args!(
            "help: broken records count as absent; `{}` removes them",
            program::call("cache prune")
        ));
        return Ok(ExitCode::from(FINDINGS));
    }
    Ok(ExitCode::SUCCESS)
}

fn failure(error: &CacheError) -> Failure {
    Failure::new(error.to_string())
}
