//! Instructions counted by valgrind, and the committed baseline that the gate holds haggle to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::context::Context;
use crate::failure::{FINDINGS, Failure};

/// Growth beyond this share fails.
const TOLERANCE: f64 = 0.03;
/// The baseline, in the checkout.
const BASELINE: &str = "benches/instructions.json";

/// The instructions that haggle's tasks took when they were last agreed upon.
#[derive(Debug, Serialize, Deserialize)]
struct Baseline {
    /// What `rustc --version` says, and the platform: others compile to other instructions.
    toolchain: String,
    /// Instructions per item.
    tasks: BTreeMap<String, f64>,
}

/// A program that has a function named `measured`, and the options it always takes.
pub struct Program {
    pub path: PathBuf,
    pub arguments: Vec<String>,
}

impl Program {
    /// How many instructions `measured` takes.
    pub fn count(&self, words: &[&str]) -> Result<f64, Failure> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*measured*"])
            .arg(&self.path)
            .args(words)
            .args(&self.arguments)
            .output()
            .map_err(|error| Failure::io("run", Path::new("valgrind"), &error))?;
        let said = String::from_utf8_lossy(&output.stderr);
        let counted =
            said.lines().find_map(|line| line.split_once("Collected :")).map(|(_, count)| count.trim());
        counted
            .and_then(|count| count.parse().ok())
            .filter(|_| output.status.success())
            .ok_or_else(|| Failure::new(format!("valgrind counted nothing of `{}`: {said}", words.join(" "))))
    }
}

/// Runs a build and gives the path of the program of this name.
pub fn built(command: &mut Command, name: &str) -> Result<PathBuf, Failure> {
    let output = command
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io("run", Path::new("cargo"), &error))?;
    if !output.status.success() {
        return Err(Failure::new(format!("building `{name}` failed")));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let executable =
        said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find_map(|message| {
            let is_it = message["target"]["name"] == name;
            message["executable"].as_str().filter(|_| is_it).map(PathBuf::from)
        });
    executable.ok_or_else(|| Failure::new(format!("cargo built no program named `{name}`")))
}

/// Whether every task takes what the baseline says, 3% more at most. Where that cannot be told, it is said and let pass.
pub fn check_baseline() -> Result<ExitCode, Failure> {
    let path = checkout()?.join(BASELINE);
    let text = std::fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let baseline: Baseline = serde_json::from_slice(&text)
        .map_err(|error| Failure::new(format!("`{}` is no baseline: {error}", path.display())))?;
    let toolchain = toolchain()?;
    if toolchain != baseline.toolchain {
        anstream::println!("skipped: the baseline is of `{}`, this is `{toolchain}`", baseline.toolchain);
        return Ok(ExitCode::SUCCESS);
    }
    if !has_valgrind() {
        anstream::println!("skipped: valgrind is not there to count instructions");
        return Ok(ExitCode::SUCCESS);
    }
    let counted = own_tasks()?;
    let mut failed = 0;
    for (task, &now) in &counted {
        let Some(&before) = baseline.tasks.get(task) else {
            anstream::println!("{task:24} {now:10.1}  not in the baseline");
            failed += 1;
            continue;
        };
        let growth = now / before - 1.0;
        let verdict = if growth > TOLERANCE {
            failed += 1;
            "GREW"
        } else if growth < -TOLERANCE {
            "shrank: update the baseline"
        } else {
            ""
        };
        anstream::println!("{task:24} {now:10.1}  {:+6.1}%  {verdict}", growth * 100.0);
    }
    for gone in baseline.tasks.keys().filter(|task| !counted.contains_key(*task)) {
        anstream::println!("{gone:24} is in the baseline and no task any more");
        failed += 1;
    }
    if failed > 0 {
        anstream::println!("where this is meant: cargo xtask bench spec --update-baseline");
        return Ok(ExitCode::from(FINDINGS));
    }
    Ok(ExitCode::SUCCESS)
}

/// Counts, and writes what was counted.
pub fn update_baseline() -> Result<ExitCode, Failure> {
    if !has_valgrind() {
        return Err(Failure::new("there is no valgrind to count instructions with").hint("install valgrind"));
    }
    let baseline = Baseline { toolchain: toolchain()?, tasks: own_tasks()? };
    let path = checkout()?.join(BASELINE);
    let text = serde_json::to_string_pretty(&baseline).map_err(|error| Failure::new(error.to_string()))?;
    std::fs::write(&path, text + "\n").map_err(|error| Failure::io("write", &path, &error))?;
    for (task, count) in &baseline.tasks {
        anstream::println!("{task:24} {count:10.1}");
    }
    Ok(ExitCode::SUCCESS)
}

fn checkout() -> Result<PathBuf, Failure> {
    Context::checkout().ok_or_else(|| Failure::new("the baseline is in the checkout, which is gone"))
}

fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

fn toolchain() -> Result<String, Failure> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|error| Failure::io("run", Path::new("rustc"), &error))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    Ok(format!("{} {host}", said.lines().next().unwrap_or_default()))
}

/// Instructions per item of haggle's own tasks, rounded to tenths.
fn own_tasks() -> Result<BTreeMap<String, f64>, Failure> {
    let mut command = Command::new("cargo");
    command.args(["bench", "--package", "haggle-benches", "--bench", "instructions", "--no-run", "--locked"]);
    command.current_dir(checkout()?);
    let program = Program { path: built(&mut command, "instructions")?, arguments: Vec::new() };
    let output = Command::new(&program.path)
        .arg("list")
        .output()
        .map_err(|error| Failure::io("run", &program.path, &error))?;
    let mut tasks = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Some((task, items)) = line.split_once(' ') else { continue };
        let items: f64 =
            items.parse().map_err(|_| Failure::new(format!("`{line}` names no number of items")))?;
        let counted = program.count(&["run", task])? / items;
        tasks.insert(task.to_owned(), (counted * 10.0).round() / 10.0);
    }
    Ok(tasks)
}
