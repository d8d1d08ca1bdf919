//! Requirements of one distribution that no version fulfils together.

use super::Placed;
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{Prereleases, Requirement};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "conflicting-requirements",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "Two requirements of one distribution hold at once, and no version fulfils both",
    text: include_str!("conflicting.md"),
};

/// Longer sets of specifiers are not compared.
const MAX_SPECIFIERS: usize = 64;

/// Whether it conflicts with one of those that overlap, which is reported; `extra` is where it is from, if it is not from the same list.
pub(super) fn check(
    here: &Placed<'_, '_>,
    overlapping: &[&Placed<'_, '_>],
    extra: Option<&str>,
    report: &mut Report<'_>,
) -> bool {
    let requirement = &here.item.requirement;
    let other = overlapping.iter().find(|other| conflict(requirement, &other.item.requirement));
    let Some(other) = other else { return false };
    let name = requirement.name_as_written();
    let message = match extra {
        Some(extra) => {
            format!("nothing fulfils both what extra `{extra}` needs of `{name}` and what is always needed")
        }
        None => format!("no version of `{name}` fulfils both of these"),
    };
    report.add(
        Finding::new(&RULE, here.item.written.whole(), message)
            .with_related(other.item.written.whole(), "the other one is here")
            .on_lines(here.item.written.lines()),
    );
    true
}

/// Whether no version fulfils both, though one fulfils each.
fn conflict(left: &Requirement, right: &Requirement) -> bool {
    if let (Some(left), Some(right)) = (left.url(), right.url()) {
        return left.trim() != right.trim();
    }
    let (left, right) = (left.specifiers(), right.specifiers());
    if left.is_empty() || right.is_empty() || left.len().max(right.len()) > MAX_SPECIFIERS {
        return false;
    }
    let is_empty = |set: &crate::SpecifierSet| set.is_unsatisfiable(Prereleases::Default);
    !is_empty(left) && !is_empty(right) && left.to_set().is_disjoint(&right.to_set())
}
