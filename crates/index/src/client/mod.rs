//! Asking an index: HTTP, its cache, the pages and the metadata of releases.

mod artefact;
mod cache;
mod contents;
mod error;
mod fetch;
mod http;
mod index;
mod location;
mod metadata;
mod page;
mod release;
mod sdist;
mod source;
mod wheel;
mod wheel_contents;

pub use artefact::WheelAddress;
pub use error::{IndexError, IndexErrorKind};
pub use fetch::Connection;
pub use http::{Certificates, HttpSettings};
pub use index::{Index, IndexOptions};
pub use location::{IndexLocation, pip_setting};
pub use wheel_contents::WheelContents;
