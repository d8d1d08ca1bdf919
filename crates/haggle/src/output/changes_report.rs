//! The changes of a topic as a page, for where the review system has no dashboard.

use haggle_review::{Followed, Refreshed, Standing};

use super::html::Markup;
use super::published::{remark, state, votes};

/// The page up to its title: it loads nothing and runs nothing.
const START: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
    <meta name=\"referrer\" content=\"no-referrer\">\n\
    <style>body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem clamp(1rem, 4vw, 3rem); } table { border-collapse: collapse; } \
    th, td { text-align: left; vertical-align: top; padding: .32rem .9rem .32rem 0; border-bottom: 1px solid #8888; }</style>\n";

/// The page; `refreshed` is what was done about each change, where something was to be done.
pub fn page(topic: &str, followed: &[Followed], refreshed: &[Refreshed]) -> String {
    let mut page = Markup::new();
    page.add_own(START);
    page.put(
        "<title>Changes of {}</title>\n</head>\n<body>\n<h1>Changes of the topic {}</h1>\n",
        &[&topic, &topic],
    );
    if followed.is_empty() {
        page.put("<p>No change is under review.</p>\n", &[]);
    } else {
        page.put(
            "<table><thead><tr><th scope=col>Project</th><th scope=col>Branch</th><th scope=col>Subject</th><th scope=col>State</th>\
             <th scope=col>Votes</th><th scope=col>Standing</th><th scope=col>Change</th></tr></thead><tbody>\n",
            &[],
        );
        for (place, one) in followed.iter().enumerate() {
            let change = &one.change;
            let remark = remark(one, refreshed.get(place));
            let standing = if remark.is_empty() { standing(&one.standing) } else { &remark };
            page.put(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><a href=\"{}\">{}</a></td></tr>\n",
                &[
                    &change.project,
                    &change.branch,
                    &change.subject(),
                    &state(one),
                    &votes(one),
                    &standing,
                    &change.url,
                    &change.number,
                ],
            );
        }
        page.put("</tbody></table>\n", &[]);
    }
    page.put("</body>\n</html>\n", &[]);
    page.into_string()
}

/// How a change is to its branch.
fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Closed => "closed",
        Standing::Current => "can be merged",
        Standing::Outdated => "its files have changed on the branch since",
        Standing::Conflicting => "its branch is in conflict with it",
        Standing::NothingLeft => "the branch has it already",
        Standing::Unknown(_) => "unknown",
    }
}
