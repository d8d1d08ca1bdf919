//! Every integration test of this crate, one module each, in one program: it is linked once, and its tests run side by side.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod cargo_dialect;
mod examples;
mod file_laws;
mod lint_laws;
mod marker_laws;
mod requirement_laws;
mod serialised;
mod version_laws;
