//! `project[extra]` in the project itself, which has no such extra.

use super::own_extras::OwnExtras;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "unknown-self-extra",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "A project asks for an extra of its own that it does not have",
    text: include_str!("unknown_self_extra.md"),
};

pub(super) fn check(own: &OwnExtras<'_, '_>, report: &mut Report<'_>) {
    for asked in own.asked.iter().flatten().chain(&own.elsewhere) {
        if own.names.contains_key(asked.extra.as_str()) {
            continue;
        }
        let written = &asked.item.written;
        let span = written.extras_span().unwrap_or_else(|| written.whole());
        let message = format!("this project has no extra `{}`", asked.extra);
        report.add(Finding::new(&RULE, span, message).on_lines(written.lines()));
    }
}
