#![doc = include_str!("../README.md")]

mod cache;
mod client;
mod error;
mod fetch;
mod http;
mod location;
mod page;
mod release;
pub mod rounds;
mod sdist;
pub mod snapshot;
mod wheel;

pub use client::{Index, IndexOptions};
pub use error::{IndexError, IndexErrorKind};
pub use fetch::Connection;
pub use http::{Certificates, HttpSettings};
pub use location::{IndexLocation, pip_setting};
pub use snapshot::{Purpose, Snapshot, SnapshotError, SnapshotErrorKind, SnapshotProvenance, SnapshotScope};
