//! `requires-python = ">=3.9,<3.14"`: a cap on Python in a library.

use super::{Specified, at_specifier, check_set};
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{Operator, SpecifierSet};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "python-upper-bound",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "A distribution limits the newest Python that it may be installed with",
    text: include_str!("python_upper_bound.md"),
};

/// Runs the rules on the versions of Python that a project allows; a cap counts only where the project is published.
pub(in crate::lint) fn check(
    specifiers: &SpecifierSet,
    is_published: bool,
    written: &impl Specified,
    report: &mut Report<'_>,
) {
    if specifiers.len() > 1 {
        check_set(specifiers, written, report);
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
        specifiers.as_slice()[index]
    );
    report.add(at_specifier(&RULE, (index, specifiers.len()), written, message, |_, _| None));
}
