//! What a source file imports, and under which circumstances.

mod adjacent;
mod block;
mod call;
mod calls;
mod facts;
mod guard;
mod header;
mod keyword;
mod loader;
mod module;
mod scan;
mod scanner;
mod statement;
mod stored;

pub use facts::{
    Import, ImportClass, ImportCondition, ImportContext, ImportedName, ImportedNames, PluginGroup, SourceScan,
};
pub use guard::{HandlerAction, ImportGuard, ImportHandler};
pub(crate) use keyword::is_reserved;
pub use loader::Loader;
pub use module::ModulePath;
pub use scan::imports;
