//! The changes that were drafted or are under review: the state, the votes and the diff of each.

use haggle_govern::evaluation::PlacedReport;
use haggle_spec::PackageName;

use super::given::{GivenChange, leading_name};
use crate::output::html::{Markup, sentence};

/// The section; nothing where no change is known.
pub fn changes(changes: &[GivenChange]) -> Markup {
    if changes.is_empty() {
        return Markup::new();
    }
    let mut page = Markup::of(
        "<section id=changes aria-labelledby=changes-head><h2 id=changes-head>Changes</h2>\
         <p class=note>As the files say that were given to the report; no review system was asked.</p>",
        &[],
    );
    for (number, one) in (1..).zip(changes) {
        page.add(&change(number, one));
    }
    page.put("</section>", &[]);
    page
}

/// The state of a change in a word.
fn state(one: &GivenChange) -> &str {
    one.state.as_deref().unwrap_or("drafted")
}

fn subject(one: &GivenChange) -> &str {
    one.subject.as_deref().unwrap_or("a change without a message")
}

fn change(number: usize, one: &GivenChange) -> Markup {
    let branch = one.branch.as_ref().map(|branch| format!(", {branch}")).unwrap_or_default();
    let mut page = Markup::of(
        "<details class=\"more change\" id=\"change-{}\"><summary>{} <span class=kind>{}</span><small>{}{}</small></summary>",
        &[&number, &subject(one), &state(one), &one.project, &branch],
    );
    if let Some(url) = &one.url {
        // What is not an address of the web is text.
        if url.starts_with("https://") || url.starts_with("http://") {
            page.put("<p><a href=\"{}\">{}</a></p>", &[url, url]);
        } else {
            page.put("<p>{}</p>", &[url]);
        }
    }
    let votes: Vec<String> =
        one.votes.iter().map(|vote| format!("{} {:+}", vote.label, vote.value)).collect();
    if !votes.is_empty() {
        page.put("<p>Votes: {}.</p>", &[&votes.join(", ")]);
    }
    if let Some(remark) = one.remark.as_deref().filter(|remark| !remark.is_empty()) {
        page.put("<p class=warn>{}</p>", &[&sentence(remark)]);
    }
    if let Some(message) = &one.message {
        page.put("<pre>{}</pre>", &[&message.trim_end()]);
    }
    match &one.diff {
        Some(text) => page.add(&diff(text)),
        None => page.put("<p class=note>What it changes is in none of the files.</p>", &[]),
    }
    page.put("</details>", &[]);
    page
}

/// A diff: what is added and what is taken away are marked as such.
pub fn diff(text: &str) -> Markup {
    let mut page = Markup::of("<pre class=diff>", &[]);
    for line in text.lines() {
        let is_head = line.starts_with("+++ ") || line.starts_with("--- ");
        match line.as_bytes().first() {
            Some(b'+') if !is_head => page.put("<ins>{}</ins>\n", &[&line]),
            Some(b'-') if !is_head => page.put("<del>{}</del>\n", &[&line]),
            _ => page.put("{}\n", &[&line]),
        }
    }
    page.put("</pre>", &[]);
    page
}

/// Links to those of the changes for which this holds, with their states; nothing where it holds for none.
pub fn links(changes: &[GivenChange], is_meant: impl Fn(&GivenChange) -> bool) -> Markup {
    let mut page = Markup::new();
    for (number, one) in (1_usize..).zip(changes).filter(|(_, one)| is_meant(one)) {
        page.put(
            "<li><a href=\"#change-{}\">{}</a> <span class=kind>{}</span><small>{}</small></li>",
            &[&number, &subject(one), &state(one), &one.project],
        );
    }
    if page.is_empty() {
        return page;
    }
    let mut list = Markup::of("<ul class=plain>", &[]);
    list.add(&page);
    list.put("</ul>", &[]);
    list
}

/// Whether a change adds, moves or removes a line about one of these requirements.
pub fn concerns(one: &GivenChange, requirements: &[PlacedReport]) -> bool {
    let is_one = |name: &str| {
        let name = PackageName::new(name).ok();
        requirements.iter().any(|placed| {
            let mut lines = placed.lines.iter().map(String::as_str).chain([placed.id.as_str()]);
            name.is_some() && lines.any(|line| PackageName::new(leading_name(line)).ok() == name)
        })
    };
    one.names().any(is_one)
}
