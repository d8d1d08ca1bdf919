//! The steps of a release. Nothing here publishes: what a maintainer runs by hand is printed.

use std::path::Path;
use std::process::ExitCode;

use haggle::output::failure::Failure;
use haggle::output::terminal;

use crate::step::{self, Choice, Step};
use crate::{gate, versions};

/// What of a release is to be tried.
#[derive(Debug, clap::Args)]
pub struct ReleaseArguments {
    /// Try every step and publish nothing; without it only what a maintainer runs by hand is printed
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the command.
pub fn run(root: &Path, arguments: &ReleaseArguments) -> Result<ExitCode, Failure> {
    if arguments.dry_run || arguments.choice.lists() {
        return step::run(root, "cargo xtask release", &steps(root)?, &arguments.choice);
    }
    for line in by_hand(root)? {
        terminal::out_line(line)?;
    }
    Err(Failure::new("nothing is published by a program: a release cannot be taken back")
        .hint("`cargo xtask release --dry-run` tries everything; then run the lines above by hand"))
}

/// The release, in the order in which a failure is cheapest to find.
fn steps(root: &Path) -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::check("versions", "the version of every package, and of what depends on it", versions::check),
        Step::check("changelog", "the heading of this version", versions::check_changelog),
        Step::new("advisories", "bash release/advisories.sh"),
        Step::new("api", "bash release/api.sh"),
        Step::new("wasm32", "bash release/wasm32.sh"),
        gate::packages(),
    ];
    steps.extend(gate::feature_steps(root)?);
    steps.push(Step::new("msrv", "bash release/msrv.sh"));
    steps.push(Step::new("minimal-versions", "bash release/minimal_versions.sh"));
    steps.push(Step::new("archive", "bash release/archive.sh"));
    steps.push(Step::new("shells", "bash release/shells.sh"));
    steps.push(Step::new("debian", "bash release/debian.sh"));
    Ok(steps)
}

/// What a maintainer runs, in order: a package comes after those that it depends on.
fn by_hand(root: &Path) -> Result<Vec<String>, Failure> {
    let published = versions::published(root)?;
    let version = published.first().map(|package| package.version.clone()).unwrap_or_default();
    let mut lines = vec![
        "python3 release/api.py --write && git add release/api".to_owned(),
        format!(
            "git commit --message 'release: {version}' && git tag --sign v{version} && git push origin v{version}"
        ),
    ];
    lines.extend(
        versions::in_order(&published)
            .into_iter()
            .map(|name| format!("cargo publish --locked --package {name}")),
    );
    Ok(lines)
}
