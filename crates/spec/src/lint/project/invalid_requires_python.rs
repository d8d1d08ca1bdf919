//! `requires-python = "3.8"`: not a set of specifiers.

use core::ops::Range;

use crate::file::pyproject::{ProjectTable, PyProject};
use crate::file::setup_cfg::SetupCfg;
use crate::file::{PlacedText, SourceText};
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::lint::specifier::{self, Specified, WrittenSpecifiers};
use crate::{Span, SpecifierSet, Version};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "invalid-requires-python",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "The versions of Python that a project allows are not a set of version specifiers",
    text: include_str!("invalid_requires_python.md"),
};

pub(super) fn check_pyproject(file: &PyProject, project: &ProjectTable, report: &mut Report<'_>) {
    let Some(requires) = &project.requires_python else { return };
    let is_published = file.build_system().is_some() && !project.is_private;
    check(file.source(), requires, is_published, report);
}

pub(super) fn check_setup_cfg(file: &SetupCfg, report: &mut Report<'_>) {
    if let Some(requires) = file.requires_python() {
        check(file.source(), requires, true, report);
    }
}

fn check(source: &SourceText, requires: &PlacedText, is_published: bool, report: &mut Report<'_>) {
    let written = PlacedSpecifiers { source, span: requires.span };
    match requires.text.parse::<SpecifierSet>() {
        Ok(specifiers) => {
            specifier::check_python(&Specified::new(&specifiers, &written), is_published, report);
        }
        Err(_) => report.add(Finding::new(&RULE, requires.span, fault(&requires.text))),
    }
}

/// What is wrong, where it is a common mistake.
fn fault(text: &str) -> String {
    let text = text.trim();
    if let Ok(version) = text.trim_end_matches(".*").parse::<Version>() {
        return format!(
            "`{text}` has no operator: `>={}` is that version and every later one",
            version.base()
        );
    }
    if text.starts_with('^') {
        return format!("`{text}` is Poetry's spelling, which other tools do not read");
    }
    let star = text.split(',').map(str::trim).find(|part| part.ends_with(".*"));
    if let Some(star) = star.filter(|part| part.parse::<crate::Specifier>().is_err()) {
        return format!("`{star}`: a star goes with `==` and `!=` only");
    }
    format!("`{text}` is not a list of version specifiers, with commas between them")
}

/// Specifiers that are a text of their own.
struct PlacedSpecifiers<'f> {
    source: &'f SourceText,
    span: Span,
}

impl WrittenSpecifiers for PlacedSpecifiers<'_> {
    fn specifiers(&self) -> Option<(&str, Span)> {
        Some((self.source.slice(self.span), self.span))
    }

    fn part(&self, range: Range<usize>) -> Option<Span> {
        let start = self.source.range(self.span).start;
        Some(self.source.span(start + range.start..start + range.end))
    }

    fn whole(&self) -> Span {
        self.span
    }

    fn lines(&self) -> Span {
        self.span
    }
}
