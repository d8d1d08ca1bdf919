//! The findings of an audit, for people.

use haggle_govern::audit::{
    AuditCertainty, AuditEvidence, AuditFinding, AuditReport, AuditVerdict, DeclaredList,
};
use haggle_scan::{ImportClass, SourcePart};
use haggle_spec::PackageName;
use serde::Serialize;

use super::counted::counted;
use super::page::Page;

/// The report for programs.
#[derive(Debug, Serialize)]
pub struct AuditDocument<'a> {
    /// The schema of this data.
    pub schema: u32,
    /// The report.
    #[serde(flatten)]
    pub report: &'a AuditReport,
}

/// Places that are shown of one finding.
const MAX_PLACES: usize = 5;

/// One paragraph per finding: what is the matter, and where it can be seen.
pub fn page(report: &AuditReport) -> Page {
    let mut page = Page::new();
    let n_due = report.findings.iter().filter(|finding| finding.is_due()).count();
    let mut n_shown = 0;
    for finding in &report.findings {
        if n_shown > 0 {
            page.blank();
        }
        n_shown += 1;
        let mark = if finding.is_due() { "" } else { " (no change asked for)" };
        page.line(format_args!("{}{mark}", sentence(finding)));
        if let AuditCertainty::Uncertain(because) = &finding.certainty {
            page.line(format_args!("  not certain: {because}"));
        }
        for place in finding.evidence.iter().take(MAX_PLACES) {
            page.line(format_args!("  {}", shown(place)));
        }
        let n_more = finding.evidence.len().saturating_sub(MAX_PLACES);
        if n_more > 0 {
            page.line(format_args!("  and {}", counted(n_more, "more place")));
        }
    }
    for place in &report.unread {
        page.line(format_args!("{}:{}: not read to its end: {}", place.path, place.line, place.what));
    }
    if n_shown > 0 || !report.unread.is_empty() {
        page.blank();
    }
    page.line(format_args!(
        "{} imports, {}, {} ({} for sure)",
        report.n_imports,
        counted(report.n_declared, "requirement"),
        counted(report.findings.len(), "finding"),
        n_due,
    ));
    if !report.guessed.is_empty() {
        page.line(format_args!(
            "the import names of {} are guessed: `--site-packages FOLDER` or `--ask-index` tells them",
            counted(report.guessed.len(), "requirement"),
        ));
    }
    page
}

fn sentence(finding: &AuditFinding) -> String {
    match &finding.verdict {
        AuditVerdict::Undeclared { module, provider, part } => {
            format!(
                "undeclared: {} `{module}`{}, which no requirement declares",
                imports(*part),
                of(provider.as_ref())
            )
        }
        AuditVerdict::Optional { module, provider, part } => {
            format!("optional: {} `{module}`{} only where it is there", imports(*part), of(provider.as_ref()))
        }
        AuditVerdict::Unused { name, lists } => {
            format!("unused: nothing imports `{name}`, declared {}", all(lists))
        }
        AuditVerdict::WrongPart { name, lists, used_by } => {
            let parts: Vec<&str> = used_by.iter().map(|part| part.as_str()).collect();
            format!("wrong part: `{name}` is declared {} and imported by: {}", all(lists), parts.join(", "))
        }
        _ => "a finding of another kind".to_owned(),
    }
}

fn imports(part: SourcePart) -> &'static str {
    match part {
        SourcePart::Test => "tests import",
        SourcePart::Documentation => "the documentation imports",
        SourcePart::Build => "the build imports",
        _ => "the product imports",
    }
}

fn of(provider: Option<&PackageName>) -> String {
    provider.map(|name| format!(" (of `{name}`)")).unwrap_or_default()
}

fn all(lists: &[DeclaredList]) -> String {
    lists.iter().map(listed).collect::<Vec<_>>().join(" and ")
}

fn listed(list: &DeclaredList) -> String {
    match list {
        DeclaredList::Product => "for the product".to_owned(),
        DeclaredList::Extra(name) => format!("in the extra `{name}`"),
        DeclaredList::Test => "for tests".to_owned(),
        DeclaredList::Documentation => "for the documentation".to_owned(),
        DeclaredList::Build => "for the build".to_owned(),
        DeclaredList::Group(name) => format!("in the group `{name}`"),
    }
}

fn shown(place: &AuditEvidence) -> String {
    let class = match place.class {
        Some(ImportClass::Guarded) => ", guarded",
        Some(ImportClass::Lazy) => ", when a function is called",
        Some(ImportClass::TypeChecking) => ", for type checkers",
        Some(ImportClass::ByName(_)) => ", by name",
        _ => "",
    };
    format!("{}:{}  {}{class}", place.path, place.line, place.what)
}
