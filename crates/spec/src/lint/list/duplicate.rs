//! One distribution twice in a list.

use super::Placed;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "duplicate-requirement",
    level: RuleLevel::Warn,
    repair: RepairClass::Certain,
    summary: "A distribution is required twice in one list, under markers that may both hold",
    text: include_str!("duplicate.md"),
};

pub(super) fn check(here: &Placed<'_, '_>, overlapping: &[&Placed<'_, '_>], report: &mut Report<'_>) {
    let requirement = &here.item.requirement;
    // Different extras add to each other.
    let first = overlapping.iter().find(|other| other.item.requirement.extras() == requirement.extras());
    let Some(first) = first else { return };
    let is_same = first.item.requirement == *requirement;
    let are_plain = here.item.options.is_empty() && first.item.options.is_empty();
    let name = requirement.name_as_written();
    let message = if is_same {
        format!("`{name}` is required twice, in the same words")
    } else {
        format!("`{name}` is required twice: both hold, and readers see one of them")
    };
    let edit = if is_same && are_plain { here.item.removal() } else { None };
    report.add(
        Finding::new(&RULE, here.item.written.name_span(), message)
            .with_related(first.item.written.whole(), "it is required here first")
            .with_edits(edit.into_iter().collect())
            .on_lines(here.item.written.lines()),
    );
}
