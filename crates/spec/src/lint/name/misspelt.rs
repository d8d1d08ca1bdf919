//! A name that is one letter away from one of the family's.

use super::FamilyNames;
use crate::Edit;
use crate::lint::finding::Finding;
use crate::lint::lists::Item;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "misspelt-name",
    level: RuleLevel::Warn,
    repair: RepairClass::Unsafe,
    summary: "A name that the family does not know is one letter away from one of its global list",
    text: include_str!("misspelt.md"),
};

pub(super) fn check(item: &Item<'_>, family: &FamilyNames, report: &mut Report<'_>) {
    let Some(meant) = family.meant(item.name()) else { return };
    let meant = family.spelling(meant).unwrap_or(meant.as_str());
    let written = item.requirement.name_as_written();
    let message = format!("the family has no `{written}`, and has `{meant}`");
    let span = item.written.name_span();
    let edit =
        (span != item.written.whole() || item.written.text() == written).then(|| Edit::new(span, meant));
    report.add(
        Finding::new(&RULE, span, message)
            .with_edits(edit.into_iter().collect())
            .on_lines(item.written.lines()),
    );
}
