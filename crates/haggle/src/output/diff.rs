//! What would change in a file.

use haggle_spec::visible;
use similar::TextDiff;

use super::page::Page;

/// The difference of two texts of a file; `how` says what made the second: `formatted`.
pub fn page(path: &str, old: &str, new: &str, how: &str) -> Page {
    let path = visible(path);
    let diff = TextDiff::from_lines(old, new);
    Page::of_block(&diff.unified_diff().header(&path, &format!("{path} ({how})")).to_string())
}
