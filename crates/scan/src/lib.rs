#![doc = include_str!("../README.md")]

mod encoding;
mod error;
mod import;
mod lexer;
mod lines;

pub use error::{SourceError, SourceErrorKind};
pub use import::{
    HandlerAction, Import, ImportClass, ImportCondition, ImportContext, ImportGuard, ImportHandler,
    ImportedName, ImportedNames, Loader, ModulePath, PluginGroup, SourceScan, imports,
};
