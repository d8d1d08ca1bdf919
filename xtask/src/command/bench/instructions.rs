//! Instructions counted by valgrind, and the committed baseline that the gate holds haggle to.
//!
//! What the gate compares has to be the same on every machine of one toolchain. The C library picks its copying and
//! searching by the processor, and differs with the system: so of a task the program's own instructions count, and for
//! each call of another library a price.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::profile::Profile;
use crate::checkout;
use haggle::output::failure::{FINDINGS, Failure};
use haggle::output::page::Page;
use haggle::output::terminal;

/// Growth beyond this share fails.
const TOLERANCE: f64 = 0.03;
/// So many of a construct, four times as many, and how many times the instructions these may take: sorting takes a little more than in
/// proportion.
const FEW: &str = "200";
const FOUR_TIMES_AS_MANY: &str = "800";
const MOST_GROWTH: f64 = 4.4;
/// What a call of another library counts: about what the C library takes to allocate, to free or to copy a little.
const INSTRUCTIONS_PER_CALL: u64 = 30;
/// The baseline, in the checkout.
const BASELINE: &str = "benches/instructions.json";

/// Variables of the environment that change what is compiled.
const FLAGS: &[&str] = &["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"];

/// The instructions that haggle's tasks took when they were last agreed upon.
#[derive(Debug, Serialize, Deserialize)]
struct Baseline {
    /// What `rustc --version` says, and the platform: others compile to other instructions.
    toolchain: String,
    /// Instructions per item, and the price of the calls of libraries.
    tasks: BTreeMap<String, f64>,
}

/// A program that has a function named `measured`, and the options it always takes.
pub struct Program {
    pub path: PathBuf,
    pub arguments: Vec<String>,
}

impl Program {
    /// How many instructions `measured` takes, those of libraries included.
    pub fn count(&self, words: &[&str]) -> Result<f64, Failure> {
        let said =
            self.callgrind(&["--callgrind-out-file=/dev/null", "--toggle-collect=*measured*"], words)?;
        let counted =
            said.lines().find_map(|line| line.split_once("Collected :")).map(|(_, count)| count.trim());
        counted
            .and_then(|count| count.parse().ok())
            .ok_or_else(|| Failure::new(format!("valgrind counted nothing of `{}`: {said}", words.join(" "))))
    }

    /// How many instructions the program itself takes from `measured` to its end, which is all of it that counts, and a
    /// price for each call of a library.
    fn count_own(&self, words: &[&str]) -> Result<f64, Failure> {
        let path = self.path.with_extension("callgrind");
        let _ = std::fs::remove_file(&path);
        let out = format!("--callgrind-out-file={}", path.display());
        let names = ["--compress-strings=no", "--compress-pos=no", "--zero-before=*measured*"];
        let said = self.callgrind(&[&out, names[0], names[1], names[2]], words)?;
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let Profile { instructions, calls_out } = Profile::read(&text, &self.path.display().to_string());
        if instructions == 0 {
            return Err(Failure::new(format!("valgrind counted nothing of `{}`: {said}", words.join(" "))));
        }
        #[allow(clippy::cast_precision_loss, reason = "far below 2 to the power of 53")]
        Ok((instructions + calls_out * INSTRUCTIONS_PER_CALL) as f64)
    }

    /// Runs the program under valgrind, and gives what that says.
    fn callgrind(&self, options: &[&str], words: &[&str]) -> Result<String, Failure> {
        let output = Command::new("valgrind")
            .arg("--tool=callgrind")
            .args(options)
            .arg(&self.path)
            .args(words)
            .args(&self.arguments)
            .output()
            .map_err(|error| Failure::io("run", Path::new("valgrind"), &error))?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            Ok(said)
        } else {
            let mut page = Page::of(format_args!("error: `{}` failed under valgrind", words.join(" ")));
            page.block(&said);
            Err(Failure::rendered(page))
        }
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
        .map_err(|error| Failure::new(format!("`{}` is not a baseline: {error}", path.display())))?;
    let toolchain = toolchain()?;
    if toolchain != baseline.toolchain {
        terminal::out_line(format_args!(
            "skipped: the baseline is of `{}`, this is `{toolchain}`",
            baseline.toolchain
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(variable) = FLAGS.iter().find(|variable| std::env::var_os(variable).is_some()) {
        terminal::out_line(format_args!(
            "skipped: `{variable}` is set, which may compile to other instructions"
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    require_valgrind()?;
    let program = own_program()?;
    let counted = own_tasks(&program)?;
    let mut failed = 0;
    for (task, &now) in &counted {
        let Some(&before) = baseline.tasks.get(task) else {
            terminal::out_line(format_args!("{task:24} {now:10.1}  not in the baseline"))?;
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
        terminal::out_line(format_args!("{task:24} {now:10.1}  {:+6.1}%  {verdict}", growth * 100.0))?;
    }
    for gone in baseline.tasks.keys().filter(|task| !counted.contains_key(*task)) {
        terminal::out_line(format_args!("{gone:24} is in the baseline and no task any more"))?;
        failed += 1;
    }
    if failed > 0 {
        terminal::out_line("where this is meant: cargo xtask bench spec --update-baseline")?;
    }
    failed += count_steep(&program)?;
    Ok(if failed > 0 { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

/// Counts, and writes what was counted.
pub fn update_baseline() -> Result<ExitCode, Failure> {
    require_valgrind()?;
    let baseline = Baseline { toolchain: toolchain()?, tasks: own_tasks(&own_program()?)? };
    let path = checkout()?.join(BASELINE);
    let text = serde_json::to_string_pretty(&baseline).map_err(|error| Failure::new(error.to_string()))?;
    haggle::output::files::write(&path, (text + "\n").as_bytes())?;
    for (task, count) in &baseline.tasks {
        terminal::out_line(format_args!("{task:24} {count:10.1}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn checkout() -> Result<PathBuf, Failure> {
    checkout::root()
}

fn require_valgrind() -> Result<(), Failure> {
    let is_there =
        Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success());
    if is_there {
        Ok(())
    } else {
        Err(Failure::new("there is no valgrind to count instructions with").hint("install valgrind"))
    }
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
fn own_program() -> Result<Program, Failure> {
    let mut command = Command::new("cargo");
    command.args(["bench", "--package", "haggle-benches", "--bench", "instructions", "--no-run", "--locked"]);
    command.current_dir(checkout()?);
    Ok(Program { path: built(&mut command, "instructions")?, arguments: Vec::new() })
}

/// What the program lists, a line each.
fn listed(program: &Program, what: &str) -> Result<Vec<String>, Failure> {
    let output = Command::new(&program.path).arg(what).output();
    let output = output.map_err(|error| Failure::io("run", &program.path, &error))?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// How many constructs cost more than so many times as much where a file has four times as many of them.
fn count_steep(program: &Program) -> Result<usize, Failure> {
    let names = listed(program, "constructs")?;
    let mut n_steep = 0;
    for name in &names {
        let few = program.count_own(&["grow", name, FEW])?;
        let growth = program.count_own(&["grow", name, FOUR_TIMES_AS_MANY])? / few;
        if growth > MOST_GROWTH {
            n_steep += 1;
            terminal::out_line(format_args!(
                "{name:24} {growth:.1} times the instructions for {FOUR_TIMES_AS_MANY} as for {FEW}"
            ))?;
        }
    }
    terminal::out_line(format_args!("{} constructs, {n_steep} cost more than in proportion", names.len()))?;
    Ok(n_steep)
}

/// Counts the tasks of the program.
fn own_tasks(program: &Program) -> Result<BTreeMap<String, f64>, Failure> {
    let mut tasks = BTreeMap::new();
    for line in listed(program, "list")? {
        let Some((task, items)) = line.split_once(' ') else { continue };
        let items: f64 =
            items.parse().map_err(|_| Failure::new(format!("`{line}` names no number of items")))?;
        let counted = program.count_own(&["run", task])? / items;
        tasks.insert(task.to_owned(), (counted * 10.0).round() / 10.0);
    }
    Ok(tasks)
}
