//! What a source file uses of the modules that it imports: attributes, through aliases.

mod expression;
mod facts;
mod parameter;
mod project;
mod resolve;
mod scan;
mod scope;
mod statement;
mod target;
mod walker;

pub use facts::{ModuleUse, UnknownUse, UseCertainty};
pub use project::{ProjectModule, project_uses};
pub use scan::uses;
