#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
pub mod rounds;
pub mod snapshot;

#[cfg(feature = "client")]
pub use client::{
    Certificates, Connection, HttpSettings, Index, IndexError, IndexErrorKind, IndexLocation, IndexOptions,
    WheelAddress, WheelContents, pip_setting,
};
pub use snapshot::{
    Purpose, PurposeError, Snapshot, SnapshotError, SnapshotErrorKind, SnapshotProvenance, SnapshotScope,
};
