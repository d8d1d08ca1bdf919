//! `requires-python = ">=3.9,<3.14"`: a cap on Python in a library.

use super::{Specified, check_set};
use crate::Operator;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "python-upper-bound",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "A distribution limits the newest Python that it may be installed with",
    text: include_str!("python_upper_bound.md"),
};

/// Runs the rules on the versions of Python that a project allows; a cap counts only where the project is published.
pub(in crate::lint) fn check(specified: &Specified<'_>, is_published: bool, report: &mut Report<'_>) {
    let specifiers = specified.all();
    if specifiers.len() > 1 {
        check_set(specified, report);
    }
    if !is_published {
        return;
    }
    let cap = specifiers.iter().position(|specifier| {
        matches!(
            specifier.operator(),
            Operator::Less | Operator::LessEqual | Operator::Compatible | Operator::Equal
        )
    });
    let Some(index) = cap else { return };
    let message = format!(
        "`{}` keeps newer versions of Python out: an installer there takes an older release without this bound",
        specifiers[index]
    );
    report.add(specified.finding_at(index, &RULE, message, |_, _| None));
}
