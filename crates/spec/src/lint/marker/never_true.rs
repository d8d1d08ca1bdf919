//! A marker that holds nowhere.

use crate::Marker;
use crate::lint::algebra::Markers;
use crate::lint::finding::Finding;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::lint::written::Written;

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-never-true",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "A marker is true in no environment",
    text: include_str!("never_true.md"),
};

pub(super) fn check(marker: &Marker, written: &Written<'_>, markers: &mut Markers) -> Option<Finding> {
    let is_never = markers.is_never(marker);
    is_never.then(|| {
        let message = "no environment fulfils this marker: the requirement is never installed";
        Finding::new(&RULE, written.marker_span(), message).on_lines(written.lines())
    })
}
