//! What is to be done about a feature.

use haggle_govern::evaluation::{FeatureReport, Placing};

/// What is to be done about a feature, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// The lead decides, or decides again.
    Decide,
    /// A change is recommended.
    Change,
    /// A change was decided.
    CarryOut,
    /// It stays.
    Keep,
    /// It has no requirement whose placement is open.
    NothingToPlace,
}

/// Each with its name, in this order.
pub const TASKS: [(Task, &str); 5] = [
    (Task::Decide, "decide"),
    (Task::Change, "change"),
    (Task::CarryOut, "carry out"),
    (Task::Keep, "keep"),
    (Task::NothingToPlace, "nothing to place"),
];

/// What is to be done about this one.
pub fn task_of(feature: &FeatureReport) -> Task {
    match &feature.placing {
        Placing::Requirements { decided: Some(decided), today, .. } => match decided.due.as_slice() {
            [] if decided.choice.is(*today) => Task::Keep,
            [] => Task::CarryOut,
            _ => Task::Decide,
        },
        Placing::Requirements { advice, today, .. } => match &advice.recommended {
            None => Task::Decide,
            Some(recommended) if recommended.is(*today) => Task::Keep,
            Some(_) => Task::Change,
        },
        Placing::Nothing => Task::NothingToPlace,
    }
}
