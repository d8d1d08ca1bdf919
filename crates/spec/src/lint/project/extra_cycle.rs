//! Extras that need each other.

use super::own_extras::OwnExtras;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "extra-cycle",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "An extra of a project asks for itself, directly or through others",
    text: include_str!("extra_cycle.md"),
};

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Of each cycle, the requirement that closes it is reported. Linear time, no recursion.
pub(super) fn check(own: &OwnExtras<'_, '_>, report: &mut Report<'_>) {
    let mut visits = vec![Visit::New; own.asked.len()];
    for start in 0..own.asked.len() {
        if visits[start] == Visit::New {
            visit(own, start, &mut visits, report);
        }
    }
}

fn visit(own: &OwnExtras<'_, '_>, start: usize, visits: &mut [Visit], report: &mut Report<'_>) {
    let mut path = vec![(start, 0)];
    visits[start] = Visit::Open;
    while let Some((extra, next)) = path.last_mut() {
        let Some(asked) = own.asked[*extra].get(*next) else {
            visits[*extra] = Visit::Done;
            path.pop();
            continue;
        };
        *next += 1;
        let Some(&target) = own.names.get(asked.extra.as_str()) else { continue };
        match visits[target] {
            Visit::New => {
                visits[target] = Visit::Open;
                path.push((target, 0));
            }
            Visit::Open => {
                let names = path.iter().map(|(extra, _)| *extra).skip_while(|extra| *extra != target);
                let names: Vec<&str> = names.chain([target]).map(|extra| own.written[extra]).collect();
                let message = format!("the extra asks for itself: `{}`", names.join("` → `"));
                let written = &asked.item.written;
                report.add(Finding::new(&RULE, written.whole(), message).on_lines(written.lines()));
            }
            Visit::Done => {}
        }
    }
}
