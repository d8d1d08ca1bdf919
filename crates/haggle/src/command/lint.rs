//! `haggle lint FILE...`: shows what is wrong in files that hold requirements, and repairs what is certain.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use haggle_spec::Edit;
use haggle_spec::file::apply_edits;
use haggle_spec::lint::{Finding, LintSettings, Linter, RepairClass, Rule, RuleLevel, rule};

use crate::context::Context;
use crate::input::lint_manifest::LintInput;
use crate::input::requirement_file::{self, FileFormat, ParsedFile};
use crate::output::diagnostic::Severity;
use crate::output::failure::{FINDINGS, Failure};
use crate::output::lint::{LintedPage, print_github, print_json, print_sarif, print_text};
use crate::output::{diff, files, terminal};
use crate::program;

/// A line has one fault reported at a time, so that repairing one may show the next.
const MAX_ROUNDS: usize = 16;

/// What to lint.
#[derive(Debug, clap::Args)]
pub struct LintArguments {
    /// Files that hold requirements (requirements.txt, pyproject.toml, setup.cfg, bindep.txt, ...); `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Repair what changes no meaning: what a tool refuses and whose intent is plain, and what says nothing
    #[arg(long)]
    fix: bool,
    /// Repair also what then means something else: what was probably intended
    #[arg(long)]
    unsafe_fix: bool,
    /// Show what `--fix`, or `--unsafe-fix`, would change, and write nothing
    #[arg(long)]
    diff: bool,
    /// Do not look for what this rule finds
    #[arg(long, value_name = "RULE", value_parser = named_rule)]
    allow: Vec<&'static Rule>,
    /// Let what this rule finds be a warning
    #[arg(long, value_name = "RULE", value_parser = named_rule)]
    warn: Vec<&'static Rule>,
    /// Let what this rule finds be an error; `warnings` means every warning
    #[arg(long, value_name = "RULE", value_parser = denied)]
    deny: Vec<Denied>,
    /// How to print what is wrong
    #[arg(long, value_name = "STYLE", value_enum, default_value = "text")]
    format: Style,
    /// The format of the files (default: by their names)
    #[arg(long = "file-format", value_name = "FORMAT", value_enum)]
    file_format: Option<FileFormat>,
}

/// How to print what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Style {
    /// With lines and carets
    Text,
    /// One JSON document with a schema number
    Json,
    /// Annotations of a change on GitHub
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// What `--deny` names.
#[derive(Debug, Clone, Copy)]
enum Denied {
    Rule(&'static Rule),
    Warnings,
}

fn named_rule(name: &str) -> Result<&'static Rule, String> {
    rule(name).ok_or_else(|| format!("there is no such rule: `{}` lists them", program::call("explain")))
}

fn denied(name: &str) -> Result<Denied, String> {
    if name == "warnings" { Ok(Denied::Warnings) } else { named_rule(name).map(Denied::Rule) }
}

/// Lints every file: exit code 1 if an error is left in one.
pub fn run(arguments: &LintArguments, context: &Context) -> Result<ExitCode, Failure> {
    let mut input = LintInput::load(context)?;
    arguments.apply_levels(&mut input.settings);
    let mut linter = Linter::new(&input.settings, input.names.as_ref());
    let mut files = Vec::with_capacity(arguments.files.len());
    for path in &arguments.files {
        let file = ParsedFile::read(path, arguments.file_format)?;
        let is_shared = input.is_shared(path);
        let mut linted = Linted::of(file, is_shared, &mut linter);
        if let Some(class) = arguments.repairs() {
            if requirement_file::is_standard_input(path) && !arguments.diff {
                return Err(Failure::new(
                    "standard input cannot be repaired: leave out `--fix`, or add `--diff`",
                ));
            }
            linted = repair(linted, class, arguments.diff, &mut linter)?;
        }
        files.push(linted);
    }
    let pages: Vec<LintedPage<'_>> = files.iter().map(Linted::page).collect();
    if !arguments.diff {
        match arguments.format {
            Style::Text => print_text(&pages)?,
            Style::Json => print_json(&pages)?,
            Style::Github => print_github(&pages)?,
            Style::Sarif => print_sarif(&pages)?,
        }
    }
    let mut problems = pages.iter().flat_map(|page| &page.problems);
    let has_error = problems.any(|problem| problem.severity == Severity::Error);
    Ok(if has_error { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

impl LintArguments {
    /// Flags come after the manifest, and `--deny` after the others.
    fn apply_levels(&self, settings: &mut LintSettings) {
        for rule in &self.allow {
            settings.set(rule, RuleLevel::Allow);
        }
        for rule in &self.warn {
            settings.set(rule, RuleLevel::Warn);
        }
        for denied in &self.deny {
            match denied {
                Denied::Rule(rule) => settings.set(rule, RuleLevel::Deny),
                Denied::Warnings => settings.deny_warnings(),
            }
        }
    }

    /// What may be repaired, if anything.
    fn repairs(&self) -> Option<RepairClass> {
        match (self.unsafe_fix, self.fix || self.diff) {
            (true, _) => Some(RepairClass::Unsafe),
            (false, true) => Some(RepairClass::Certain),
            (false, false) => None,
        }
    }
}

/// A file, and what rules find in it.
struct Linted {
    file: ParsedFile,
    is_shared: bool,
    findings: Vec<Finding>,
}

impl Linted {
    fn of(file: ParsedFile, is_shared: bool, linter: &mut Linter<'_>) -> Self {
        let setup_cfg = file.setup_cfg_beside();
        let linted = file.linted(is_shared);
        let findings = linted.map(|linted| linter.lint(linted, setup_cfg.as_ref())).unwrap_or_default();
        Self { file, is_shared, findings }
    }

    fn page(&self) -> LintedPage<'_> {
        let path = self.file.path.display().to_string();
        LintedPage::new(path, self.file.source(), &self.file.diagnostics, &self.findings)
    }

    /// The edits of this class or a safer one that do not touch each other; the others wait for the next round.
    fn edits(&self, class: RepairClass) -> (Vec<Edit>, usize) {
        let page = self.page();
        let repaired = page
            .problems
            .iter()
            .filter(|problem| problem.repair != RepairClass::Unrepaired && problem.repair <= class);
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut edits, mut n_repaired) = (Vec::new(), 0);
        for problem in repaired {
            let is_apart = |edit: &Edit| {
                let before = taken.range(..edit.span.end.max(edit.span.start + 1)).next_back();
                before.is_none_or(|(start, end)| *end <= edit.span.start && *start < edit.span.start)
            };
            if !problem.edits.iter().all(is_apart) {
                continue;
            }
            n_repaired += 1;
            taken.extend(problem.edits.iter().map(|edit| (edit.span.start, edit.span.end)));
            edits.extend(problem.edits.iter().cloned());
        }
        (edits, n_repaired)
    }
}

/// Applies edits, and those that come up after them; writes the file once, or shows what would change.
fn repair(
    original: Linted,
    class: RepairClass,
    shows_only: bool,
    linter: &mut Linter<'_>,
) -> Result<Linted, Failure> {
    let path = original.file.path.clone();
    let shown = path.display().to_string();
    let old = original.file.source().text().to_owned();
    let (mut linted, mut n_repaired) = (original, 0);
    for _ in 0..MAX_ROUNDS {
        let (edits, n_problems) = linted.edits(class);
        if edits.is_empty() {
            break;
        }
        let bytes = apply_edits(linted.file.source().as_bytes(), &edits)
            .map_err(|error| Failure::new(format!("cannot repair `{shown}`: {error}")))?;
        n_repaired += n_problems;
        let format = linted.file.format;
        linted = Linted::of(ParsedFile::parse(&path, format, bytes), linted.is_shared, linter);
    }
    if n_repaired == 0 {
        return Ok(linted);
    }
    if shows_only {
        terminal::out(&diff::page(&shown, &old, linted.file.source().text(), "repaired"))?;
        return Ok(linted);
    }
    files::write(&path, linted.file.source().as_bytes())?;
    let noun = if n_repaired == 1 { "fault" } else { "faults" };
    terminal::note(format_args!("{shown}: repaired {n_repaired} {noun}"));
    Ok(linted)
}
