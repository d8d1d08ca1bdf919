//! For people: lines and carets, and how many there are.

use annotate_snippets::{AnnotationKind, Group, Level, Patch};
use haggle_spec::lint::RepairClass;
use haggle_spec::visible;

use super::problem::{LintedPage, Problem};
use crate::output::diagnostic::{Lines, Severity, Shown, render};
use crate::output::failure::Failure;
use crate::output::page::Page;
use crate::output::{snippet, terminal};

/// Prints everything that is wrong, then the counts.
pub fn print(files: &[LintedPage<'_>]) -> Result<(), Failure> {
    for file in files.iter().filter(|file| !file.problems.is_empty()) {
        let lines = Lines::of(file.source);
        for problem in &file.problems {
            let mut page = match problem.diagnostic {
                Some(diagnostic) => render(&file.path, &lines, diagnostic),
                None => render_problem(&file.path, &lines, problem),
            };
            page.blank();
            terminal::out(&page)?;
        }
    }
    match summary(files) {
        Some(summary) => terminal::out_line(summary),
        None => Ok(()),
    }
}

/// Renders a finding of a rule: its line with carets, the other place that it has to do with, and what repairs it.
fn render_problem(path: &str, lines: &Lines<'_>, problem: &Problem<'_>) -> Page {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let Shown { origin, snippet, span } = lines.snippet(path, lines.range(problem.span));
    let snippet = snippet.annotation(AnnotationKind::Primary.span(span));
    let title = level.primary_title(visible(&problem.message)).id(problem.code);
    let mut report: Vec<Group<'_>> = vec![title.elements(origin).element(snippet)];
    if let Some((span, what)) = problem.related {
        let Shown { origin, snippet, span } = lines.snippet(path, lines.range(span));
        let snippet = snippet.annotation(AnnotationKind::Context.span(span));
        report.push(Level::NOTE.secondary_title(visible(what)).elements(origin).element(snippet));
    }
    for edit in problem.edits {
        let Shown { origin, snippet, span } = lines.snippet(path, lines.range(edit.span));
        let replacement = visible(&edit.replacement);
        let title = match replacement.as_ref() {
            "" => "leave this out".to_owned(),
            replacement => format!("write `{replacement}`"),
        };
        let snippet = snippet.patch(Patch::new(span, replacement));
        report.push(Level::HELP.secondary_title(title).elements(origin).element(snippet));
    }
    snippet::rendered(&report)
}

fn summary(files: &[LintedPage<'_>]) -> Option<String> {
    let problems = || files.iter().flat_map(|file| &file.problems);
    let n_warnings = problems().filter(|problem| problem.severity == Severity::Warning).count();
    let n_faults = problems().count() - n_warnings;
    let count =
        |n: usize, noun: &str| (n > 0).then(|| format!("{n} {noun}{}", if n == 1 { "" } else { "s" }));
    let n_of = |class: RepairClass| problems().filter(|problem| problem.repair == class).count();
    let repaired = |class: RepairClass, flag: &str| {
        let n = n_of(class);
        (n > 0).then(|| format!("{n} that `{flag}` repairs"))
    };
    let parts = [
        count(n_faults, "fault"),
        count(n_warnings, "warning"),
        repaired(RepairClass::Certain, "--fix"),
        repaired(RepairClass::Unsafe, "--unsafe-fix"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
