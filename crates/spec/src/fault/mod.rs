//! What can be wrong with requirements and markers, and who their grammars tell it.

mod listener;
mod requirement;

pub(crate) use listener::{Failure, FirstFault, Listener, No, YesOrNo};
pub use requirement::{RequirementError, RequirementErrorKind};
