//! What is wrong with one of the family's files.

use std::fmt::{self, Display};
use std::ops::Range;

/// An error in a file of the family: what is wrong, and where in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InputError {
    /// Bytes of the text that the error is about; none where the whole file is meant.
    pub span: Option<Range<usize>>,
    /// What is wrong: lowercase, no full stop.
    pub message: String,
    /// What to do, where it is known.
    pub help: Option<String>,
}

impl InputError {
    pub(crate) fn at(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span: Some(span), message: message.into(), help: None }
    }

    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self { span: None, message: message.into(), help: None }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for InputError {}

/// Reads TOML into a value, turning the parser's error into ours.
pub(crate) fn read<'text, T: serde::Deserialize<'text>>(text: &'text str) -> Result<T, InputError> {
    toml::from_str(text).map_err(|error| InputError {
        span: error.span(),
        message: error.message().trim_end_matches('.').replace('\n', ", "),
        help: None,
    })
}

/// Fails unless the file's schema number is the one that this version reads.
pub(crate) fn check_schema(found: &serde_spanned::Spanned<u32>, known: u32) -> Result<(), InputError> {
    if *found.get_ref() == known {
        return Ok(());
    }
    Err(InputError::at(found.span(), format!("schema {} is not known here", found.get_ref()))
        .help(format!("this version of haggle reads schema {known}")))
}
