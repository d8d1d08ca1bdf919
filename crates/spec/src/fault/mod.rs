//! What can be wrong with requirements and markers, and who their grammars tell it.

mod kind;
mod listener;
mod requirement;

pub use kind::RequirementErrorKind;
pub(crate) use listener::{Failure, FirstFault, Listener, YesOrNo};
pub use requirement::RequirementError;
