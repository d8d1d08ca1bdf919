//! Release facts from a Python package index, its cache and recorded snapshots.

mod cache;
mod error;
mod fetch;
mod http;
mod location;
mod page;

pub use error::{IndexError, IndexErrorKind};
pub use fetch::Connection;
pub use http::{Certificates, HttpSettings};
pub use location::{IndexLocation, index_url_in_pip_configuration};
