//! `>=1,<=0.9`: no version fulfils all.

use super::Specified;
use super::bounds::Bounds;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{Operator, Prereleases};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "unsatisfiable-specifiers",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "No version fulfils all specifiers of a requirement",
    text: include_str!("unsatisfiable.md"),
};

const MESSAGE: &str = "no version fulfils all of these specifiers";

/// With more specifiers than this, the texts of `===` are not tried.
const MAX_TRIED: usize = 16;

/// Where there is `===`, only its own text can match: whether it does is tried. True where there is such a specifier.
pub(super) fn check_arbitrary(specified: &Specified<'_>, report: &mut Report<'_>) -> bool {
    let specifiers = specified.set;
    let has_arbitrary = specifiers.iter().any(|specifier| specifier.operator() == Operator::Arbitrary);
    let is_tried = has_arbitrary && specifiers.len() <= MAX_TRIED;
    if is_tried && specifiers.is_unsatisfiable(Prereleases::Default) {
        report.add(specified.finding(&RULE, MESSAGE));
    }
    has_arbitrary
}

/// Whether no version is between the bounds, which is reported.
pub(super) fn check(bounds: &Bounds, specified: &Specified<'_>, report: &mut Report<'_>) -> bool {
    let is_unsatisfiable = bounds.are_crossed() || bounds.is_all_excluded();
    if is_unsatisfiable {
        report.add(specified.finding(&RULE, MESSAGE));
    }
    is_unsatisfiable
}
