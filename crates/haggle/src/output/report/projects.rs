//! Each project against the shared lists.

use crate::output::html::Markup;
use crate::output::state::ProjectState;

/// The section.
pub fn projects(projects: &[ProjectState]) -> Markup {
    let mut page = Markup::of(
        "<section id=projects aria-labelledby=projects-head><h2 id=projects-head>Projects</h2><table class=stack><caption>What each project \
         requires, held against the shared lists</caption><thead><tr><th scope=col>Project</th><th scope=col>Lines</th><th scope=col>Out of line</th>\
         <th scope=col>What the gate says</th></tr></thead><tbody>",
        &[],
    );
    for one in projects {
        page.put("<tr><th scope=row>{}</th><td>{} lines</td><td>", &[&one.name, &one.n_lines]);
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
        page.put("</td></tr>", &[]);
    }
    page.put("</tbody></table></section>", &[]);
    page
}
