//! A field of `project` that is both given and dynamic.

use crate::file::pyproject::ProjectTable;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "static-and-dynamic",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "A field of `project` is both given and listed in `dynamic` (PEP 621)",
    text: include_str!("static_and_dynamic.md"),
};

pub(super) fn check(project: &ProjectTable, report: &mut Report<'_>) {
    for field in &project.dynamic {
        let Some(key) = project.key(&field.text) else { continue };
        let message = format!("`{}` is both given and left to the build backend", field.text);
        report.add(Finding::new(&RULE, field.span, message).with_related(key.span, "it is given here"));
    }
}
