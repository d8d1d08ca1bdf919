//! `>=1.0,!=1.0`: a bound that is itself excluded.

use std::collections::BTreeSet;

use super::Specified;
use super::bounds::Bounds;
use crate::Operator;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "excluded-bound",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "The version of a bound is excluded by another specifier of the same requirement",
    text: include_str!("excluded_bound.md"),
};

/// The specifiers that were reported.
pub(super) fn check(bounds: &Bounds, specified: &Specified<'_>, report: &mut Report<'_>) -> BTreeSet<usize> {
    let all = specified.all();
    let mut reported = BTreeSet::new();
    // The upper end of `~=` is not the version that it names.
    let lower = (&bounds.lower, [Operator::GreaterEqual, Operator::Compatible]);
    let upper = (&bounds.upper, [Operator::LessEqual, Operator::LessEqual]);
    for (bound, inclusive) in [lower, upper] {
        let Some(bound) = bound else { continue };
        let specifier = &all[bound.index];
        let is_inclusive = inclusive.contains(&specifier.operator());
        let Some(version) = specifier.version().filter(|_| is_inclusive) else { continue };
        let exclusion = bounds.exclusions().find(|index| !all[*index].to_set().contains(version));
        let Some(exclusion) = exclusion.map(|index| &all[index]) else { continue };
        if reported.insert(bound.index) {
            let message =
                format!("the bound `{}` is itself excluded, by `{exclusion}`", version.as_written());
            report.add(specified.finding_at(bound.index, &RULE, message, |_, _| None));
        }
    }
    reported
}
