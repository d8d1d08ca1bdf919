//! Each project against the shared lists, and what a sync would do about it.

use super::ReportInputs;
use super::changes::{diff, links};
use crate::output::html::Markup;
use crate::output::state::ProjectState;
use crate::output::sync::{PlannedProject, n_to_change, n_to_decide, sentence};

/// The section.
pub fn projects(inputs: &ReportInputs<'_>) -> Markup {
    let mut page = Markup::of(
        "<section id=projects aria-labelledby=projects-head><h2 id=projects-head>Projects</h2><table class=\"stack projects\"><caption>What each project \
         requires, held against the shared lists</caption><thead><tr><th scope=col>Project</th><th scope=col>Lines</th><th scope=col>Out of line</th>\
         <th scope=col>What the gate says</th><th scope=col>What a sync would do</th></tr></thead><tbody>",
        &[],
    );
    let plans = inputs.plans.as_deref().unwrap_or_default();
    for one in inputs.projects {
        page.add(&state(one));
        page.put("<td>", &[]);
        match plans.iter().find(|plan| plan.name == one.name) {
            Some(plan) => page.put("{}", &[&in_short(plan)]),
            None => page.put("not known", &[]),
        }
        page.add(&links(inputs.changes, |change| change.project == one.name));
        page.put("</td></tr>", &[]);
    }
    page.put("</tbody></table>", &[]);
    if let Err(because) = inputs.plans {
        page.put("<p class=warn>What a sync would do is not known: {}.</p>", &[because]);
    }
    for plan in plans.iter().filter(|plan| !plan.plan.lines.is_empty()) {
        page.add(&sync(plan));
    }
    page.put("</section>", &[]);
    page
}

fn state(one: &ProjectState) -> Markup {
    let mut page = Markup::of("<tr><th scope=row>{}</th><td>{} lines</td><td>", &[&one.name, &one.n_lines]);
    if one.findings.is_empty() {
        page.put("nothing", &[]);
    }
    for (place, message) in &one.findings {
        page.put("<div>{}<small>{}</small></div>", &[message, place]);
    }
    page.put("</td><td>", &[]);
    match one.gate.as_deref() {
        None => page.put("it is not asked", &[]),
        Some([]) => page.put("passes", &[]),
        Some(refused) => {
            for line in refused {
                page.put("<div>refused: {}</div>", &[line]);
            }
        }
    }
    page.put("</td>", &[]);
    page
}

fn in_short(plan: &PlannedProject) -> String {
    match (n_to_change(plan), n_to_decide(std::slice::from_ref(plan))) {
        (0, 0) => "nothing".to_owned(),
        (changes, 0) => format!("{changes} to change"),
        (0, open) => format!("{open} to decide"),
        (changes, open) => format!("{changes} to change, {open} to decide"),
    }
}

/// What a sync would do to a project, line by line, and the diff.
fn sync(plan: &PlannedProject) -> Markup {
    let mut page =
        Markup::of("<details class=more><summary>The sync of {}</summary><ul class=plain>", &[&plan.name]);
    for line in &plan.plan.lines {
        page.put("<li>{}</li>", &[&sentence(line)]);
    }
    page.put("</ul>", &[]);
    if let Some(draft) = &plan.draft {
        page.add(&diff(&draft.diff()));
    }
    page.put("</details>", &[]);
    page
}
