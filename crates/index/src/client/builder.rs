//! Metadata that only a build has: who can ask for it, and what is kept of it.

use haggle_spec::{PackageName, Version};

/// Asks the build backends of source distributions for metadata. It runs their code, so that it is up to the caller to have one.
pub trait MetadataBuilder: Send + Sync {
    /// What tells its results from those of others: the Python and the platform that it builds with.
    fn environment(&self) -> &str;

    /// The metadata of a source distribution.
    ///
    /// # Errors
    /// It cannot be had, for this reason in words.
    fn build(&self, sdist: &SourceDistribution<'_>) -> Result<BuiltMetadata, String>;
}

/// A source distribution, whose bytes have the announced hash where there is one.
#[derive(Debug, Clone, Copy)]
pub struct SourceDistribution<'a> {
    /// The project.
    pub name: &'a PackageName,
    /// The version.
    pub version: &'a Version,
    /// The name of the file.
    pub filename: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What a build gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltMetadata {
    /// The text of `METADATA`.
    pub text: Vec<u8>,
    /// What it was made with, in words and on one line.
    pub origin: String,
}

/// What the first line of a kept text starts with; the rest of the line is the origin.
const ORIGIN: &str = "X-Built-By: ";

impl BuiltMetadata {
    /// As it is kept.
    pub(crate) fn to_kept(&self) -> Vec<u8> {
        let origin: String = self.origin.chars().filter(|character| !character.is_control()).collect();
        [ORIGIN.as_bytes(), origin.as_bytes(), b"\n", &self.text].concat()
    }

    /// Of what was kept.
    pub(crate) fn from_kept(kept: &[u8]) -> Option<Self> {
        let rest = kept.strip_prefix(ORIGIN.as_bytes())?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let origin = std::str::from_utf8(&rest[..end]).ok()?.to_owned();
        Some(Self { text: rest[end + 1..].to_vec(), origin })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let built = BuiltMetadata { text: b"Name: demo\n\nX\xff".to_vec(), origin: "a b".to_owned() };
        assert_eq!(BuiltMetadata::from_kept(&built.to_kept()), Some(built.clone()));
        let two_lines = BuiltMetadata { origin: "a\n b".to_owned(), ..built.clone() };
        assert_eq!(BuiltMetadata::from_kept(&two_lines.to_kept()), Some(built));
        assert_eq!(BuiltMetadata::from_kept(b"Name: demo"), None);
    }
}
