//! `python_version >= "3.9."`: not a version, so texts are compared.

use super::{Compared, Found, Part};
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{MarkerOperator, MarkerVariable, Specifier, Version};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-invalid-version",
    level: RuleLevel::Deny,
    repair: RepairClass::Unsafe,
    summary: "The version of Python is compared with a text that is not a version",
    text: include_str!("invalid_version.md"),
};

pub(super) fn check(compared: &Compared<'_>) -> Option<Found> {
    let variable = compared.variable()?;
    let operator = compared.term.operator;
    let is_version = matches!(
        variable,
        MarkerVariable::PythonVersion
            | MarkerVariable::PythonFullVersion
            | MarkerVariable::ImplementationVersion
    );
    let is_text = matches!(operator, MarkerOperator::In | MarkerOperator::NotIn | MarkerOperator::Arbitrary);
    if !is_version || is_text {
        return None;
    }
    let literal = compared.literal()?;
    let is_right = if compared.term.key_is_left {
        compared.term.specifier.is_some()
    } else {
        literal.parse::<Version>().is_ok()
    };
    if is_right {
        return None;
    }
    let sign = operator.as_str();
    let message = if literal.parse::<Version>().is_ok() {
        format!("`{sign}` needs a version of two numbers at least, and `{literal}` has one")
    } else if let Some(version) = literal.strip_suffix(".*").filter(|text| text.parse::<Version>().is_ok()) {
        format!("`.*` goes with `==` and `!=` only, so `{sign} \"{version}.*\"` compares texts")
    } else {
        format!("`{literal}` is not a version, so that texts are compared, not versions")
    };
    let found = Found::new(&RULE, Part::Literal, message);
    let repaired = literal.trim().trim_end_matches(".*").trim_end_matches('.');
    let is_repaired = repaired != literal && format!("{sign}{repaired}").parse::<Specifier>().is_ok();
    Some(if is_repaired { found.with_literal(repaired) } else { found })
}
