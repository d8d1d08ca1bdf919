//! What `lint` prints: faults of files and findings of rules, one file for each format.

mod github;
mod json;
mod problem;
mod sarif;
mod text;

pub use github::print as print_github;
pub use json::print as print_json;
pub use problem::{LintedPage, Problem};
pub use sarif::print as print_sarif;
pub use text::print as print_text;
