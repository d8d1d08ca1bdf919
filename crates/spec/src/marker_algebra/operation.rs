//! How two functions are put together.

use super::node::{FALSE, TRUE};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    And,
    Or,
    AndNot,
}

impl Operation {
    /// The result where one side decides it.
    pub(super) fn shortcut(self, left: u32, right: u32) -> Option<u32> {
        match (self, left, right) {
            (Operation::And, FALSE, _) | (Operation::And, _, FALSE) => Some(FALSE),
            (Operation::Or, TRUE, _) | (Operation::Or, _, TRUE) => Some(TRUE),
            (Operation::And, TRUE, other)
            | (Operation::And, other, TRUE)
            | (Operation::Or, FALSE, other)
            | (Operation::Or | Operation::AndNot, other, FALSE) => Some(other),
            (Operation::AndNot, FALSE, _) | (Operation::AndNot, _, TRUE) => Some(FALSE),
            (Operation::And | Operation::Or, left, right) if left == right => Some(left),
            (Operation::AndNot, left, right) if left == right => Some(FALSE),
            _ => None,
        }
    }
}
