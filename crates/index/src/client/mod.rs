//! Asking an index: HTTP, its cache, the pages and the metadata of releases.

mod announced;
mod artefact;
mod cache;
mod clock;
mod contents;
mod credentials;
mod document;
mod error;
mod facts;
mod fetch;
mod fetched;
mod http;
mod index;
mod kept_failure;
mod location;
mod metadata;
mod name_bounds;
mod page;
mod project_page;
mod release;
mod sdist;
mod source;
mod source_texts;
mod wheel;
mod wheel_contents;
mod whole_wheel;

pub use artefact::{AddressError, AddressErrorKind, Artefact, ArtefactAddress};
pub use credentials::CredentialSources;
pub use document::{download, joined_url, path_of_url};
pub use error::{IndexError, IndexErrorKind};
pub use fetch::{Connection, Refresh};
pub use http::{Certificates, HttpSettings};
pub use index::{Index, IndexOptions};
pub use location::IndexLocation;
pub use wheel_contents::WheelContents;
pub use whole_wheel::WheelMember;
