//! A name of the denylist in the constraints.

use super::FamilyNames;
use crate::lint::finding::Finding;
use crate::lint::lists::Item;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "denylisted-name",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "The constraints of a family have a name that its denylist has",
    text: include_str!("denylisted.md"),
};

pub(super) fn check(item: &Item<'_>, family: &FamilyNames, report: &mut Report<'_>) {
    if !family.is_denied(item.name()) {
        return;
    }
    let message = format!("`{}` is on the denylist: the constraints leave it alone", item.name());
    report.add(Finding::new(&RULE, item.written.name_span(), message).on_lines(item.written.lines()));
}
