//! Places between versions.

use core::cmp::Ordering;
use core::fmt;

use super::Version;
use super::key::SUFFIX_BITS;
use super::order::release_order;
use super::parts::VersionParts;

/// A place on the line of versions, never on a version.
///
/// Law: two places with no version between them are equal. So "after `1.0` and its local versions" is the place before
/// `1.0.post0.dev0`, "after `1.0a1` and its post-releases" the place before `1.0a2.dev0`, and the place before
/// `0.dev0` does not exist. The constructors see to that.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Cut {
    version: Version,
    side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    /// Directly before the version.
    Before,
    /// Directly after it: before longer labels.
    After,
    /// After everything with this release, post-releases included. The version is a final release.
    AfterRelease,
}

impl Cut {
    /// Before `version`: nothing where no version comes before it.
    pub(crate) fn before(version: Version) -> Option<Cut> {
        let is_lowest = version.is_devrelease() && version <= lowest();
        (!is_lowest).then_some(Cut { version, side: Side::Before })
    }

    /// After `version`, before those that differ from it in their label only.
    pub(crate) fn after(version: Version) -> Cut {
        Cut { version, side: Side::After }
    }

    /// After everything with this release, post-releases included: nothing where the version is more than a release.
    pub(crate) fn after_release(release: Version) -> Option<Cut> {
        let is_release = !release.is_prerelease() && !release.is_postrelease() && release.local().is_none();
        is_release.then_some(Cut { version: release, side: Side::AfterRelease })
    }

    /// After `version` and all that differ from it in their label only: the upper end of `<=`.
    pub(crate) fn after_labels(version: &Version) -> Option<Cut> {
        Cut::before(next_after_labels(version))
    }

    /// The lower end of `>version`.
    pub(crate) fn above(version: &Version) -> Option<Cut> {
        let parts = version.to_parts();
        match (&parts.pre, &parts.post, &parts.dev) {
            (_, Some(_), _) | (_, _, Some(_)) => Cut::after_labels(version),
            (Some((kind, number)), None, None) => Cut::before(Version::from_parts(VersionParts {
                pre: Some((*kind, number.successor())),
                dev: Some(0.into()),
                local: None,
                ..parts
            })),
            (None, None, None) => Some(Cut { version: version.public(), side: Side::AfterRelease }),
        }
    }

    /// The upper end of `<version`: below its own prereleases, unless it is one.
    pub(crate) fn before_prereleases(version: Version) -> Option<Cut> {
        if version.is_prerelease() {
            return Cut::before(version);
        }
        Cut::before(Version::from_parts(VersionParts {
            dev: Some(0.into()),
            local: None,
            ..version.to_parts()
        }))
    }

    /// Whether this place is below `version`.
    #[inline]
    pub(crate) fn is_below(&self, version: &Version) -> bool {
        match self.side {
            Side::Before => self.version <= *version,
            Side::After => self.version < *version,
            Side::AfterRelease => release_order(&self.version, version) == Ordering::Less,
        }
    }

    /// The lowest order (see [`Version::order`]) of the versions above this place that are known by their order.
    pub(crate) fn first_order_above(&self) -> u64 {
        let order = self.version.order();
        if self.side == Side::AfterRelease && self.version.is_known_by_order() {
            return ((order >> SUFFIX_BITS) + 1) << SUFFIX_BITS;
        }
        // At most one version that is known by its order has this one.
        if self.is_below(&Version::of_order(order)) { order } else { order + 1 }
    }

    /// The version directly above, where the place is known by one.
    pub(crate) fn version_above(&self) -> Option<&Version> {
        (self.side == Side::Before).then_some(&self.version)
    }

    /// The version directly below, where the place is known by one.
    pub(crate) fn version_below(&self) -> Option<&Version> {
        (self.side == Side::After).then_some(&self.version)
    }

    /// The release that the place is above of, where it is known by one.
    pub(crate) fn release_below(&self) -> Option<&Version> {
        (self.side == Side::AfterRelease).then_some(&self.version)
    }

    /// The lowest version above this place that is not a prerelease; `None` where there are such versions as close above
    /// as one likes.
    pub(crate) fn lowest_final_above(&self) -> Option<Version> {
        if !self.version.is_prerelease() {
            return (self.side == Side::Before).then(|| self.version.clone());
        }
        let parts = self.version.to_parts();
        let version = if parts.pre.is_some() {
            VersionParts { pre: None, post: None, dev: None, local: None, ..parts }
        } else {
            VersionParts { dev: None, local: None, ..parts }
        };
        Some(Version::from_parts(version))
    }

    /// The release of two numbers that this place is directly before all versions of, if it is at one.
    pub(crate) fn short_version(&self) -> Option<Version> {
        let parts = self.version_above()?.to_parts();
        let is_start = parts.epoch.is_zero()
            && parts.pre.is_none()
            && parts.post.is_none()
            && parts.local.is_none()
            && parts.dev.as_ref().is_some_and(crate::Number::is_zero)
            && parts.release.iter().skip(2).all(crate::Number::is_zero);
        is_start.then(|| short(&self.version))
    }

    pub(crate) fn write_lower(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.side {
            Side::Before => write!(f, "[{}", self.version),
            Side::After => write!(f, "({}", self.version),
            Side::AfterRelease => write!(f, "({}.post*", self.version),
        }
    }

    pub(crate) fn write_upper(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.side {
            Side::Before => write!(f, "{})", self.version),
            Side::After => write!(f, "{}]", self.version),
            Side::AfterRelease => write!(f, "{}.post*]", self.version),
        }
    }
}

impl Ord for Cut {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.side, other.side) {
            (Side::Before, Side::Before) | (Side::After, Side::After) => self.version.cmp(&other.version),
            (Side::Before, Side::After) => self.version.cmp(&other.version).then(Ordering::Less),
            (Side::After, Side::Before) => self.version.cmp(&other.version).then(Ordering::Greater),
            (Side::AfterRelease, Side::AfterRelease) => release_order(&self.version, &other.version),
            (Side::AfterRelease, _) => release_order(&self.version, &other.version).then(Ordering::Greater),
            (_, Side::AfterRelease) => release_order(&self.version, &other.version).then(Ordering::Less),
        }
    }
}

impl PartialOrd for Cut {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where the final releases of two numbers are as seen from a place.
pub(crate) enum Place {
    /// The place is above all of them.
    Above,
    /// It is below all of them.
    Below,
    /// It is between two; before all versions of the higher one is the place given.
    At(Cut),
}

/// The place before all versions of the lowest release of two numbers above `cut`.
pub(crate) fn next_short_version(cut: &Cut) -> Place {
    let mut version = short(&cut.version);
    if !cut.version.epoch().is_zero() {
        return Place::Above;
    }
    if !cut.is_below(&version) {
        let release = vec![version.segment(0), version.segment(1).successor()];
        version = Version::from_parts(VersionParts { release, ..VersionParts::release([]) });
    }
    Cut::before_prereleases(version).map_or(Place::Below, Place::At)
}

/// The first two numbers of a version.
fn short(version: &Version) -> Version {
    let release = vec![version.segment(0), version.segment(1)];
    Version::from_parts(VersionParts { release, ..VersionParts::release([]) })
}

/// The lowest of all versions.
pub(crate) fn lowest() -> Version {
    Version::from_parts(VersionParts { dev: Some(0.into()), ..VersionParts::release([0]) })
}

/// The lowest version that is not a prerelease.
pub(crate) fn lowest_release() -> Version {
    Version::from_parts(VersionParts::release([0]))
}

/// The version directly after `version` and all that differ from it in their label only: `1.0.post0.dev0` after `1.0`,
/// `1.0.post2.dev0` after `1.0.post1`, `1.0.dev2` after `1.0.dev1`.
pub(crate) fn next_after_labels(version: &Version) -> Version {
    let parts = version.to_parts();
    let next = match (&parts.dev, &parts.post) {
        (Some(dev), _) => VersionParts { dev: Some(dev.successor()), local: None, ..parts },
        (None, post) => {
            let post = post.as_ref().map_or(0.into(), crate::Number::successor);
            VersionParts { post: Some(post), dev: Some(0.into()), local: None, ..parts }
        }
    };
    Version::from_parts(next)
}

/// The first version of the release that has the first `length` numbers of this one's, the last raised by one if so
/// wanted: the ends of `==1.2.*`.
pub(crate) fn first_of_release(version: &Version, length: usize, raised: bool) -> Version {
    let parts = version.to_parts();
    let mut release = parts.release;
    release.resize(length, 0.into());
    if raised && let Some(last) = release.last_mut() {
        *last = last.successor();
    }
    Version::from_parts(VersionParts {
        epoch: parts.epoch,
        release,
        dev: Some(0.into()),
        ..VersionParts::release([])
    })
}
