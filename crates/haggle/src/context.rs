//! What every command is given: the manifest's place, and where the checkout is if there is one.

use std::path::{Path, PathBuf};

/// Options that every command takes.
#[derive(Debug, clap::Args)]
pub struct GlobalArguments {
    /// The family's manifest (default: the demo that ships with haggle)
    #[arg(long, global = true, value_name = "FILE", env = "HAGGLE_MANIFEST")]
    pub manifest: Option<PathBuf>,
}

/// Everything a command may ask about where it runs.
#[derive(Debug)]
pub struct Context {
    /// The manifest that the user named, if any.
    pub manifest: Option<PathBuf>,
}

impl Context {
    /// Built once, from the command line and the environment.
    pub fn new(global: GlobalArguments) -> Self {
        Self { manifest: global.manifest.filter(|path| !path.as_os_str().is_empty()) }
    }

    /// The root of the checkout that this binary was built from, if it is still there.
    pub fn checkout() -> Option<PathBuf> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
        root.join("Cargo.toml").is_file().then(|| root.to_path_buf())
    }
}
