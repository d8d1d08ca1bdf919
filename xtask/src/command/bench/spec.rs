//! `cargo xtask bench spec`: haggle-spec beside its peers, in time, allocations and instructions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use comfy_table::{Table, presets};
use serde_json::{Value, json};

use super::demo_strings;
use super::instructions::{self, Program};
use crate::checkout;
use haggle::output::failure::{FINDINGS, Failure};
use haggle::output::page::Page;
use haggle::output::terminal;

/// What to measure.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct SpecArguments {
    /// Folder of files with one string per line, instead of the seeded generator: `requires_dist.txt`,
    /// `metadata_like.txt`, `versions_all.txt`, `markers.txt`, `specsets.txt`
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// The strings of the demo's snapshot, instead of the seeded generator
    #[arg(long, conflicts_with = "corpus")]
    demo_strings: bool,
    /// Count instructions per item under valgrind, beside the times
    #[arg(long)]
    callgrind: bool,
    /// Print one JSON object for each task and implementation
    #[arg(long)]
    json: bool,
    /// Take the peer that reads requirements files as well, which brings some 400 more dependencies
    #[arg(long)]
    files: bool,
    /// Exit with 1 when a goal is missed
    #[arg(long)]
    check: bool,
    /// Count haggle's own instructions only, and fail where a task takes over 3% more than the committed baseline
    #[arg(long, conflicts_with_all = ["corpus", "demo_strings", "callgrind", "json", "files", "check", "update_baseline"])]
    check_baseline: bool,
    /// Count haggle's own instructions and write them as the new baseline
    #[arg(long, conflicts_with_all = ["corpus", "demo_strings", "json", "files", "check"])]
    update_baseline: bool,
}

/// How many times faster a task has to be than its peer.
const GOALS: &[(&str, &str, f64)] = &[
    ("requirement-plain", "uv-pep508", 4.0),
    ("requirement-markers", "uv-pep508", 5.0),
    ("version-parse", "uv-pep440", 2.2),
    ("version-compare", "uv-pep440", 1.3),
    ("version-compare", "pep440_rs", 1.0),
    ("contains-prepared", "uv-pep440", 5.0),
    ("marker-parse", "uv-pep508", 7.0),
    ("marker-evaluate", "uv-pep508", 2.3),
    ("requirements-txt", "uv-requirements-txt", 5.0),
];

/// What was measured of one task of one implementation, per item.
struct Row {
    task: String,
    implementation: String,
    items: f64,
    nanoseconds: f64,
    allocations: f64,
    instructions: Option<f64>,
}

/// Runs the command.
pub fn run(arguments: &SpecArguments) -> Result<ExitCode, Failure> {
    if arguments.check_baseline {
        return instructions::check_baseline();
    }
    if arguments.update_baseline {
        return instructions::update_baseline();
    }
    let inputs = inputs(arguments)?;
    let program = Program { path: peers(arguments)?, arguments: inputs };
    let mut rows = times(&program)?;
    if arguments.callgrind {
        for row in &mut rows {
            let counted = program.count(&["run", &row.task, &row.implementation])?;
            row.instructions = Some(counted / row.items);
        }
    }
    if arguments.json {
        for row in &rows {
            let Row { task, implementation, items, nanoseconds, allocations, instructions } = row;
            terminal::out_line(format_args!(
                "{}",
                json!({
                    "task": task, "implementation": implementation, "items": items, "nanoseconds": nanoseconds,
                    "allocations": allocations, "instructions": instructions,
                })
            ))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let missed = print(&rows)?;
    for goal in &missed {
        terminal::out_line(format_args!("goal missed: {goal}"))?;
    }
    Ok(if arguments.check && !missed.is_empty() { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// The options of the peers' side that name the inputs.
fn inputs(arguments: &SpecArguments) -> Result<Vec<String>, Failure> {
    let folder = match &arguments.corpus {
        _ if arguments.demo_strings => demo_strings::corpus()?,
        Some(folder) => folder.clone(),
        None => return Ok(Vec::new()),
    };
    Ok(vec!["--corpus".to_owned(), folder.display().to_string()])
}

/// Builds the peers' side and gives the program.
fn peers(arguments: &SpecArguments) -> Result<PathBuf, Failure> {
    let checkout = checkout::root()?;
    let mut command = Command::new("cargo");
    command.args(["build", "--release", "--package", "haggle-peers-spec", "--manifest-path"]);
    command.arg(checkout.join("benches/peers/Cargo.toml"));
    if arguments.files {
        command.args(["--features", "files"]);
    }
    instructions::built(&mut command, "spec-peers")
}

fn times(program: &Program) -> Result<Vec<Row>, Failure> {
    let output = Command::new(&program.path)
        .arg("times")
        .args(&program.arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io("run", &program.path, &error))?;
    if !output.status.success() {
        return Err(Failure::new("measuring beside the peers failed"));
    }
    let mut rows = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let value: Value =
            serde_json::from_str(line).map_err(|error| Failure::new(format!("`{line}`: {error}")))?;
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let number = |name: &str| value[name].as_f64().unwrap_or_default();
        rows.push(Row {
            task: text("task"),
            implementation: text("implementation"),
            items: number("items"),
            nanoseconds: number("nanoseconds"),
            allocations: number("allocations"),
            instructions: None,
        });
    }
    Ok(rows)
}

/// Prints a line for each task and peer, and gives the goals that were missed: by instructions where they were
/// counted, else by time.
fn print(rows: &[Row]) -> Result<Vec<String>, Failure> {
    let own: BTreeMap<&str, &Row> =
        rows.iter().filter(|row| row.implementation == "haggle").map(|row| (&*row.task, row)).collect();
    let mut missed = Vec::new();
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header([
        "task",
        "peer",
        "ns",
        "peer's ns",
        "ratio",
        "allocations",
        "peer's",
        "instructions",
        "peer's",
        "ratio",
        "goal",
    ]);
    for row in rows.iter().filter(|row| row.implementation != "haggle") {
        let Some(ours) = own.get(&*row.task) else { continue };
        let in_time = row.nanoseconds / ours.nanoseconds;
        let counted = ours.instructions.zip(row.instructions);
        let ratio = counted.map_or(in_time, |(ours, theirs)| theirs / ours);
        let goal = GOALS.iter().find(|(task, peer, _)| *task == row.task && *peer == row.implementation);
        if let Some((task, peer, goal)) = goal
            && ratio < *goal
        {
            let unit = if counted.is_some() { "instructions" } else { "time" };
            missed.push(format!("{task}: {ratio:.2}x of {peer} in {unit}, goal {goal}x"));
        }
        let whole = |number: f64| format!("{number:.1}");
        table.add_row([
            row.task.clone(),
            row.implementation.clone(),
            whole(ours.nanoseconds),
            whole(row.nanoseconds),
            format!("{in_time:.2}"),
            format!("{:.2}", ours.allocations),
            format!("{:.2}", row.allocations),
            ours.instructions.map(whole).unwrap_or_default(),
            row.instructions.map(whole).unwrap_or_default(),
            counted.map(|_| format!("{ratio:.2}")).unwrap_or_default(),
            goal.map(|(_, _, goal)| goal.to_string()).unwrap_or_default(),
        ]);
    }
    terminal::out(&Page::of_block(&table.to_string()))?;
    Ok(missed)
}
