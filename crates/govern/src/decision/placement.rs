//! The alternatives: where the requirements of a feature can be.

use crate::data::{Kind, PlacedRequirement, Placement};

/// The alternatives for a set of requirements of one kind, and which of them is in force today.
///
/// A placement of today that is none of the usual ones is one more alternative. Where the requirements are in different
/// places today, the strongest claim on installations counts as the status quo (core before extra before the rest).
pub fn alternatives(requirements: &[&PlacedRequirement]) -> (Vec<Placement>, Option<Placement>) {
    let python = requirements.iter().all(|requirement| requirement.kind == Kind::Python);
    let mut alternatives = Placement::open_to(python).to_vec();
    let today = requirements.iter().map(|requirement| requirement.placement).min();
    if let Some(today) = today
        && !alternatives.contains(&today)
    {
        alternatives.push(today);
        alternatives.sort_unstable();
    }
    (alternatives, today)
}
