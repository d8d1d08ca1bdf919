#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
pub mod rounds;
pub mod snapshot;

#[cfg(feature = "client")]
pub use client::{
    AddressError, AddressErrorKind, Artefact, ArtefactAddress, Certificates, Connection, CredentialSources,
    HttpSettings, Index, IndexError, IndexErrorKind, IndexLocation, IndexOptions, IndexStrategy,
    LinksLocation, Refresh, WheelContents, WheelMember, download, joined_url, path_of_url,
};
pub use snapshot::{
    Purpose, PurposeError, Snapshot, SnapshotError, SnapshotErrorKind, SnapshotProvenance, SnapshotScope,
};
