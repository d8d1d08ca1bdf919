//! What a check found: with lines and carets for people, as JSON, and as annotations of GitHub.

use std::collections::BTreeMap;

use haggle_govern::check::{CheckedProject, GateFinding, ProjectFinding, ProjectReport};
use haggle_spec::Span;
use haggle_spec::file::SourceText;
use serde::Serialize;

use super::counted::counted;
use super::failure::Failure;
use super::page::Page;
use super::{snippet, terminal};

/// How to print the findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum CheckFormat {
    /// With lines and carets
    #[default]
    Text,
    /// One object
    Json,
    /// Annotations of a GitHub workflow
    Github,
}

type Checked<'a> = (&'a CheckedProject, ProjectReport);

/// What a change of the lists adds to a report: the findings that were not there before.
pub fn added(mut after: ProjectReport, before: &ProjectReport) -> ProjectReport {
    after.findings.retain(|finding| !before.findings.contains(finding));
    after.gate.findings.retain(|finding| !before.gate.findings.contains(finding));
    after.unread.clear();
    after
}

/// Prints the findings; of the gate alone where its verdict is the one that counts.
pub fn print(checked: &[Checked<'_>], is_gate_only: bool, format: CheckFormat) -> Result<(), Failure> {
    match format {
        CheckFormat::Text => terminal::out(&page(checked, is_gate_only)),
        CheckFormat::Json => terminal::out_json(&Document::of(checked)),
        CheckFormat::Github => terminal::out(&annotations(checked, is_gate_only)),
    }
}

fn page(checked: &[Checked<'_>], is_gate_only: bool) -> Page {
    let mut page = Page::new();
    for (project, report) in checked {
        if !is_gate_only {
            let texts = Texts::of(project);
            for place in places(report) {
                let path = project.shown(place.path);
                let (text, range) = texts.at(place.path, place.span);
                page.append(snippet::error(&path, text, range, &place.message, place.help));
                page.blank();
            }
        }
        if is_gate_only || report.findings.is_empty() {
            for finding in &report.gate.findings {
                let mark = if is_gate_only { "refused" } else { "note: the gate refuses" };
                page.line(format_args!("{mark} {}: {}", project.name, gate_sentence(finding)));
            }
        }
    }
    let ends_with_notes =
        checked.iter().any(|(_, report)| report.findings.is_empty() && !report.gate.passes());
    if !is_gate_only && ends_with_notes {
        page.blank();
    }
    page.line(summary(checked, is_gate_only));
    page
}

fn gate_sentence(finding: &GateFinding) -> String {
    let list = if finding.list.is_empty() { "its files" } else { &finding.list };
    match &finding.name {
        Some(name) => format!("{list}: `{name}`: {}", finding.fault),
        None => format!("{list}: {}", finding.fault),
    }
}

fn summary(checked: &[Checked<'_>], is_gate_only: bool) -> String {
    let n_lines: usize = checked.iter().map(|(_, report)| report.n_lines).sum();
    let n_refused = checked.iter().filter(|(_, report)| !report.gate.passes()).count();
    let of = format!("{}, {}", counted(checked.len(), "project"), counted(n_lines, "line"));
    if is_gate_only {
        return format!("{of}: the gate refuses {n_refused}");
    }
    let n_findings: usize = checked.iter().map(|(_, report)| places(report).count()).sum();
    let found = format!("{of}: {}", counted(n_findings, "finding"));
    if checked.iter().any(|(_, report)| report.is_gated) {
        return format!("{found}; OpenStack's gate refuses {}", counted(n_refused, "project"));
    }
    found
}

/// Something to show at a place of a file.
struct Place<'a> {
    path: &'a str,
    span: Span,
    rule: &'static str,
    message: String,
    help: Option<&'static str>,
    repaired: Option<&'a str>,
}

/// Findings, and what could not be read.
fn places(report: &ProjectReport) -> impl Iterator<Item = Place<'_>> {
    let unread = report.unread.iter().map(|unread| Place {
        path: &unread.path,
        span: unread.diagnostic.span,
        rule: "unreadable-line",
        message: unread.diagnostic.message(),
        help: None,
        repaired: None,
    });
    unread.chain(report.findings.iter().map(of_finding))
}

fn of_finding(finding: &ProjectFinding) -> Place<'_> {
    Place {
        path: &finding.path,
        span: finding.span,
        rule: finding.fault.rule(),
        message: format!("`{}`: {}", finding.written, finding.fault),
        help: finding.fault.help(),
        repaired: finding.repaired.as_deref(),
    }
}

/// The texts of a project's files.
struct Texts(BTreeMap<String, SourceText>);

impl Texts {
    fn of(project: &CheckedProject) -> Self {
        let texts =
            project.files.iter().map(|(path, bytes)| (path.clone(), SourceText::new(bytes.as_slice())));
        Self(texts.collect())
    }

    fn at(&self, path: &str, span: Span) -> (&str, Option<std::ops::Range<usize>>) {
        match self.0.get(path) {
            Some(source) => (source.text(), Some(source.range(span))),
            None => ("", None),
        }
    }

    /// Line and column, from 1.
    fn position(&self, path: &str, span: Span) -> (usize, usize) {
        let position = self.0.get(path).map(|source| source.position(span.start));
        position.map_or((1, 1), |position| (position.line, position.column))
    }
}

/// What was found in a project, each with its place (`requirements.txt:4`), and what the gate says.
pub fn project_messages(
    project: &CheckedProject,
    report: &ProjectReport,
) -> (Vec<(String, String)>, Vec<String>) {
    let texts = Texts::of(project);
    let found = places(report).map(|place| {
        let (line, _) = texts.position(place.path, place.span);
        (format!("{}:{line}", place.path), place.message)
    });
    (found.collect(), report.gate.findings.iter().map(gate_sentence).collect())
}

fn annotations(checked: &[Checked<'_>], is_gate_only: bool) -> Page {
    let mut page = Page::new();
    for (project, report) in checked {
        let texts = Texts::of(project);
        let shown = places(report).filter(|_| !is_gate_only);
        for place in shown {
            let (line, column) = texts.position(place.path, place.span);
            let file = property(&project.shown(place.path));
            let (title, message) = (property(place.rule), data(&place.message));
            page.line(format_args!("::error file={file},line={line},col={column},title={title}::{message}"));
        }
        if is_gate_only || report.findings.is_empty() {
            let kind = if is_gate_only { "error" } else { "notice" };
            for finding in &report.gate.findings {
                let message = data(&format!("{}: {}", project.name, gate_sentence(finding)));
                page.line(format_args!("::{kind} title={}::{message}", finding.fault.as_str()));
            }
        }
    }
    page
}

/// The text of an annotation's message, escaped as workflow commands ask for.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of an annotation's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// What programs read. Lines and columns count from 1.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    projects: Vec<ProjectDocument<'a>>,
}

#[derive(Serialize)]
struct ProjectDocument<'a> {
    project: &'a str,
    branch: &'a str,
    n_lines: usize,
    findings: Vec<FindingDocument<'a>>,
    gate: GateDocument<'a>,
}

#[derive(Serialize)]
struct FindingDocument<'a> {
    rule: &'a str,
    path: String,
    line: usize,
    column: usize,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    repaired: Option<&'a str>,
}

#[derive(Serialize)]
struct GateDocument<'a> {
    passes: bool,
    findings: Vec<GateFindingDocument<'a>>,
}

#[derive(Serialize)]
struct GateFindingDocument<'a> {
    list: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    fault: &'a str,
    message: String,
}

impl<'a> Document<'a> {
    const SCHEMA: u32 = 1;

    fn of(checked: &'a [Checked<'a>]) -> Self {
        let projects = checked.iter().map(|(project, report)| ProjectDocument::of(project, report));
        Self { schema: Self::SCHEMA, projects: projects.collect() }
    }
}

impl<'a> ProjectDocument<'a> {
    fn of(project: &'a CheckedProject, report: &'a ProjectReport) -> Self {
        let texts = Texts::of(project);
        let findings = places(report).map(|place| {
            let (line, column) = texts.position(place.path, place.span);
            let path = project.shown(place.path);
            let Place { rule, message, repaired, .. } = place;
            FindingDocument { rule, path, line, column, message, repaired }
        });
        let refusals = report.gate.findings.iter().map(|finding| GateFindingDocument {
            list: &finding.list,
            name: finding.name.as_ref().map(haggle_spec::PackageName::as_str),
            fault: finding.fault.as_str(),
            message: finding.fault.to_string(),
        });
        Self {
            project: &project.name,
            branch: &project.branch,
            n_lines: report.n_lines,
            findings: findings.collect(),
            gate: GateDocument { passes: report.gate.passes(), findings: refusals.collect() },
        }
    }
}
