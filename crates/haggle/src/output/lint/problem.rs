//! One shape for what is shown of a file: a fault that its reader found, or a finding of a rule.

use haggle_spec::file::SourceText;
use haggle_spec::lint::{Finding, RepairClass, Rule, RuleLevel};
use haggle_spec::{Diagnostic, Edit, Span};

use crate::output::diagnostic::Severity;

/// A file, and everything that is wrong in it, in its order.
#[derive(Debug)]
pub struct LintedPage<'f> {
    /// Its path as the user gave it.
    pub path: String,
    /// Its text.
    pub source: &'f SourceText,
    /// What is wrong.
    pub problems: Vec<Problem<'f>>,
}

impl<'f> LintedPage<'f> {
    /// What readers and rules say about a file.
    pub fn new(
        path: String,
        source: &'f SourceText,
        diagnostics: &'f [Diagnostic],
        findings: &'f [Finding],
    ) -> Self {
        let faults = diagnostics.iter().map(Problem::of_diagnostic);
        let mut problems: Vec<Problem<'f>> = faults.chain(findings.iter().map(Problem::of_finding)).collect();
        problems.sort_by_key(|problem| problem.span);
        Self { path, source, problems }
    }
}

/// Something that is wrong.
#[derive(Debug)]
pub struct Problem<'f> {
    /// The fault, where it is one.
    pub diagnostic: Option<&'f Diagnostic>,
    /// The rule, where it is a rule's finding.
    pub rule: Option<&'static Rule>,
    /// The code of the fault, or the name of the rule.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where, in bytes of the file.
    pub span: Span,
    /// Another place that it has to do with.
    pub related: Option<(Span, &'f str)>,
    /// What the edits do.
    pub repair: RepairClass,
    /// The edits that repair it, all together.
    pub edits: &'f [Edit],
}

impl<'f> Problem<'f> {
    fn of_diagnostic(diagnostic: &'f Diagnostic) -> Self {
        let edits = diagnostic.suggestion.as_slice();
        Self {
            diagnostic: Some(diagnostic),
            rule: None,
            code: diagnostic.kind.code(),
            severity: Severity::of(diagnostic),
            message: diagnostic.message(),
            span: diagnostic.span,
            related: None,
            // A tool refuses or drops what is there, so that its meaning does not change.
            repair: if edits.is_empty() { RepairClass::Unrepaired } else { RepairClass::Certain },
            edits,
        }
    }

    fn of_finding(finding: &'f Finding) -> Self {
        let repair = finding.repair.as_ref();
        Self {
            diagnostic: None,
            rule: Some(finding.rule),
            code: finding.rule.name,
            severity: if finding.level == RuleLevel::Deny { Severity::Error } else { Severity::Warning },
            message: finding.message.clone(),
            span: finding.span,
            related: finding.related.as_ref().map(|(span, what)| (*span, what.as_str())),
            repair: repair.map_or(RepairClass::Unrepaired, |repair| repair.class),
            edits: repair.map(|repair| repair.edits.as_slice()).unwrap_or_default(),
        }
    }
}
