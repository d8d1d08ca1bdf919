//! `sys_platform > "linux"`: an order of texts, which there is not.

use super::{Compared, Found, Part};
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{MarkerOperator, MarkerVariable};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-text-order",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "An operator for versions compares a variable whose values are texts",
    text: include_str!("text_order.md"),
};

pub(super) fn check(compared: &Compared<'_>) -> Option<Found> {
    let variable = compared.variable()?;
    let operator = compared.term.operator;
    let is_order = matches!(
        operator,
        MarkerOperator::Less
            | MarkerOperator::LessEqual
            | MarkerOperator::Greater
            | MarkerOperator::GreaterEqual
            | MarkerOperator::Compatible
    );
    let is_python = matches!(
        variable,
        MarkerVariable::PythonVersion
            | MarkerVariable::PythonFullVersion
            | MarkerVariable::ImplementationVersion
    );
    if !is_order || is_python {
        return None;
    }
    let (name, sign) = (variable.as_str(), operator.as_str());
    let message = if variable == MarkerVariable::PlatformRelease {
        if names_other_platform(compared.marker.as_str()) {
            return None;
        }
        format!("`{name}` is rarely a version (`6.8.0-45-generic`), and `{sign}` then compares texts")
    } else {
        format!("`{sign}` compares versions, and `{name}` is a text")
    };
    Some(Found::new(&RULE, Part::Operator, message))
}

/// On macOS and Windows the release of the kernel is a version.
fn names_other_platform(marker: &str) -> bool {
    ["darwin", "Darwin", "win32", "Windows", "\"nt\""].iter().any(|platform| marker.contains(platform))
}
