//! A decision in words.

mod sentences;

#[cfg(feature = "record")]
pub(crate) use sentences::short;
