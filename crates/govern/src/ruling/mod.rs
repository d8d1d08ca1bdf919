//! What somebody decides about a feature, and what became of it since.

mod accepted;
mod error;
mod role;
mod rule;
mod since;

pub(crate) use accepted::apply_waivers;
pub use accepted::{AcceptedDecision, in_force};
pub use error::{RulingError, RulingErrorKind};
pub use role::DeciderRole;
pub use rule::{RulingRequest, rule};
pub use since::{DecidedReport, DueReason, Moved};
