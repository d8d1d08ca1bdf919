//! Metadata from builds, where the user asks for it: the backend of a source distribution runs, isolated, and says what it requires.

mod isolation;
mod requirements;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use haggle_index::{BuiltMetadata, Index, MetadataBuilder, SourceDistribution, unpack};
use haggle_resolve::python::Target;
use haggle_spec::Requirement;
use serde::Deserialize;
use tempfile::TempDir;

use super::program_output::printed;
use super::target;
use crate::output::failure::Failure;
use crate::output::terminal;
use isolation::{Limits, run};
use requirements::{BuildSystem, install, text_of};

const ASK_BACKEND: &str = include_str!("ask_backend.py");

/// How long a build may take where the user says nothing, in seconds.
pub const USUAL_SECONDS: u64 = 120;
/// What one build may take.
const LIMITS: Limits = Limits { time: Duration::from_secs(USUAL_SECONDS), memory: 2 << 30, disk: 512 << 20 };
/// How long a Python may take to say where it is.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// Prints where the Python is and what it is.
const ABOUT: &str = "\
import json, os, platform, sys
print(json.dumps({'program': os.path.realpath(sys.executable), 'prefix': os.path.realpath(sys.base_prefix),
    'version': platform.python_version(), 'platform': sys.platform + '-' + platform.machine()}))
";

#[derive(Deserialize)]
struct About {
    program: PathBuf,
    prefix: PathBuf,
    version: String,
    platform: String,
}

/// Builds metadata with the Python of this machine, one build at a time.
pub struct Builder {
    python: About,
    environment: String,
    target: Target,
    /// Where build requirements are from. It builds nothing itself.
    index: Index,
    limits: Limits,
    turn: Mutex<()>,
}

impl Builder {
    /// With the first Python on the path; a build may take so long.
    ///
    /// # Errors
    /// There is none, or nothing can be isolated here.
    pub fn new(index: Index, time: Duration) -> Result<Self, Failure> {
        let ask = |program: &str| {
            let (text, _) = printed(Command::new(program).args(["-I", "-c", ABOUT]), LONGEST_ANSWER).ok()?;
            serde_json::from_str::<About>(&text).ok()
        };
        let python = ["python3", "python"].into_iter().find_map(ask).ok_or_else(|| {
            Failure::new("`--build-metadata` needs a Python to build with, and none is installed here")
        })?;
        let target = target::from_options(Some(&python.version), None)?;
        let environment = format!("python-{}-{}", python.version, python.platform);
        let builder = Self {
            python,
            environment,
            target,
            index,
            limits: Limits { time, ..LIMITS },
            turn: Mutex::default(),
        };
        builder.try_isolation()?;
        Ok(builder)
    }

    /// Whether a program can be run apart from the machine at all.
    fn try_isolation(&self) -> Result<(), Failure> {
        let refused = |reason: &str| {
            Failure::new(format!("`--build-metadata` runs the code of others, and it cannot be isolated here: {reason}"))
                .hint("isolation is by `unshare` of util-linux 2.36 or later, where the system lets users make namespaces")
        };
        let folder = folder().map_err(|reason| refused(&reason))?;
        match self.run(folder.path(), LIMITS, &["-c", "print('isolated')"]) {
            Ok(text) if text.trim() == "isolated" => Ok(()),
            Ok(_) => Err(refused("the Python does not run in it")),
            Err(reason) => Err(refused(&reason)),
        }
    }

    fn run(&self, given: &Path, limits: Limits, arguments: &[&str]) -> Result<String, String> {
        let program = self.python.program.to_string_lossy();
        // Neither the user's nor the machine's packages are seen.
        let mut command = vec![program.as_ref(), "-I", "-S"];
        command.extend_from_slice(arguments);
        match run(given, &self.python.prefix, limits, &command) {
            Ok((text, true)) => Ok(text),
            Ok((_, false)) => Err("it failed, or took more memory, time or disk than a build may".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn metadata(&self, sdist: &SourceDistribution<'_>) -> Result<BuiltMetadata, String> {
        let folder = folder()?;
        let source = folder.path().join("source");
        unpack(sdist.bytes, sdist.filename, &source).map_err(|error| error.to_string())?;
        let top = only_folder(&source).ok_or("it does not unpack to one folder")?;
        let place = Path::new("/work/source").join(&top);
        let system = BuildSystem::of(text_of(&source.join(&top).join("pyproject.toml")).as_deref())?;
        let folders = serde_json::to_string(&system.folders).map_err(|error| error.to_string())?;
        let mut requires = system.requires.clone();
        let mut are_there = "no";
        loop {
            let site = folder.path().join("site");
            let with = install(&self.index, &self.target, &requires, &site)?;
            let text = self.run(
                folder.path(),
                self.limits,
                &["-c", ASK_BACKEND, &place.to_string_lossy(), &folders, &system.backend, are_there],
            );
            // The root of the last run.
            let _ = fs::remove_dir_all(folder.path().join("root"));
            let text = text?;
            match text.split_once('\n') {
                Some(("metadata", metadata)) => {
                    let with = if with.is_empty() { "nothing" } else { &with };
                    let origin = format!(
                        "by `{}` with {with}, on Python {} ({})",
                        system.backend, self.python.version, self.python.platform
                    );
                    return Ok(BuiltMetadata { text: metadata.as_bytes().to_vec(), origin });
                }
                Some(("requires", list)) if are_there == "no" => {
                    let list: Vec<String> = serde_json::from_str(list).map_err(|error| error.to_string())?;
                    for text in list {
                        let further: Requirement = text.parse().map_err(|error| {
                            format!("its backend requires `{text}`, which cannot be read: {error}")
                        })?;
                        requires.push(further);
                    }
                    fs::remove_dir_all(&site)
                        .and_then(|()| fs::create_dir(&site))
                        .map_err(|error| error.to_string())?;
                    are_there = "yes";
                }
                _ => return Err(format!("`{}` gives no metadata", system.backend)),
            }
        }
    }
}

impl MetadataBuilder for Builder {
    fn environment(&self) -> &str {
        &self.environment
    }

    fn build(&self, sdist: &SourceDistribution<'_>) -> Result<BuiltMetadata, String> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        terminal::err_line(format_args!("building the metadata of {} {}", sdist.name, sdist.version));
        self.metadata(sdist)
    }
}

/// A folder with the empty folders `source` and `site`, which goes when the build is over.
fn folder() -> Result<TempDir, String> {
    let make = || {
        let folder = tempfile::Builder::new().prefix("haggle-build-").tempdir()?;
        fs::create_dir(folder.path().join("source"))?;
        fs::create_dir(folder.path().join("site"))?;
        Ok(folder)
    };
    make().map_err(|error: std::io::Error| format!("no folder can be made for it: {error}"))
}

/// The name of the only folder in a folder.
fn only_folder(folder: &Path) -> Option<String> {
    let mut entries = fs::read_dir(folder).ok()?;
    let (only, None) = (entries.next()?.ok()?, entries.next()) else { return None };
    only.file_name().into_string().ok().filter(|_| only.path().is_dir())
}
