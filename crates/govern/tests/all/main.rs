//! Every integration test of this crate, one module each, in one program: it is linked once, and its tests run side by side.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod audit;
mod bisect;
mod evaluation;
mod examples;
mod family;
mod history;
mod pin_batches;
mod pin_files;
mod pins;
mod pins_caps;
mod pins_laws;
mod placement_laws;
mod precedent;
mod reading;
mod side_conditions;
mod sync;
