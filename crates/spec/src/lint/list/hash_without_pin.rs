//! A digest on a requirement that any version may fulfil.

use super::mixed_hashes::is_hashed;
use crate::Operator;
use crate::lint::finding::Finding;
use crate::lint::lists::List;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "hash-without-pin",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "A requirement has `--hash` and is not pinned to one version",
    text: include_str!("hash_without_pin.md"),
};

pub(super) fn check(list: &List<'_>, report: &mut Report<'_>) {
    for item in &list.items {
        let specifiers = item.requirement.specifiers().as_slice();
        let is_pinned = match specifiers {
            [only] => match only.operator() {
                Operator::Arbitrary => true,
                Operator::Equal => !only.is_prefix(),
                _ => false,
            },
            _ => false,
        };
        if is_pinned || item.requirement.url().is_some() || !is_hashed(item) {
            continue;
        }
        let message = "a digest is that of one version, and this requirement is not pinned with `==`";
        report.add(Finding::new(&RULE, item.written.whole(), message).on_lines(item.written.lines()));
    }
}
