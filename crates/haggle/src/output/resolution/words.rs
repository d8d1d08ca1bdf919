//! An answer's explanations and doubts, for people.

use std::collections::BTreeSet;

use haggle_resolve::python::{Explanation, PinRequirements, Warning, WarningKind};
use haggle_spec::Version;

use crate::output::page::Page;

/// Why the requirements of a pin are not known.
pub fn unknown_reason(requirements: &PinRequirements) -> Option<&str> {
    match requirements {
        PinRequirements::Unknown { reason } => Some(reason),
        PinRequirements::Known | PinRequirements::Supplied => None,
    }
}

/// Why there is no solution, and what would give one, for people; `title` begins the first line.
pub fn explanation(title: &str, explanation: &Explanation) -> Page {
    let mut page = Page::of(format_args!("{title}: these cannot hold together:"));
    // A line that both asks for a package and bounds its version is two premises.
    let mut seen = BTreeSet::new();
    for premise in &explanation.conflict {
        let place = premise.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        let shown = format!("  {}{place}", premise.text);
        if seen.insert(shown.clone()) {
            page.line(shown);
        }
    }
    if !explanation.is_minimal {
        page.line("  (perhaps without some of these: it took too long to find out)");
    }
    if !explanation.because.is_empty() {
        page.line("because:");
        for reason in &explanation.because {
            page.line(format_args!("  {reason}"));
        }
    }
    if !explanation.repairs.is_empty() {
        page.line("any one of these would give a solution:");
    }
    for repair in &explanation.repairs {
        let edits = repair.edits.iter().map(|edit| match &edit.after {
            Some(after) if edit.before.is_empty() => after.clone(),
            Some(after) => format!("{}: `{}` becomes `{after}`", edit.source, edit.before),
            None => format!("{}: `{}` goes", edit.source, edit.before),
        });
        page.line(format_args!("  {}{}", edits.collect::<Vec<_>>().join(", and "), repair.doubt()));
    }
    if explanation.repairs.first().is_some_and(|first| first.edits.len() == 1)
        && explanation.repairs_are_complete
    {
        page.line("no other change of a single line would");
    }
    page
}

/// A few versions, and how many more.
fn listed(versions: &[Version]) -> String {
    const SHOWN: usize = 4;
    let mut texts: Vec<String> = versions.iter().rev().take(SHOWN).map(ToString::to_string).collect();
    if versions.len() > SHOWN {
        texts.push(format!("{} more", versions.len() - SHOWN));
    }
    texts.join(", ")
}

/// What was read generously, for people.
pub fn warning(warning: &Warning) -> String {
    let requirement = &warning.requirement;
    let name = requirement.name();
    match &warning.kind {
        WarningKind::MarkerWithoutValue(reason) => {
            format!("the marker of `{requirement}` has no value here and was taken to hold: {reason}")
        }
        WarningKind::DirectUrl => {
            format!("the URL of `{requirement}` was not followed: any version was taken")
        }
        WarningKind::NoSuchExtra(extra) => format!("`{}` has no extra `{extra}`", requirement.name()),
        WarningKind::Yanked(reason) if reason.is_empty() => format!("`{requirement}` was yanked"),
        WarningKind::Yanked(reason) => format!("`{requirement}` was yanked: {reason}"),
        WarningKind::OddMetadata(note) => format!("the metadata of `{requirement}`: {note}"),
        WarningKind::PassedOver { version, reason } => format!(
            "{name} {version} was passed over for `{requirement}`, because its requirements are unknown: {reason}; to take it, require `{name}=={version}`"
        ),
        WarningKind::NothingKnownFits(others) => format!(
            "`{requirement}` is taken although its requirements are unknown: those of {} conflict with others",
            listed(others)
        ),
        WarningKind::UnknownDate(versions) => format!(
            "the index gives no upload time for {name} {}, so that `--exclude-newer` rules them out",
            listed(versions)
        ),
        other => format!("`{requirement}`: {other:?}"),
    }
}
