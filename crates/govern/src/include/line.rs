//! Lines of the catalogue as entries of the family's files.

use haggle_spec::file::{Entry, Urls};

use super::error::IncludeError;

/// A line as an entry of the family's files.
pub(super) fn entry(line: &str) -> Result<Entry, IncludeError> {
    Entry::parse(line, Urls::Forbidden).map_err(|_| IncludeError::BadLine { line: line.to_owned() })
}
