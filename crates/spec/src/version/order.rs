//! The order of PEP 440, and hashing that agrees with it.

use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use super::Version;
use super::key::SUFFIX_BITS;
use super::parts::VersionParts;

impl Version {
    /// How this version compares with one of the same order.
    #[inline]
    fn compare_tied(&self, other: &Self) -> Ordering {
        if self.is_small() && other.is_small() { Ordering::Equal } else { compare_in_full(self, other) }
    }
}

impl Ord for Version {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let (order, other_order) = (self.order(), other.order());
        if order == other_order { self.compare_tied(other) } else { order.cmp(&other_order) }
    }
}

impl PartialOrd for Version {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    #[inline]
    fn lt(&self, other: &Self) -> bool {
        let (order, other_order) = (self.order(), other.order());
        if order == other_order { self.compare_tied(other).is_lt() } else { order < other_order }
    }

    #[inline]
    fn le(&self, other: &Self) -> bool {
        !self.gt(other)
    }

    #[inline]
    fn gt(&self, other: &Self) -> bool {
        other < self
    }

    #[inline]
    fn ge(&self, other: &Self) -> bool {
        !self.lt(other)
    }
}

impl PartialEq for Version {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order() && self.compare_tied(other).is_eq()
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.order().hash(state);
        if let Some(full) = self.full.0.as_ref().filter(|full| !full.is_exact) {
            hash_parts(&full.parts, state);
        }
    }
}

/// How a version compares with the bound of `<` or `>`, if that can be told without a look at suffixes and labels.
///
/// Both without epoch, label and more than one suffix: where the releases are equal, a final bound excludes its own
/// prereleases below and its own post-releases above, and any other bound is compared with as it is.
#[inline]
pub(crate) fn exclusive_order(version: &Version, bound: &Version) -> Option<Ordering> {
    if !version.is_small() || !bound.is_small() {
        return None;
    }
    let (order, bound_order) = (version.order(), bound.order());
    if bound.key.kind() == super::key::Kind::Final {
        return Some((order >> SUFFIX_BITS).cmp(&(bound_order >> SUFFIX_BITS)));
    }
    Some(order.cmp(&bound_order))
}

/// Whether epoch and the first `length` numbers of the release agree.
#[inline]
pub(crate) fn has_prefix(version: &Version, bound: &Version, length: usize) -> bool {
    if version.is_small() && bound.is_small() {
        let (version, bound) = (version.key.segments(), bound.key.segments());
        return version.iter().zip(bound).take(length).all(|(segment, other)| *segment == other);
    }
    version.epoch() == bound.epoch()
        && (0..length).all(|index| version.segment(index) == bound.segment(index))
}

/// How two versions' epochs and releases compare, except for trailing zeros.
pub(crate) fn release_order(left: &Version, right: &Version) -> Ordering {
    if left.is_known_by_order() && right.is_known_by_order() {
        return (left.order() >> SUFFIX_BITS).cmp(&(right.order() >> SUFFIX_BITS));
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
    if left.is_known_by_order() && right.is_known_by_order() {
        return left.order().cmp(&right.order());
    }
    release_order(left, right)
        .then_with(|| suffix_key(left).cmp(&suffix_key(right)).then_with(|| left.local().cmp(&right.local())))
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
