//! `===1.0`: a comparison of texts, for versions that are not versions.

use super::{Specified, at_specifier};
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{Operator, SpecifierSet, Version};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "arbitrary-equality",
    level: RuleLevel::Warn,
    repair: RepairClass::Unsafe,
    summary: "`===` compares with an ordinary version, outside of constraints",
    text: include_str!("arbitrary_equality.md"),
};

pub(super) fn check(specifiers: &SpecifierSet, written: &impl Specified, report: &mut Report<'_>) {
    for (index, specifier) in specifiers.iter().enumerate() {
        if specifier.operator() != Operator::Arbitrary {
            continue;
        }
        let text = specifier.version_text();
        if text.parse::<Version>().is_err() {
            continue;
        }
        let message = format!("`==={text}` compares texts: `==` is for versions");
        let n_specifiers = specifiers.len();
        report.add(at_specifier(&RULE, (index, n_specifiers), written, message, |written, places| {
            let place = places.get(index)?;
            let is_sign = written[place.clone()].starts_with("===");
            is_sign.then(|| (place.start..place.start + 3, "==".to_owned()))
        }));
    }
}
