//! `[build-system]` without `requires`.

use crate::file::pyproject::PyProject;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "build-system-without-requires",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "The table `build-system` has no `requires`",
    text: include_str!("build_system_without_requires.md"),
};

pub(super) fn check(file: &PyProject, report: &mut Report<'_>) {
    let Some(build) = file.build_system() else { return };
    // Of a `requires` that is not an array, the reader has said so.
    if build.requires.is_none() && !build.has_requires {
        let message = "`build-system` needs `requires`: pip refuses to build the project";
        report.add(Finding::new(&RULE, build.span, message));
    }
}
