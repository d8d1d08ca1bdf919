//! Every integration test of this crate, one module each, in one program: it is linked once, and its tests run side by side.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod alternatives;
mod choices;
mod examples;
mod laws;
mod misuse;
mod named;
mod oracle;
mod serialised;
mod universal;
mod universal_fewest;
mod universal_markers;
