//! The names that a distribution's modules define, without running any of them, and whether a path leads to one.

mod container;
mod facts;
mod imported;
mod lookup;
mod own;
mod scan;
mod signature;
mod statement;

pub use facts::{Definition, ModuleDefinitions, Parameter, ParameterKind, Signature};
pub use lookup::{DefinitionLookup, DistributionDefinitions, UnknownDefinition};
pub use own::{OwnAttributes, OwnUse, own_attributes};
pub use scan::definitions;

#[cfg(test)]
mod tests;
