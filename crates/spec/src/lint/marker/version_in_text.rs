//! `python_version in "2.7, 3.4"`: a search for a text in a text.

use super::{Compared, Found, Part};
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{MarkerOperator, MarkerVariable, Version};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-version-in-text",
    level: RuleLevel::Warn,
    repair: RepairClass::Unsafe,
    summary: "The version of Python is searched for in a text, or a text in it",
    text: include_str!("version_in_text.md"),
};

pub(super) fn check(compared: &Compared<'_>) -> Option<Found> {
    let variable = compared.variable()?;
    let is_version = matches!(variable, MarkerVariable::PythonVersion | MarkerVariable::PythonFullVersion);
    let is_negated = match compared.term.operator {
        MarkerOperator::In => false,
        MarkerOperator::NotIn => true,
        _ => return None,
    };
    if !is_version {
        return None;
    }
    let literal = compared.literal()?;
    let name = variable.as_str();
    let message = if compared.term.key_is_left {
        format!("`in` searches for the text of `{name}` in `{literal}`: `3.1` is in `3.10`, too")
    } else {
        format!("`in` searches for `{literal}` in the text of `{name}`, and does not compare versions")
    };
    let found = Found::new(&RULE, Part::Whole, message);
    let versions = listed(literal).filter(|_| compared.term.key_is_left);
    let Some(versions) = versions else { return Some(found) };
    let (operator, joint) = if is_negated { ("!=", " and ") } else { ("==", " or ") };
    Some(found.with_comparison(move |quote| {
        let comparisons: Vec<String> =
            versions.iter().map(|version| format!("{name} {operator} {quote}{version}{quote}")).collect();
        let joined = comparisons.join(joint);
        if comparisons.len() == 1 { joined } else { format!("({joined})") }
    }))
}

/// The versions of a list, if it is one.
fn listed(literal: &str) -> Option<Vec<String>> {
    let words = literal.split([',', ' ', ';', '|']).filter(|word| !word.is_empty());
    let versions: Vec<String> = words.map(str::to_owned).collect();
    let are_short = |versions: &[String]| {
        versions.iter().all(|text| text.parse::<Version>().is_ok_and(|version| version.n_release() == 2))
    };
    (!versions.is_empty() && are_short(&versions)).then_some(versions)
}
