//! Generators, oracles and servers for the tests of haggle.

#[cfg(feature = "index-server")]
pub mod index_server;
pub mod lines;
pub mod resolver;
