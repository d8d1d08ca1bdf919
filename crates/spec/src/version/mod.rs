//! Versions of distributions (PEP 440).

mod display;
mod order;
mod packed;
mod parse;
mod step;

use core::fmt;
use std::borrow::Cow;

use crate::Number;
use packed::Packed;

pub use order::LocalVersion;
pub(crate) use order::{LocalSegment, exclusive_order, has_prefix, release_order};
pub(crate) use parse::{quick_version, version};
pub use step::Step;

/// A version by PEP 440: epoch, release, pre-, post- and development release, local label.
///
/// The common shapes (up to four release segments, at most one of pre, post and dev, no epoch, no local label) take
/// 16 bytes and no allocation. Everything else PEP 440 allows is kept as well, in a box, with numbers of any width.
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
pub struct Version(Repr);

/// `Packed` lies in the variant itself, so that the whole stays at 16 bytes.
#[derive(Clone)]
enum Repr {
    Packed { high: u64, middle: u32, low: u16, shape: u8 },
    Full(Box<Full>),
}

/// A version that does not fit 16 bytes, or whose spelling has to be kept.
#[derive(Clone)]
struct Full {
    parts: VersionParts,
    /// The text it was parsed from, where that is not the normalised form.
    written: Option<Box<str>>,
    /// The key of an equal packed version, if there is one: so that comparing and hashing take no notice of spelling.
    key: Option<packed::Key>,
}

/// Either representation, to match on.
enum View<'a> {
    Packed(Packed),
    Full(&'a Full),
}

/// The segments of a version, to take one apart or to put one together.
///
/// ```
/// use haggle_spec::{PrereleaseKind, Version, VersionParts};
/// let parts = VersionParts { pre: Some((PrereleaseKind::Beta, 2.into())), ..VersionParts::release([1, 2]) };
/// assert_eq!(Version::from_parts(parts).to_string(), "1.2b2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionParts {
    /// The number before `!`, nought where there is none.
    pub epoch: Number,
    /// The numbers between dots; never empty in a version.
    pub release: Vec<Number>,
    /// `a1`, `b1`, `rc1`.
    pub pre: Option<(PrereleaseKind, Number)>,
    /// `.post1`.
    pub post: Option<Number>,
    /// `.dev1`.
    pub dev: Option<Number>,
    /// What follows `+`.
    pub local: Option<LocalVersion>,
}

impl VersionParts {
    /// The parts of a final release.
    pub fn release(segments: impl IntoIterator<Item = u64>) -> Self {
        VersionParts {
            epoch: Number::from(0),
            release: segments.into_iter().map(Number::from).collect(),
            pre: None,
            post: None,
            dev: None,
            local: None,
        }
    }
}

/// The three kinds of prerelease, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrereleaseKind {
    /// `a`, also written `alpha`.
    Alpha,
    /// `b`, also written `beta`.
    Beta,
    /// `rc`, also written `c`, `pre`, `preview`.
    Candidate,
}

impl PrereleaseKind {
    /// The normalised letters.
    pub fn as_str(self) -> &'static str {
        match self {
            PrereleaseKind::Alpha => "a",
            PrereleaseKind::Beta => "b",
            PrereleaseKind::Candidate => "rc",
        }
    }
}

/// The text is no version.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionError {
    text: String,
    /// Where the text stops being one.
    span: crate::Span,
}

impl VersionError {
    /// The text that is no version.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that fit in no version: from where the grammar stopped to the end.
    pub fn span(&self) -> crate::Span {
        self.span
    }
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no version", self.text.escape_debug())
    }
}

impl core::error::Error for VersionError {}

impl Version {
    /// The version of these parts; an empty release stands for `0`.
    pub fn from_parts(mut parts: VersionParts) -> Self {
        if parts.release.is_empty() {
            parts.release.push(Number::from(0));
        }
        match Packed::from_parts(&parts) {
            Some(packed) => Version::from_packed(packed),
            None => {
                Version(Repr::Full(Box::new(Full { key: packed::Key::of(&parts), parts, written: None })))
            }
        }
    }

    /// The parts of this version, spelling left out.
    pub fn to_parts(&self) -> VersionParts {
        match self.view() {
            View::Packed(packed) => packed.to_parts(),
            View::Full(full) => full.parts.clone(),
        }
    }

    /// The number before `!`; nought where there is none.
    pub fn epoch(&self) -> Number {
        match &self.0 {
            Repr::Packed { .. } => Number::from(0),
            Repr::Full(full) => full.parts.epoch.clone(),
        }
    }

    /// The numbers of the release, trailing zeros included; at least one.
    pub fn release(&self) -> impl ExactSizeIterator<Item = Number> + '_ {
        (0..self.n_release()).map(|index| self.segment(index))
    }

    /// How many numbers the release was written with.
    pub fn n_release(&self) -> usize {
        match &self.0 {
            Repr::Packed { shape, .. } => usize::from(shape & packed::COUNT),
            Repr::Full(full) => full.parts.release.len(),
        }
    }

    /// The release's number at `index` from the left; nought beyond what is written.
    pub fn segment(&self, index: usize) -> Number {
        match self.view() {
            View::Packed(packed) => Number::from(packed.segments().get(index).copied().map_or(0, u64::from)),
            View::Full(full) => full.parts.release.get(index).cloned().unwrap_or(Number::from(0)),
        }
    }

    /// The prerelease segment.
    pub fn pre(&self) -> Option<(PrereleaseKind, Number)> {
        match self.view() {
            View::Packed(packed) => packed.pre(),
            View::Full(full) => full.parts.pre.clone(),
        }
    }

    /// The number of the post-release.
    pub fn post(&self) -> Option<Number> {
        match self.view() {
            View::Packed(packed) => packed.post(),
            View::Full(full) => full.parts.post.clone(),
        }
    }

    /// The number of the development release.
    pub fn dev(&self) -> Option<Number> {
        match self.view() {
            View::Packed(packed) => packed.dev(),
            View::Full(full) => full.parts.dev.clone(),
        }
    }

    /// The local label, what follows `+`.
    pub fn local(&self) -> Option<&LocalVersion> {
        match &self.0 {
            Repr::Packed { .. } => None,
            Repr::Full(full) => full.parts.local.as_ref(),
        }
    }

    /// Whether it has a pre- or a development segment.
    pub fn is_prerelease(&self) -> bool {
        match &self.0 {
            Repr::Packed { middle, low, .. } => packed::is_prerelease(*middle, *low),
            Repr::Full(full) => full.parts.pre.is_some() || full.parts.dev.is_some(),
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
        match &self.0 {
            Repr::Packed { .. } => self.clone(),
            Repr::Full(full) => Version::from_parts(VersionParts { local: None, ..full.parts.clone() }),
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
        match &self.0 {
            Repr::Full(full) if full.written.is_some() => {
                Cow::Borrowed(full.written.as_deref().unwrap_or(""))
            }
            _ => {
                let mut text = String::new();
                // Writing to a string does not fail.
                let _ = self.write_as_written(&mut text);
                Cow::Owned(text)
            }
        }
    }

    fn from_packed(packed: Packed) -> Self {
        let packed::Key { high, middle, low } = packed.key;
        Version(Repr::Packed { high, middle, low, shape: packed.shape })
    }

    #[inline]
    fn view(&self) -> View<'_> {
        match &self.0 {
            Repr::Packed { high, middle, low, shape } => {
                let key = packed::Key { high: *high, middle: *middle, low: *low };
                View::Packed(Packed { key, shape: *shape })
            }
            Repr::Full(full) => View::Full(full),
        }
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
