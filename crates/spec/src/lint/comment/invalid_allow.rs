//! A comment that allows what there is not.

use crate::Span;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "invalid-allow",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "A comment for this linter names no rule, or is not in its form",
    text: include_str!("invalid_allow.md"),
};

pub(super) fn add_name(name: &str, span: Span, report: &mut Report<'_>) {
    let message = if crate::is_fault_code(name) {
        format!("`{name}` is a fault that tools stumble over, and cannot be allowed")
    } else {
        format!("there is no rule `{name}`")
    };
    report.add(Finding::new(&RULE, span, message));
}

pub(super) fn add_form(span: Span, report: &mut Report<'_>) {
    let message = "a comment that allows rules reads `haggle: allow(RULE)` or `haggle: allow-file(RULE)`";
    report.add(Finding::new(&RULE, span, message));
}
