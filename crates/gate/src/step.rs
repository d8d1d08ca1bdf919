//! Steps: what each does, how a run goes on after one fails, and the summary.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use haggle::output::failure::{FINDINGS, Failure};
use haggle::output::terminal;

use crate::checkout::cargo;

/// By this exit code a script says that what it needs is not on this machine, as automake's tests do.
const SKIPPED: i32 = 77;
/// The variable that names the file for a step's note: one line, shown in the summary.
const NOTE: &str = "STEP_NOTE";

/// Which steps to run.
#[derive(Debug, clap::Args)]
pub struct Choice {
    /// Run only these steps (repeatable); `--list` names them
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
    /// Name the steps and stop
    #[arg(long)]
    list: bool,
}

impl Choice {
    /// Whether the steps are only to be named.
    pub fn lists(&self) -> bool {
        self.list
    }
}

/// A part of a run.
pub struct Step {
    name: String,
    work: Work,
}

/// What a step does; the run goes on whatever it finds.
enum Work {
    /// A command line, in the root of the checkout, with a variable of the environment that it sets.
    Command { words: Vec<String>, variable: Option<(&'static str, &'static str)> },
    /// A check of this program: what it looks at, and whether it finds nothing.
    Check { what: &'static str, check: fn(&Path) -> Result<bool, Failure> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Skipped,
    Failed,
}

/// What became of a step.
struct Outcome {
    name: String,
    verdict: Verdict,
    time: Duration,
    note: String,
}

impl Step {
    /// A command line, split at blanks.
    pub fn new(name: &str, command_line: &str) -> Self {
        Self::with(name, command_line, None)
    }

    /// A command line with a variable.
    pub fn with(name: &str, command_line: &str, variable: Option<(&'static str, &'static str)>) -> Self {
        let words = command_line.split_whitespace().map(str::to_owned).collect();
        Self { name: name.to_owned(), work: Work::Command { words, variable } }
    }

    /// A check of this program.
    pub fn check(name: &str, what: &'static str, check: fn(&Path) -> Result<bool, Failure>) -> Self {
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

    fn run(&self, root: &Path) -> Result<Outcome, Failure> {
        let start = Instant::now();
        let note_file = root.join("target/step-note");
        let _ = std::fs::remove_file(&note_file);
        let verdict = match &self.work {
            Work::Check { check, .. } if check(root)? => Verdict::Passed,
            Work::Check { .. } => Verdict::Failed,
            Work::Command { words, variable } => {
                let (program, rest) = words.split_first().expect("a step has a program");
                let mut command = if program == "cargo" { cargo() } else { Command::new(program) };
                command.args(rest).current_dir(root).envs(*variable).env(NOTE, &note_file);
                // What a step runs was not called by `cargo xtask`: its hints name the program.
                command.env_remove(haggle::program::CALLED_AS);
                let status =
                    command.status().map_err(|error| Failure::io("run", Path::new(program), &error))?;
                match status.code() {
                    Some(0) => Verdict::Passed,
                    Some(SKIPPED) => Verdict::Skipped,
                    _ => Verdict::Failed,
                }
            }
        };
        let note = std::fs::read_to_string(&note_file).unwrap_or_default();
        let note = note.lines().next().unwrap_or_default().to_owned();
        let _ = std::fs::remove_file(&note_file);
        // A step that leaves something out has to say what: else it failed.
        let verdict = if verdict == Verdict::Skipped && note.is_empty() { Verdict::Failed } else { verdict };
        Ok(Outcome { name: self.name.clone(), verdict, time: start.elapsed(), note })
    }
}

/// Runs the chosen steps, also after one fails, and sums up. `called` is the command, for hints.
pub fn run(root: &Path, called: &str, steps: &[Step], choice: &Choice) -> Result<ExitCode, Failure> {
    if choice.list {
        for step in steps {
            terminal::out_line(format_args!("{:24} {}", step.name, step.shown()))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = choice.only.iter().find(|name| !steps.iter().any(|step| step.is_of(name))) {
        return Err(Failure::new(format!("no step is named `{unknown}`"))
            .hint(format!("`{called} --list` names them")));
    }
    let is_chosen = |step: &&Step| choice.only.is_empty() || choice.only.iter().any(|name| step.is_of(name));
    let mut outcomes = Vec::new();
    for step in steps.iter().filter(is_chosen) {
        terminal::out_line("")?;
        terminal::out_line(format_args!("== {}: {}", step.name, step.shown()))?;
        outcomes.push(step.run(root)?);
    }
    for line in summary(&outcomes) {
        terminal::out_line(line)?;
    }
    let is_failed = outcomes.iter().any(|outcome| outcome.verdict == Verdict::Failed);
    Ok(if is_failed { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

fn summary(outcomes: &[Outcome]) -> Vec<String> {
    let mut lines = vec![String::new(), "== summary".to_owned()];
    for Outcome { name, verdict, time, note } in outcomes {
        let verdict = match verdict {
            Verdict::Passed => "passed",
            Verdict::Skipped => "SKIPPED",
            Verdict::Failed => "FAILED",
        };
        let line = format!("{verdict:7} {name:24} {:6.1} s  {note}", time.as_secs_f64());
        lines.push(line.trim_end().to_owned());
    }
    let n_of = |verdict| outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
    let mut line = format!("{} of {} steps passed", n_of(Verdict::Passed), outcomes.len());
    if n_of(Verdict::Skipped) > 0 {
        let _ = write!(line, ", {} skipped: this machine lacks what they need", n_of(Verdict::Skipped));
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: Verdict, note: &str) {
        let folder = std::env::temp_dir().join(format!("haggle-step-{}-{expected:?}", std::process::id()));
        std::fs::create_dir_all(folder.join("target")).expect("a folder for the note");
        let file = folder.join("step.sh");
        haggle::output::files::write(&file, script.as_bytes()).expect("a script");
        let outcome = Step::new("one", "bash step.sh").run(&folder).expect("bash runs");
        std::fs::remove_dir_all(&folder).expect("it is there");
        assert_eq!((outcome.verdict, outcome.note.as_str()), (expected, note), "{script}");
    }

    #[test]
    fn a_step_passes_fails_or_says_why_it_is_skipped() {
        check("echo two files > $STEP_NOTE", Verdict::Passed, "two files");
        check("echo no compiler > $STEP_NOTE; exit 77", Verdict::Skipped, "no compiler");
        check("exit 77", Verdict::Failed, "");
        check("exit 3", Verdict::Failed, "");
    }

    #[test]
    fn the_summary_counts_what_was_left_out() {
        let outcome = |name: &str, verdict, note: &str| Outcome {
            name: name.to_owned(),
            verdict,
            time: Duration::from_millis(1_500),
            note: note.to_owned(),
        };
        let lines = summary(&[
            outcome("format", Verdict::Passed, ""),
            outcome("lint", Verdict::Skipped, "no lintian"),
            outcome("test", Verdict::Failed, ""),
        ]);
        assert_eq!(
            lines[2..],
            [
                "passed  format                      1.5 s",
                "SKIPPED lint                        1.5 s  no lintian",
                "FAILED  test                        1.5 s",
                "1 of 3 steps passed, 1 skipped: this machine lacks what they need",
            ]
        );
    }
}
