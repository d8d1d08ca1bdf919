//! `python_version > "3.5.3"`: the variable has two numbers.

use super::{Compared, Found, Part};
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{MarkerOperator, MarkerVariable, Version};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-three-part-version",
    level: RuleLevel::Deny,
    repair: RepairClass::Unsafe,
    summary: "`python_version`, which has two numbers, is compared with a version of three",
    text: include_str!("three_part_version.md"),
};

pub(super) fn check(compared: &Compared<'_>) -> Option<Found> {
    let operator = compared.term.operator;
    let is_text = matches!(operator, MarkerOperator::In | MarkerOperator::NotIn);
    if compared.variable() != Some(MarkerVariable::PythonVersion) || is_text {
        return None;
    }
    let literal = compared.literal()?;
    // `3.5.0` is `3.5`, and a third number may be any where a star follows the second.
    let version: Version = literal.strip_suffix(".*").unwrap_or(literal).parse().ok()?;
    let has_third = version.release().skip(2).any(|number| !number.is_zero());
    if !has_third {
        return None;
    }
    let short: Vec<String> = version.release().take(2).map(|number| number.to_string()).collect();
    let short = short.join(".");
    let message = format!(
        "`python_version` has two numbers: of Python {}, it is `{short}`, also where this is about `{literal}`",
        version.as_written()
    );
    Some(Found::new(&RULE, Part::Variable, message).with_variable("python_full_version"))
}
