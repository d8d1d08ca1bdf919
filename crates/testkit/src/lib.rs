//! Generators, oracles and servers for the tests of haggle.

#[cfg(any(feature = "index-server", feature = "review-server"))]
mod acceptor;
#[cfg(feature = "review-server")]
pub mod demo_family;
#[cfg(feature = "index-server")]
pub mod index_server;
pub mod lines;
pub mod resolver;
#[cfg(feature = "review-server")]
pub mod review_server;
#[cfg(feature = "serve-index")]
pub mod served;
#[cfg(feature = "review-server")]
pub mod three_steps;

/// The README of the repository, whose examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

/// How a placement is decided, with a worked example.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/method.md")]
pub struct MethodPage;

/// The guide for Rust developers.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guides/rust.md")]
pub struct RustGuide;
