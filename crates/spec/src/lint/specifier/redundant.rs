//! `>=1,>=2`: one says what the other does.

use std::collections::BTreeSet;

use super::bounds::Bounds;
use super::{Specified, removal};
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "redundant-specifier",
    level: RuleLevel::Warn,
    repair: RepairClass::Certain,
    summary: "A specifier excludes no version that the others do not exclude",
    text: include_str!("redundant.md"),
};

pub(super) fn check(
    bounds: &Bounds,
    reported: &BTreeSet<usize>,
    specified: &Specified<'_>,
    report: &mut Report<'_>,
) {
    if !report.wants(&RULE) {
        return;
    }
    let all = specified.all();
    let redundant = bounds.redundant();
    // Each edit takes a comma along, so that two of neighbours would touch: what is left comes up the next time.
    let mut last_edited: Option<usize> = None;
    for (index, reason) in redundant {
        let (specifier, reason) = (&all[index], &all[reason]);
        // One that names a prerelease lets prereleases in, whatever else it says.
        if reported.contains(&index) || specifier.names_prerelease() != Some(false) {
            continue;
        }
        let message = format!("`{specifier}` says nothing beside `{reason}`");
        let is_apart = last_edited.is_none_or(|last| index > last + 1);
        if is_apart {
            last_edited = Some(index);
        }
        report.add(specified.finding_at(index, &RULE, message, |_, places| {
            if is_apart { removal(places, index) } else { None }
        }));
    }
}
