//! A spelling other than that of the global list.

use super::FamilyNames;
use crate::Edit;
use crate::lint::finding::Finding;
use crate::lint::lists::Item;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "name-spelling",
    level: RuleLevel::Warn,
    repair: RepairClass::Certain,
    summary: "A project spells a name otherwise than the global list of its family",
    text: include_str!("spelling.md"),
};

/// Whether the global list has the name.
pub(super) fn check(item: &Item<'_>, family: &FamilyNames, report: &mut Report<'_>) -> bool {
    let Some(spelling) = family.spelling(item.name()) else { return false };
    let written = item.requirement.name_as_written();
    if written == spelling {
        return true;
    }
    let message = format!("`{written}` is `{spelling}` in the global list");
    let span = item.written.name_span();
    let edit =
        (span != item.written.whole() || item.written.text() == written).then(|| Edit::new(span, spelling));
    report.add(
        Finding::new(&RULE, span, message)
            .with_edits(edit.into_iter().collect())
            .on_lines(item.written.lines()),
    );
    true
}
