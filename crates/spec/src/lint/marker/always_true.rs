//! A marker that holds everywhere.

use crate::lint::algebra::Markers;
use crate::lint::finding::Finding;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::lint::written::Written;
use crate::{Edit, Marker};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-always-true",
    level: RuleLevel::Warn,
    repair: RepairClass::Certain,
    summary: "A marker is true in every environment",
    text: include_str!("always_true.md"),
};

pub(super) fn check(marker: &Marker, written: &Written<'_>, markers: &mut Markers) -> Option<Finding> {
    let is_always = markers.is_always(marker);
    is_always.then(|| {
        let message = "every environment fulfils this marker: it says nothing";
        let edit = written.marker_removal().map(|span| Edit::new(span, ""));
        Finding::new(&RULE, written.marker_span(), message)
            .with_edits(edit.into_iter().collect())
            .on_lines(written.lines())
    })
}
