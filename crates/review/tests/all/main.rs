//! Every integration test of this crate, one module each, in one program: it is linked once, and its tests run side by side.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod follow;
mod gerrit;
mod github;
mod github_shapes;
mod hostile;
mod setup;
