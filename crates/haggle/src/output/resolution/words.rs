//! An answer's explanation, for people.

use std::collections::BTreeSet;

use haggle_resolve::python::Explanation;

use crate::output::page::Page;

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
