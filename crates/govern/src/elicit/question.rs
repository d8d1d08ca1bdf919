//! The questions.

use crate::data::{CriterionEntry, ElicitationMethod, Identifier};

/// A question, and the criteria that it is about.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ElicitationQuestion<'a> {
    /// How much a swing matters, 0 to 100.
    Swing(&'a CriterionEntry),
    /// How many times as much the swing of the first matters as that of the second.
    Pair(&'a CriterionEntry, &'a CriterionEntry),
}

/// The questions about some criteria, in their order. In pairs, `n` criteria make `n (n - 1) / 2`.
pub fn questions<'a>(
    method: ElicitationMethod,
    criteria: &[&'a CriterionEntry],
) -> Vec<ElicitationQuestion<'a>> {
    match method {
        ElicitationMethod::Swing => criteria.iter().map(|one| ElicitationQuestion::Swing(one)).collect(),
        ElicitationMethod::Pairs => {
            let after = |at: usize| criteria[at + 1..].iter();
            let pairs = criteria.iter().enumerate();
            pairs.flat_map(|(at, a)| after(at).map(|b| ElicitationQuestion::Pair(a, b))).collect()
        }
    }
}

impl ElicitationQuestion<'_> {
    /// The question for people.
    pub fn words(&self) -> String {
        let swing =
            |one: &CriterionEntry| format!("{} (from {} to {} {})", one.name, one.worst, one.best, one.unit);
        match self {
            Self::Swing(one) => format!("How much does it matter: {}? 0 to 100, or `80 to 100`", swing(one)),
            Self::Pair(a, b) => {
                format!("How many times as much matters\n  {}\nas\n  {}?\n1/9 to 9", swing(a), swing(b))
            }
        }
    }

    /// What is before the answer in a file: `pins`, or `pins / staleness`.
    pub fn key(&self) -> String {
        match self {
            Self::Swing(one) => one.id.to_string(),
            Self::Pair(a, b) => format!("{} / {}", a.id, b.id),
        }
    }

    /// The criteria, the second of a pair if there is one.
    pub(super) fn criteria(&self) -> (&Identifier, Option<&Identifier>) {
        match self {
            Self::Swing(one) => (&one.id, None),
            Self::Pair(a, b) => (&a.id, Some(&b.id)),
        }
    }
}
