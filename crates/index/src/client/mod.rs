//! Asking an index: HTTP, its cache, the pages and the metadata of releases.

mod announced;
mod artefact;
mod builder;
mod cache;
mod cache_folder;
mod clock;
mod contents;
mod credentials;
mod document;
mod error;
mod facts;
mod fetch;
mod fetched;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod http;
mod index;
mod kept_failure;
mod local;
mod location;
mod metadata;
mod name_bounds;
mod options;
mod page;
mod places;
mod project_page;
mod put;
mod questions;
mod release;
mod sdist;
mod source;
mod source_texts;
mod tally;
mod threads;
mod understood;
mod unpacked;
mod wheel;
mod wheel_contents;
mod wheel_ends;
mod whole_wheel;

pub use artefact::{AddressError, AddressErrorKind, Artefact, ArtefactAddress};
pub use builder::{BuiltMetadata, MetadataBuilder, SourceDistribution};
pub use cache_folder::{
    BrokenRecord, CacheError, CacheErrorKind, CacheFolder, CachePart, CacheTally, PruneReason,
};
pub use credentials::CredentialSources;
pub use document::{download, joined_url, path_of_url};
pub use error::{IndexError, IndexErrorKind};
pub(crate) use facts::Sight;
pub use facts::{is_record, sealed_record};
pub use fetch::{Connection, Refresh};
pub use http::{Certificates, ExchangeListener, HttpSettings};
pub use index::Index;
pub use location::{IndexLocation, LinksLocation};
pub use options::IndexOptions;
pub use page::{ProjectStatus, ProjectStatusKind};
pub use places::IndexStrategy;
pub(crate) use questions::{Question, looked_at};
pub use tally::IndexTally;
pub use unpacked::unpack;
pub use wheel_contents::WheelContents;
pub use whole_wheel::WheelMember;
