//! `extra == "test"` in a file that no extra is asked of.

use super::{Compared, Found, Part};
use crate::MarkerVariable;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-extra-outside-metadata",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "A marker compares `extra` (or a set of PEP 751) in a file that is not the metadata of a distribution",
    text: include_str!("extra_outside_metadata.md"),
};

pub(super) fn check(compared: &Compared<'_>) -> Option<Found> {
    let variable = compared.variable()?;
    let message = match variable {
        MarkerVariable::Extra => "`extra` is set for the metadata of a distribution only",
        MarkerVariable::Extras | MarkerVariable::DependencyGroups => {
            "this variable is set for lock files (PEP 751) only"
        }
        _ => return None,
    };
    Some(Found::new(&RULE, Part::Whole, message.to_owned()))
}
