//! `===1.0`: a comparison of texts, for versions that are not versions.

use super::Specified;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{Operator, Version};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "arbitrary-equality",
    level: RuleLevel::Warn,
    repair: RepairClass::Unsafe,
    summary: "`===` compares with an ordinary version, outside of constraints",
    text: include_str!("arbitrary_equality.md"),
};

pub(super) fn check(specified: &Specified<'_>, report: &mut Report<'_>) {
    for (index, specifier) in specified.all().iter().enumerate() {
        if specifier.operator() != Operator::Arbitrary {
            continue;
        }
        let text = specifier.version_text();
        if text.parse::<Version>().is_err() {
            continue;
        }
        let message = format!("`==={text}` compares texts: `==` is for versions");
        report.add(specified.finding_at(index, &RULE, message, |written, places| {
            let place = places.get(index)?;
            let is_sign = written[place.clone()].starts_with("===");
            is_sign.then(|| (place.start..place.start + 3, "==".to_owned()))
        }));
    }
}
