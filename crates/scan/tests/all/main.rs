//! Every integration test of this crate, one module each, in one program: it is linked once, and its tests run side by side.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod by_name;
mod common;
mod examples;
mod guards;
mod hostile;
mod imports;
mod laws;
mod provides;
mod uses;
