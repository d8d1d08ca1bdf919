//! An answer's explanation, for people.

use haggle_resolve::python::Explanation;

use crate::output::page::Page;

/// Why there is no solution, and what would give one, for people; `title` begins the first line.
pub fn explanation(title: &str, explanation: &Explanation) -> Page {
    // A line that both asks for a package and bounds its version is two premises.
    let mut lines: Vec<String> = Vec::new();
    for premise in &explanation.conflict {
        let place = premise.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        let shown = format!("  {}{place}", premise.text);
        if !lines.contains(&shown) {
            lines.push(shown);
        }
    }
    let what = if lines.len() == 1 { "this cannot hold" } else { "these cannot hold together" };
    let mut page = Page::of(format_args!("{title}: {what}:"));
    for line in lines {
        page.line(line);
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
            Some(after) => format!("{}: change `{}` to `{after}`", edit.source, edit.before),
            None => format!("{}: remove `{}`", edit.source, edit.before),
        });
        page.line(format_args!("  {}{}", edits.collect::<Vec<_>>().join(", and "), repair.doubt()));
    }
    if explanation.repairs.first().is_some_and(|first| first.edits.len() == 1)
        && explanation.repairs_are_complete
    {
        page.line("no other change of a single line gives a solution");
    }
    page
}
