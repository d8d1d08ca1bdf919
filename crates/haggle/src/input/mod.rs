//! What commands read: release facts, the family's files, requirement files, settings of the index, supplied facts.

pub mod checked;
pub mod checkout;
pub mod clock;
#[cfg(feature = "live")]
pub mod direct_references;
#[cfg(feature = "live")]
pub mod distribution;
#[cfg(feature = "live")]
pub mod environment_settings;
#[cfg(feature = "live")]
pub mod excluded_names;
#[cfg(feature = "live")]
pub mod fact_source;
pub mod family;
pub mod file_kind;
pub mod index_lines;
#[cfg(feature = "live")]
pub mod index_places;
#[cfg(feature = "live")]
pub mod index_settings;
pub mod lint_manifest;
#[cfg(feature = "live")]
pub mod lock_file;
pub mod machine;
pub mod pin_facts;
pub mod pin_inputs;
#[cfg(feature = "live")]
pub mod pip;
mod program_output;
#[cfg(feature = "live")]
pub mod project_file;
pub mod project_tree;
#[cfg(feature = "live")]
pub mod questions;
#[cfg(feature = "live")]
pub mod release_definitions;
pub mod requirement_file;
#[cfg(feature = "live")]
pub mod requirement_inputs;
#[cfg(feature = "live")]
pub mod requirement_place;
#[cfg(feature = "live")]
pub mod requirement_reader;
#[cfg(feature = "live")]
pub mod setup_file;
pub mod site_packages;
pub mod snapshot_file;
#[cfg(feature = "live")]
pub mod supplied_facts;
#[cfg(feature = "live")]
pub mod target;
#[cfg(feature = "live")]
mod watched_rounds;

pub use clock::{now, today};
