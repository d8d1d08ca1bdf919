//! Where a project's page differs from the catalogue.

use haggle_govern::external::PageDrift;

use super::page::Page;
use super::{diff, snippet};

/// The difference between a page and the same page with its generated part renewed.
pub fn region(path: &str, before: &str, after: &str) -> Page {
    let mut page = Page::of(format_args!("{path}: the generated part is not what the catalogue says"));
    page.append(diff::page(path, before, after, "by the catalogue"));
    page
}

/// What a page that people write names, or does not name.
pub fn names(path: &str, text: &str, drift: &[PageDrift]) -> Page {
    let mut page = Page::new();
    for one in drift {
        let (span, message, help) = match one {
            PageDrift::Unnamed { requirement, features } => (
                None,
                format!(
                    "the page does not name `{requirement}`, which is to be set up for: {}",
                    features.join(", ")
                ),
                None,
            ),
            PageDrift::Removed { requirement, place, because } => (
                Some(place.clone()),
                format!("the page names `{requirement}`, which no code uses any more"),
                Some(because.as_str()),
            ),
            _ => continue,
        };
        page.append(snippet::error(path, text, span, &message, help));
        page.blank();
    }
    page
}
