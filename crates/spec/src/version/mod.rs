//! Versions of distributions (PEP 440).

pub(crate) mod cut;
mod display;
mod error;
mod key;
mod local;
mod order;
mod parse;
mod parts;
mod quick;
mod step;

use core::fmt;
use std::borrow::Cow;

use crate::Number;
use crate::short_text::ShortText;
use key::Key;

pub use error::{VersionError, VersionErrorKind};
pub use local::LocalVersion;
pub(crate) use order::{exclusive_order, has_prefix};
pub(crate) use parse::{quick_version, version};
pub use parts::{PrereleaseKind, VersionParts};
pub use step::VersionStep;

/// A version by PEP 440: epoch, release, pre-, post- and development release, local label.
///
/// A version takes 16 bytes. The common ones (up to four release numbers of a common size, at most one of pre, post and
/// dev, no epoch, no local label, spelled as PEP 440 normalises them) are in there as one integer, without an
/// allocation. Everything else PEP 440 allows is kept as well, in a box, with numbers of any width.
///
/// Laws:
/// - The order is total and that of PEP 440; trailing zeros of the release do not count, so `1.0 == 1.0.0`.
/// - Equal versions hash equal.
/// - Printing gives the normalised form, and parsing that gives an equal version with the same segments.
/// - [`Version::as_written`] gives the text that was parsed, without the white space around it.
///
/// ```
/// use haggle_spec::Version;
/// let version: Version = "v1.0-RC1".parse()?;
/// assert_eq!(version.to_string(), "1.0rc1");
/// assert_eq!(version.as_written(), "v1.0-RC1");
/// assert!(version < "1.0".parse()?);
/// assert!(version.is_prerelease());
/// # Ok::<(), haggle_spec::VersionError>(())
/// ```
#[derive(Clone)]
pub struct Version {
    /// What most comparisons need no more than, and without `full` the whole version.
    key: Key,
    full: Rest,
}

/// What the key does not hold, if there is such.
#[derive(Clone)]
struct Rest(Option<Box<Full>>);

impl Drop for Rest {
    /// Dropping a common version is one comparison, and no call.
    #[inline]
    fn drop(&mut self) {
        #[cold]
        #[inline(never)]
        fn free(full: Box<Full>) {
            drop(full);
        }
        if let Some(full) = self.0.take() {
            free(full);
        }
    }
}

/// A version that its key does not hold all of, or whose spelling has to be kept.
#[derive(Clone)]
struct Full {
    parts: VersionParts,
    /// The text it was parsed from, where that is not the normalised form.
    written: Option<ShortText>,
    /// Whether the key holds all of the parts, so that comparing and hashing take no notice of spelling.
    is_exact: bool,
}

impl Version {
    /// The version of these parts; an empty release stands for `0`.
    pub fn from_parts(mut parts: VersionParts) -> Self {
        if parts.release.is_empty() {
            parts.release.push(Number::from(0));
        }
        let (key, is_exact) = Key::of(&parts);
        if is_exact && parts.release.len() <= 4 {
            return Version { key, full: Rest(None) };
        }
        Version { key, full: Rest(Some(Box::new(Full { parts, written: None, is_exact }))) }
    }

    /// The version of these parts that was spelled so, in ASCII.
    fn from_spelled(parts: VersionParts, written: &[u8]) -> Self {
        let (key, is_exact) = Key::of(&parts);
        Version {
            key,
            full: Rest(Some(Box::new(Full {
                parts,
                written: Some(ShortText::from_ascii_slice(written)),
                is_exact,
            }))),
        }
    }

    #[inline]
    fn from_key(key: Key) -> Self {
        Version { key, full: Rest(None) }
    }

    /// The version of a common shape that has this order, if there is one; any other if there is none.
    pub(crate) fn of_order(order: u64) -> Self {
        Version::from_key(Key::of_order(order))
    }

    /// A number of 61 bits that orders as versions do: where two are equal, and both versions are known by their
    /// order, so are the versions.
    #[inline]
    pub(crate) fn order(&self) -> u64 {
        self.key.order()
    }

    /// Whether no other version has the same order.
    #[inline]
    pub(crate) fn is_known_by_order(&self) -> bool {
        match &self.full.0 {
            None => true,
            Some(full) => full.is_exact,
        }
    }

    /// Whether the key is all there is to this version, spelling included.
    #[inline]
    pub(crate) fn is_small(&self) -> bool {
        self.full.0.is_none()
    }

    /// The parts of this version, spelling left out.
    pub fn to_parts(&self) -> VersionParts {
        match &self.full.0 {
            None => self.key.to_parts(),
            Some(full) => full.parts.clone(),
        }
    }

    /// The number before `!`; zero where there is none.
    pub fn epoch(&self) -> Number {
        self.full.0.as_ref().map_or(Number::from(0), |full| full.parts.epoch.clone())
    }

    /// The numbers of the release, trailing zeros included; at least one.
    pub fn release(&self) -> impl ExactSizeIterator<Item = Number> + '_ {
        (0..self.n_release()).map(|index| self.segment(index))
    }

    /// How many numbers the release was written with.
    pub fn n_release(&self) -> usize {
        match &self.full.0 {
            None => self.key.count(),
            Some(full) => full.parts.release.len(),
        }
    }

    /// The release's number at `index` from the left; zero beyond what is written.
    pub fn segment(&self, index: usize) -> Number {
        match &self.full.0 {
            None => Number::from(self.key.segments().get(index).copied().map_or(0, u64::from)),
            Some(full) => full.parts.release.get(index).cloned().unwrap_or(Number::from(0)),
        }
    }

    /// The prerelease segment.
    pub fn pre(&self) -> Option<(PrereleaseKind, Number)> {
        match &self.full.0 {
            None => self.key.pre(),
            Some(full) => full.parts.pre.clone(),
        }
    }

    /// The number of the post-release.
    pub fn post(&self) -> Option<Number> {
        match &self.full.0 {
            None => self.key.post(),
            Some(full) => full.parts.post.clone(),
        }
    }

    /// The number of the development release.
    pub fn dev(&self) -> Option<Number> {
        match &self.full.0 {
            None => self.key.dev(),
            Some(full) => full.parts.dev.clone(),
        }
    }

    /// The local label, what follows `+`.
    pub fn local(&self) -> Option<&LocalVersion> {
        self.full.0.as_ref().and_then(|full| full.parts.local.as_ref())
    }

    /// Whether it has a pre- or a development segment.
    pub fn is_prerelease(&self) -> bool {
        match &self.full.0 {
            None => self.key.is_prerelease(),
            Some(full) => full.parts.pre.is_some() || full.parts.dev.is_some(),
        }
    }

    /// Whether it has a post segment.
    pub fn is_postrelease(&self) -> bool {
        self.post().is_some()
    }

    /// Whether it has a development segment.
    pub fn is_devrelease(&self) -> bool {
        self.dev().is_some()
    }

    /// The same version without a local label.
    #[must_use]
    pub fn public(&self) -> Version {
        match &self.full.0 {
            None => self.clone(),
            Some(full) => Version::from_parts(VersionParts { local: None, ..full.parts.clone() }),
        }
    }

    /// Epoch and release alone.
    #[must_use]
    pub fn base(&self) -> Version {
        let parts = self.to_parts();
        Version::from_parts(VersionParts { pre: None, post: None, dev: None, local: None, ..parts })
    }

    /// The text that was parsed, without the white space around it.
    pub fn as_written(&self) -> Cow<'_, str> {
        if let Some(written) = self.full.0.as_ref().and_then(|full| full.written.as_ref()) {
            return Cow::Borrowed(written.as_str());
        }
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write_as_written(&mut text);
        Cow::Owned(text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_takes_16_bytes() {
        assert_eq!(size_of::<Version>(), 16);
        assert_eq!(size_of::<Option<Version>>(), 16);
    }
}
