//! `"a" == "b"`: nothing of the environment is asked for.

use super::{Compared, Found, Part};
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::marker::Key;

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-without-variable",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "A comparison of a marker has a quoted text on both sides",
    text: include_str!("without_variable.md"),
};

pub(super) fn check(compared: &Compared<'_>) -> Option<Found> {
    if compared.term.key != Key::Undefined {
        return None;
    }
    let message = "neither side is a variable: evaluating this is an error".to_owned();
    Some(Found::new(&RULE, Part::Whole, message))
}
