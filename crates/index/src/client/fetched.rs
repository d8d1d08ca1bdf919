//! What a server or the cache said.

use url::Url;

use crate::client::error::IndexError;
use crate::client::http::Body;

/// What a server or the cache said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fetched<Value> {
    Found(Value),
    /// The server says, by this status, that there is no such thing (404 or 410).
    Absent(u16),
}

#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) url: Url,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Body,
}

/// What was made from a file: the text that is kept, and what it says.
pub(crate) struct Made<Value> {
    pub(crate) text: Vec<u8>,
    pub(crate) value: Value,
}

impl<Value> Fetched<Value> {
    /// The same of what `change` makes of the value.
    pub(crate) fn map<Other>(self, change: impl FnOnce(Value) -> Other) -> Fetched<Other> {
        match self {
            Self::Found(value) => Fetched::Found(change(value)),
            Self::Absent(status) => Fetched::Absent(status),
        }
    }

    /// The same of what `change` makes of the value, where it can.
    pub(crate) fn and_then<Other>(
        self,
        change: impl FnOnce(Value) -> Result<Other, IndexError>,
    ) -> Result<Fetched<Other>, IndexError> {
        match self {
            Self::Found(value) => change(value).map(Fetched::Found),
            Self::Absent(status) => Ok(Fetched::Absent(status)),
        }
    }
}
