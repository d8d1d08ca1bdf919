#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(doc)]
#[doc = include_str!("../docs/compare.md")]
pub mod compare {}
#[cfg(doc)]
#[doc = include_str!("../docs/design.md")]
pub mod design {}

#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
pub mod rounds;
pub mod snapshot;

#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub use client::fuzzing;
#[cfg(feature = "client")]
pub use client::{
    AddressError, AddressErrorKind, Artefact, ArtefactAddress, BrokenRecord, BuiltMetadata, CacheError,
    CacheErrorKind, CacheFolder, CachePart, CacheTally, Certificates, Connection, CredentialSources,
    ExchangeListener, HttpSettings, Index, IndexError, IndexErrorKind, IndexLocation, IndexOptions,
    IndexStrategy, IndexTally, LinksLocation, MetadataBuilder, ProjectStatus, ProjectStatusKind, PruneReason,
    Refresh, SourceDistribution, WheelContents, WheelMember, download, is_record, joined_url, path_of_url,
    sealed_record, unpack,
};
pub use snapshot::{
    Purpose, PurposeError, Snapshot, SnapshotError, SnapshotErrorKind, SnapshotProvenance, SnapshotScope,
};
