//! `cargo xtask ci`: the whole gate, the same on a maintainer's machine and in CI.

mod cycles;
mod modules;
mod prose;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use haggle::output::failure::{FINDINGS, Failure};
use haggle::output::terminal;

use crate::checkout::{self, cargo};

/// Which steps to run.
#[derive(Debug, clap::Args)]
pub struct CiArguments {
    /// Run only these steps (repeatable); `--list` names them
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
    /// Name the steps and stop
    #[arg(long)]
    list: bool,
}

/// A part of the gate.
struct Step {
    name: String,
    work: Work,
}

/// What a step does; the gate goes on whatever it finds.
enum Work {
    /// A command line, in the root of the checkout, with a variable of the environment that it sets.
    Command { words: Vec<String>, variable: Option<(&'static str, &'static str)> },
    /// A check of this program: what it looks at, and whether it finds nothing.
    Check { what: &'static str, check: fn(&Path) -> Result<bool, Failure> },
}

impl Step {
    fn new(name: &str, command_line: &str) -> Self {
        Self::with(name, command_line, None)
    }

    fn with(name: &str, command_line: &str, variable: Option<(&'static str, &'static str)>) -> Self {
        let words = command_line.split_whitespace().map(str::to_owned).collect();
        Self { name: name.to_owned(), work: Work::Command { words, variable } }
    }

    fn check(name: &str, what: &'static str, check: fn(&Path) -> Result<bool, Failure>) -> Self {
        Self { name: name.to_owned(), work: Work::Check { what, check } }
    }

    /// Whether this is the step of that name: `features` names those of all features.
    fn is_of(&self, name: &str) -> bool {
        self.name == name || (name == "features" && self.name.contains('/'))
    }

    fn shown(&self) -> String {
        match &self.work {
            Work::Command { words, .. } => words.join(" "),
            Work::Check { what, .. } => (*what).to_owned(),
        }
    }

    /// Whether the step passed.
    fn run(&self, root: &Path) -> Result<bool, Failure> {
        match &self.work {
            Work::Check { check, .. } => check(root),
            Work::Command { words, variable } => {
                let (program, rest) = words.split_first().expect("a step has a program");
                let mut command = if program == "cargo" { cargo() } else { Command::new(program) };
                command.args(rest).current_dir(root).envs(*variable);
                let status =
                    command.status().map_err(|error| Failure::io("run", Path::new(program), &error))?;
                Ok(status.success())
            }
        }
    }
}

/// Runs every step, also after one fails, and sums up.
pub fn run(arguments: &CiArguments) -> Result<ExitCode, Failure> {
    let root = checkout::root()?;
    let steps = steps(&root)?;
    if arguments.list {
        for step in &steps {
            terminal::out_line(format_args!("{:24} {}", step.name, step.shown()))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = arguments.only.iter().find(|name| !steps.iter().any(|step| step.is_of(name))) {
        return Err(
            Failure::new(format!("no step is named `{unknown}`")).hint("`cargo xtask ci --list` names them")
        );
    }
    let chosen: Vec<&Step> = steps
        .iter()
        .filter(|step| arguments.only.is_empty() || arguments.only.iter().any(|name| step.is_of(name)))
        .collect();
    let mut results = Vec::new();
    for step in chosen {
        terminal::out_line("")?;
        terminal::out_line(format_args!("== {}: {}", step.name, step.shown()))?;
        let start = Instant::now();
        let passed = step.run(&root)?;
        results.push((step, passed, start.elapsed()));
    }
    summary(&results)
}

fn summary(results: &[(&Step, bool, Duration)]) -> Result<ExitCode, Failure> {
    terminal::out_line("")?;
    terminal::out_line("== summary")?;
    for (step, passed, time) in results {
        let verdict = if *passed { "passed" } else { "FAILED" };
        terminal::out_line(format_args!("{verdict}  {:24} {:6.1} s", step.name, time.as_secs_f64()))?;
    }
    let failed = results.iter().filter(|(_, passed, _)| !passed).count();
    terminal::out_line(format_args!("{} of {} steps passed", results.len() - failed, results.len()))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// The gate, in the order in which a failure is cheapest to find.
fn steps(root: &Path) -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::new("format", "cargo fmt --all --check"),
        Step::check("module-cycles", "files that use each other in a circle", cycles::check),
        Step::check("prose", "phrases that a stranger reads twice", prose::check),
        Step::new("clippy", "cargo clippy --workspace --all-targets --all-features --locked -- -D warnings"),
        // Property tests draw the same cases in every run of the gate: one commit has one verdict.
        Step::with("test", "cargo test --workspace", Some(("PROPTEST_RNG_SEED", "20261122"))),
        Step::new("dependencies", "cargo test --package haggle --test dependencies"),
        Step::new("conformance", "cargo xtask conformance"),
        Step::new("instructions", "cargo xtask bench spec --check-baseline"),
        Step::with(
            "rustdoc",
            "cargo doc --workspace --no-deps --all-features --locked",
            Some(("RUSTDOCFLAGS", "-D warnings")),
        ),
    ];
    steps.extend(feature_steps(root)?);
    steps.push(Step::new("packages", "bash outside/run.sh"));
    steps.push(Step::new("index-servers", "bash outside/index_servers.sh"));
    steps.push(Step::new("report", "bash outside/report.sh"));
    steps.push(Step::new("git-review", "bash outside/git_review.sh"));
    steps.push(Step::new("fuzz-targets", "cargo check --manifest-path fuzz/Cargo.toml --all-targets"));
    steps.push(Step::new("benches", "cargo bench --package haggle-benches --no-run --locked"));
    Ok(steps)
}

/// Each library without features, and with each of its features alone.
fn feature_steps(root: &Path) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    for package in packages(root)? {
        let name = package["name"].as_str().unwrap_or_default();
        if !name.starts_with("haggle") || name == "haggle-benches" {
            continue;
        }
        let check = format!("cargo check --locked --package {name} --no-default-features");
        steps.push(Step::new(&format!("{name}/none"), &check));
        let features = package["features"].as_object();
        for feature in
            features.into_iter().flatten().map(|(feature, _)| feature).filter(|name| *name != "default")
        {
            steps.push(Step::new(&format!("{name}/{feature}"), &format!("{check} --features {feature}")));
        }
    }
    Ok(steps)
}

fn packages(root: &Path) -> Result<Vec<serde_json::Value>, Failure> {
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
