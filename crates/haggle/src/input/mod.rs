//! What commands read: release facts, the family's files, requirement files, settings of the index, supplied facts.

pub mod fact_source;
pub mod family;
pub mod index_settings;
pub mod questions;
pub mod requirement_file;
pub mod requirement_inputs;
pub mod supplied_facts;
pub mod target;
