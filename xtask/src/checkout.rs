//! The checkout that this program was built from.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use haggle::output::failure::{Failure, MISUSE};

/// Its root.
pub fn root() -> Result<PathBuf, Failure> {
    haggle::context::Context::checkout().ok_or_else(|| {
        Failure::new(
            "this command works in a checkout of haggle, and the one that built this program is gone",
        )
        .hint("clone the repository and run `cargo xtask` there")
    })
}

/// A file or folder below the root.
pub fn path(below: impl AsRef<Path>) -> Result<PathBuf, Failure> {
    Ok(root()?.join(below))
}

/// How a program is built before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// Without optimisation: quick to build.
    Quick,
    /// With optimisation: for what is measured or runs long.
    Optimised,
}

/// The `cargo` that started this program, else the one on the path.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds the program of a package and runs it in the working folder with these arguments: its exit code. After the name of the package there may be
/// more words for `cargo run`.
pub fn run_package(package: &str, build: Build, arguments: &[OsString]) -> Result<ExitCode, Failure> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--manifest-path"]).arg(path("Cargo.toml")?);
    command.arg("--package").args(package.split(' '));
    if build == Build::Optimised {
        command.args(["--profile", "bench"]);
    }
    command.arg("--").args(arguments).env(haggle::program::CALLED_AS, haggle::program::XTASK);
    run(&mut command)
}

/// Writes anew what the pages show of commands: the tests that compare it do that where this variable is set.
pub fn write_pages() -> Result<ExitCode, Failure> {
    let mut command = cargo();
    command.args(["test", "--quiet", "--manifest-path"]).arg(path("Cargo.toml")?);
    command.args(["--package", "haggle", "--test", "all", "--", "pages::", "the_page_about_linting"]);
    run(command.env("HAGGLE_REWRITE", "1"))
}

/// Runs a cargo: its exit code.
fn run(command: &mut Command) -> Result<ExitCode, Failure> {
    let status = command.status().map_err(|error| Failure::io("run", Path::new("cargo"), &error))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::from(MISUSE), ExitCode::from))
}
