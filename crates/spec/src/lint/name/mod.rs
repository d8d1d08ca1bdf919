//! Rules about names, which need the lists of a family: one file for each, with its page beside it.

mod denylisted;
mod family;
mod misspelt;
mod spelling;

use super::lists::{List, Purpose};
use super::report::Report;
use super::rule::Rule;

pub use family::FamilyNames;

pub(super) static RULES: [&Rule; 3] = [&denylisted::RULE, &misspelt::RULE, &spelling::RULE];

/// Runs the rules on each requirement of a list.
pub(super) fn check(list: &List<'_>, family: &FamilyNames, report: &mut Report<'_>) {
    for item in &list.items {
        match list.purpose {
            Purpose::SharedConstraints => denylisted::check(item, family, report),
            // A tool writes constraints, and the global list is what others are held against.
            Purpose::Constraints | Purpose::Global => {}
            _ if spelling::check(item, family, report) => {}
            _ => misspelt::check(item, family, report),
        }
    }
}
