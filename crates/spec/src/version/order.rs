//! The order of PEP 440, and hashing that agrees with it.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use super::{Full, Repr, Version, VersionParts, View};
use crate::Number;

/// The label after `+`: parts between `.`, `-` or `_`, numbers above words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalVersion(pub(super) Box<[LocalSegment]>);

/// Words come first, as PEP 440 orders them below numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum LocalSegment {
    Word(Box<str>),
    Number(Number),
}

impl fmt::Display for LocalVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            match segment {
                LocalSegment::Word(word) => f.write_str(word)?,
                LocalSegment::Number(number) => number.fmt(f)?,
            }
        }
        Ok(())
    }
}

impl Ord for Version {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (
                Repr::Packed { high, middle, low, .. },
                Repr::Packed { high: other_high, middle: other_middle, low: other_low, .. },
            ) => {
                if high == other_high {
                    (middle, low).cmp(&(other_middle, other_low))
                } else {
                    high.cmp(other_high)
                }
            }
            _ => compare_in_full(self, other),
        }
    }
}

impl PartialOrd for Version {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Repr::Packed { high, middle, low, .. } => (high, middle, low).hash(state),
            Repr::Full(full) => match full.key {
                Some(key) => (key.high, key.middle, key.low).hash(state),
                None => hash_parts(&full.parts, state),
            },
        }
    }
}

/// How a version stands towards the bound of `<` or `>`, if that can be told without a look at suffixes and labels.
///
/// Both without epoch, label and more than one suffix: where the releases are equal, a final bound excludes its own
/// prereleases below and its own post-releases above, and any other bound is compared with as it is.
#[inline]
pub(crate) fn exclusive_order(version: &Version, bound: &Version) -> Option<Ordering> {
    let (
        Repr::Packed { high, middle, low, .. },
        Repr::Packed { high: bound_high, middle: bound_middle, low: bound_low, .. },
    ) = (&version.0, &bound.0)
    else {
        return None;
    };
    if high != bound_high || middle >> 7 != bound_middle >> 7 {
        return Some((high, middle).cmp(&(bound_high, bound_middle)));
    }
    if super::packed::is_final(*bound_middle) {
        return Some(Ordering::Equal);
    }
    Some((middle, low).cmp(&(bound_middle, bound_low)))
}

/// Whether epoch and the first `length` numbers of the release agree.
#[inline]
pub(crate) fn has_prefix(version: &Version, bound: &Version, length: usize) -> bool {
    if let (View::Packed(version), View::Packed(bound)) = (version.view(), bound.view()) {
        let (version, bound) = (version.segments(), bound.segments());
        return version.iter().zip(bound).take(length).all(|(segment, other)| *segment == other);
    }
    version.epoch() == bound.epoch()
        && (0..length).all(|index| version.segment(index) == bound.segment(index))
}

/// How two versions' epochs and releases compare, trailing zeros aside.
pub(crate) fn release_order(left: &Version, right: &Version) -> Ordering {
    if let (Repr::Packed { high, middle, .. }, Repr::Packed { high: other_high, middle: other_middle, .. }) =
        (&left.0, &right.0)
    {
        return (high, middle >> 7).cmp(&(other_high, other_middle >> 7));
    }
    left.epoch().cmp(&right.epoch()).then_with(|| {
        let width = left.n_release().max(right.n_release());
        (0..width)
            .map(|index| left.segment(index).cmp(&right.segment(index)))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    })
}

#[cold]
fn compare_in_full(left: &Version, right: &Version) -> Ordering {
    if let (Some(left), Some(right)) = (key(left), key(right)) {
        return left.cmp(&right);
    }
    release_order(left, right)
        .then_with(|| suffix_key(left).cmp(&suffix_key(right)).then_with(|| left.local().cmp(&right.local())))
}

fn key(version: &Version) -> Option<super::packed::Key> {
    match version.view() {
        View::Packed(packed) => Some(packed.key),
        View::Full(full) => full.key,
    }
}

/// Prerelease, post-release and development release in the order of PEP 440: a development release of a final
/// release comes before its prereleases, of anything else directly before that.
fn suffix_key(version: &Version) -> impl Ord {
    let (pre, post, dev) = (version.pre(), version.post(), version.dev());
    let pre_rank = match (&pre, &post, &dev) {
        (Some((kind, _)), _, _) => 1 + *kind as u8,
        (None, None, Some(_)) => 0,
        (None, _, _) => 4,
    };
    let pre_number = pre.map(|(_, number)| number);
    let dev_rank = dev.is_none();
    (pre_rank, pre_number, post, dev_rank, dev)
}

fn hash_parts<H: Hasher>(parts: &VersionParts, state: &mut H) {
    let significant = parts.release.iter().rposition(|number| !number.is_zero()).map_or(0, |last| last + 1);
    parts.epoch.hash(state);
    parts.release[..significant].hash(state);
    parts.pre.hash(state);
    parts.post.hash(state);
    parts.dev.hash(state);
    parts.local.hash(state);
}

impl Full {
    pub(super) fn new(parts: VersionParts, written: Option<Box<str>>) -> Self {
        Full { key: super::packed::Key::of(&parts), parts, written }
    }
}
