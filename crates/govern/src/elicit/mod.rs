//! Asking a stakeholder what matters, and what the answers come to: swing points, or comparisons of criteria in pairs (AHP).

mod answer;
mod question;
mod weights;

pub use answer::{ElicitationError, ElicitationErrorKind, read_answers};
pub use question::{ElicitationQuestion, questions};
pub use weights::{ElicitedWeights, elicited};
