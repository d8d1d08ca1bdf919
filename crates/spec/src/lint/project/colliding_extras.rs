//! `a_b` and `a-b`: two extras with one name.

use std::collections::HashMap;

use crate::file::PlacedText;
use crate::file::setup_cfg::{ListKind, SetupCfg};
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{Span, normalise_name};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "colliding-extras",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "Two extras have one name after normalisation (PEP 685)",
    text: include_str!("colliding_extras.md"),
};

pub(super) fn check(extras: &[PlacedText], report: &mut Report<'_>) {
    check_names(extras.iter().map(|extra| (extra.text.as_str(), extra.span)), report);
}

pub(super) fn check_setup_cfg(file: &SetupCfg, report: &mut Report<'_>) {
    let named = |is_pbr: bool| {
        file.lists().iter().filter_map(move |list| {
            let name = match &list.kind {
                ListKind::Extra(name) if !is_pbr => name,
                ListKind::PbrExtra(name) if is_pbr => name,
                _ => return None,
            };
            // A list starts with its name.
            let start = file.source().range(list.span).start;
            Some((name.as_str(), file.source().span(start..start + name.len())))
        })
    };
    check_names(named(false), report);
    check_names(named(true), report);
}

fn check_names<'f>(extras: impl Iterator<Item = (&'f str, Span)>, report: &mut Report<'_>) {
    let mut seen: HashMap<String, (&str, Span)> = HashMap::new();
    for (name, span) in extras {
        let normalised = normalise_name(name);
        match seen.get(&normalised) {
            // The same words twice are for the reader of the file to report.
            Some((first, _)) if first.eq_ignore_ascii_case(name) => {}
            Some((first, first_span)) => {
                let message = format!("extras `{first}` and `{name}` are both `{normalised}`");
                let finding = Finding::new(&RULE, span, message);
                report.add(finding.with_related(*first_span, "the other one is here"));
            }
            None => {
                seen.insert(normalised, (name, span));
            }
        }
    }
}
