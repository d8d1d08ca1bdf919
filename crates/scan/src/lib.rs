#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(doc)]
#[doc = include_str!("../docs/compare.md")]
pub mod compare {}
#[cfg(doc)]
#[doc = include_str!("../docs/design.md")]
pub mod design {}

mod configuration;
mod definitions;
mod encoding;
mod error;
mod import;
mod lexer;
mod lines;
mod mention;
mod part;
mod provides;
mod standard_library;
mod uses;

pub use configuration::{ConfiguredName, ConfiguredNameKind, configured_names};
pub use definitions::{
    Definition, DefinitionLookup, DistributionDefinitions, ModuleDefinitions, OwnAttributes, OwnUse,
    Parameter, ParameterKind, Signature, UnknownDefinition, definitions, own_attributes,
};
pub use error::{SourceError, SourceErrorKind};
pub use import::{
    HandlerAction, Import, ImportClass, ImportCondition, ImportContext, ImportGuard, ImportHandler,
    ImportedName, ImportedNames, Loader, ModulePath, PluginGroup, SourceScan, imports,
};
pub use mention::{StringMention, mentions, program_mentions};
pub use part::{PartRule, PartRules, SourcePart};
pub use provides::{
    DistributionFiles, EntryPoint, ImportName, ImportNameSource, ImportNames, entry_points, import_names,
    record_paths,
};
pub use standard_library::is_standard_library;
pub use uses::{ModuleUse, ProjectModule, UnknownUse, UseCertainty, project_uses, uses};
