//! Every integration test of this crate, one module each, in one program: it is linked once, and its tests run side by side.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod bad_answers;
mod cache;
mod cache_folder;
mod client;
mod examples;
mod faults;
mod many_environments;
mod places;
mod rounds;
mod snapshot;
mod snapshot_laws;
