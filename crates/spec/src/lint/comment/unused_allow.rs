//! A comment that allows what is not there.

use crate::Span;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "unused-allow",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "A comment allows a rule that finds nothing there",
    text: include_str!("unused_allow.md"),
};

pub(super) fn add(rule: &'static Rule, span: Span, report: &mut Report<'_>) {
    let message = format!("`{rule}` finds nothing here: the comment is not needed");
    report.add(Finding::new(&RULE, span, message));
}
