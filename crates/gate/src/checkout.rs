//! The checkout that this program was built from.

use std::path::{Path, PathBuf};
use std::process::Command;

use haggle::output::failure::Failure;

/// Its root.
pub fn root() -> Result<PathBuf, Failure> {
    haggle::context::Context::checkout().ok_or_else(|| {
        Failure::new(
            "this command works in a checkout of haggle, and the one that built this program is gone",
        )
        .hint("clone the repository and run `cargo xtask` there")
    })
}

/// The `cargo` that started this program, else the one on the path.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The packages of the workspace, as `cargo metadata` describes them.
pub fn packages(root: &Path) -> Result<Vec<serde_json::Value>, Failure> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .map_err(|error| Failure::io("run", Path::new("cargo"), &error))?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).map_err(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        Failure::new(format!("`cargo metadata` failed: {}", said.lines().next().unwrap_or_default()))
    })?;
    Ok(metadata["packages"].as_array().cloned().unwrap_or_default())
}

/// The `src` folders of the crates and of `cargo xtask`.
pub fn sources(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let crates = root.join("crates");
    let entries = std::fs::read_dir(&crates).map_err(|error| Failure::io("list", &crates, &error))?;
    let mut sources: Vec<PathBuf> =
        entries.filter_map(Result::ok).map(|entry| entry.path().join("src")).collect();
    sources.push(root.join("xtask/src"));
    sources.retain(|source| source.is_dir());
    sources.sort();
    Ok(sources)
}
