//! Every integration test of this crate, one module each, in one program: it is linked once, and its tests run side by side.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod deal;
mod examples;
mod laws;
mod markdown;
mod method_laws;
mod model;
mod record;
mod scope;
mod share;
mod status_quo;
