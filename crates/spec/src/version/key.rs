//! The key that versions are ordered by: one integer, which for the common versions holds all there is to know.
//!
//! ```text
//!              first release number below 256             from 256 to 16383
//! bit 63       0                                          1
//! release      first 8, second 10, third 14, fourth 8     first 14, second 8, third 10, fourth 8
//! suffix       kind 3, number 17 (one more than it says; zero for a final release)
//! count        how many numbers the release was written with, less one, 2 bits
//! bit 0        1
//! ```
//!
//! All from the suffix up is the *order*. The kinds are in the order of PEP 440: development, a, b, rc, final, post.
//! A version that does not fit has the order of a place at or above every version below it that does, and at or below
//! every one above it: so where two orders differ they decide, and equal orders do where both versions fit.

use core::num::NonZeroU64;

use super::parts::{PrereleaseKind, VersionParts};
use crate::Number;

/// The bits of an order that tell versions of one release apart.
pub(crate) const SUFFIX_BITS: u32 = NUMBER_BITS + 3;
/// The bits below the order.
const COUNT_BITS: u32 = 3;
const NUMBER_BITS: u32 = 17;
/// As many as do not fit; no version that fits has it.
const LARGEST_NUMBER: u32 = (1 << NUMBER_BITS) - 1;
const KIND_SHIFT: u32 = NUMBER_BITS + COUNT_BITS;
/// First numbers from here on take the layout of calendar versions.
pub(super) const FIRST_WIDE: u32 = 256;

/// Where a number of the release lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    shift: u32,
    bits: u32,
}

impl Field {
    /// The number in its place, if it fits.
    #[inline]
    pub(super) fn put(self, number: u32) -> Option<u64> {
        (number >> self.bits == 0).then(|| u64::from(number) << self.shift)
    }

    #[allow(clippy::cast_possible_truncation, reason = "masked to the bits of the field, 14 at most")]
    fn take(self, key: u64) -> u32 {
        (key >> self.shift) as u32 & ((1 << self.bits) - 1)
    }

    /// All bits of an order from this field on down.
    fn and_below(self) -> u64 {
        (1 << (self.shift + self.bits)) - (1 << COUNT_BITS)
    }
}

/// Where the numbers of a release lie, whose first number is from [`FIRST_WIDE`] on or below.
#[inline]
pub(super) const fn layout(is_wide: bool) -> [Field; 4] {
    let fourth = Field { shift: 23, bits: 8 };
    if is_wide {
        let third = Field { shift: 31, bits: 10 };
        [Field { shift: 49, bits: 14 }, Field { shift: 41, bits: 8 }, third, fourth]
    } else {
        let third = Field { shift: 31, bits: 14 };
        [Field { shift: 55, bits: 8 }, Field { shift: 45, bits: 10 }, third, fourth]
    }
}

/// The bit that tells which layout a key has.
#[inline]
pub(super) const fn layout_bit(is_wide: bool) -> u64 {
    (is_wide as u64) << 63
}

/// What is behind the release, in the order of PEP 440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Kind {
    Dev,
    Alpha,
    Beta,
    Candidate,
    Final,
    Post,
}

impl From<PrereleaseKind> for Kind {
    fn from(kind: PrereleaseKind) -> Self {
        match kind {
            PrereleaseKind::Alpha => Kind::Alpha,
            PrereleaseKind::Beta => Kind::Beta,
            PrereleaseKind::Candidate => Kind::Candidate,
        }
    }
}

/// The suffix of a final release.
pub(super) const FINAL: u64 = (Kind::Final as u64) << KIND_SHIFT;

/// The suffix of a kind and a number, if that fits.
#[inline]
pub(super) fn suffix(kind: Kind, number: u32) -> Option<u64> {
    (number < LARGEST_NUMBER - 1).then(|| (kind as u64) << KIND_SHIFT | u64::from(number + 1) << COUNT_BITS)
}

/// Never zero, so that an `Option` of a version takes no more place than the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(NonZeroU64);

impl Key {
    /// The key of a release and a suffix in their places. `count` is from 1 to 4.
    #[inline]
    pub(super) fn new(release: u64, suffix: u64, count: u64) -> Key {
        Key(NonZeroU64::MIN | release | suffix | (count - 1) << 1)
    }

    /// The key of this order, with four numbers written.
    pub(super) fn of_order(order: u64) -> Key {
        Key::new(order << COUNT_BITS, 0, 4)
    }

    /// The key of a version of these parts, however it was spelled, and whether all of them are in it.
    pub(super) fn of(parts: &VersionParts) -> (Key, bool) {
        match order_bits(parts) {
            Ok(bits) => (Key::new(bits, 0, parts.release.len().clamp(1, 4) as u64), true),
            Err(bits) => (Key::new(bits, 0, 1), false),
        }
    }

    /// What versions compare by: 61 bits.
    #[inline]
    pub(super) fn order(self) -> u64 {
        self.0.get() >> COUNT_BITS
    }

    #[inline]
    pub(super) fn segments(self) -> [u32; 4] {
        let key = self.0.get();
        layout(key & layout_bit(true) != 0).map(|field| field.take(key))
    }

    /// How many numbers the release was written with.
    #[inline]
    pub(super) fn count(self) -> usize {
        (self.0.get() >> 1) as usize % 4 + 1
    }

    #[inline]
    pub(super) fn kind(self) -> Kind {
        match (self.0.get() >> KIND_SHIFT) & 0b111 {
            0 => Kind::Dev,
            1 => Kind::Alpha,
            2 => Kind::Beta,
            3 => Kind::Candidate,
            4 => Kind::Final,
            _ => Kind::Post,
        }
    }

    /// The number behind the kind; zero for a final release.
    pub(super) fn number(self) -> u64 {
        ((self.0.get() >> COUNT_BITS) & u64::from(LARGEST_NUMBER)).saturating_sub(1)
    }

    #[inline]
    pub(super) fn is_prerelease(self) -> bool {
        self.kind() < Kind::Final
    }

    fn number_if(self, kind: Kind) -> Option<Number> {
        (self.kind() == kind).then(|| Number::from(self.number()))
    }

    pub(super) fn pre(self) -> Option<(PrereleaseKind, Number)> {
        let kind = match self.kind() {
            Kind::Alpha => PrereleaseKind::Alpha,
            Kind::Beta => PrereleaseKind::Beta,
            Kind::Candidate => PrereleaseKind::Candidate,
            Kind::Dev | Kind::Final | Kind::Post => return None,
        };
        Some((kind, Number::from(self.number())))
    }

    pub(super) fn post(self) -> Option<Number> {
        self.number_if(Kind::Post)
    }

    pub(super) fn dev(self) -> Option<Number> {
        self.number_if(Kind::Dev)
    }

    pub(super) fn to_parts(self) -> VersionParts {
        let release = self.segments().into_iter().take(self.count()).map(u64::from);
        VersionParts { pre: self.pre(), post: self.post(), dev: self.dev(), ..VersionParts::release(release) }
    }
}

/// The bits of the order, as `Err` where they do not hold all of the parts.
fn order_bits(parts: &VersionParts) -> Result<u64, u64> {
    const ABOVE_ALL: u64 = !((1 << COUNT_BITS) - 1);
    const LAST_OF_RELEASE: u64 = ((1 << SUFFIX_BITS) - 1) << COUNT_BITS;
    let segment = |index: usize| match parts.release.get(index).map(Number::as_u64) {
        None => 0,
        Some(number) => number.and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX),
    };
    if !parts.epoch.is_zero() {
        return Err(ABOVE_ALL);
    }
    let is_wide = segment(0) >= FIRST_WIDE;
    let mut release = layout_bit(is_wide);
    for (index, field) in layout(is_wide).into_iter().enumerate() {
        match field.put(segment(index)) {
            Some(bits) => release |= bits,
            // Above every release that has as much in this place as fits.
            None => return Err(release | field.and_below()),
        }
    }
    if parts.release.iter().skip(4).any(|number| !number.is_zero()) {
        return Err(release | LAST_OF_RELEASE);
    }
    match suffix_bits(parts) {
        Ok(suffix) if parts.local.is_none() => Ok(release | suffix),
        Ok(suffix) | Err(suffix) => Err(release | suffix),
    }
}

/// The suffix, as `Err` where it is not the whole of it.
fn suffix_bits(parts: &VersionParts) -> Result<u64, u64> {
    let of = |kind: Kind, number: &Number| {
        let number = number.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX);
        let largest = (kind as u64) << KIND_SHIFT | u64::from(LARGEST_NUMBER) << COUNT_BITS;
        suffix(kind, number).ok_or(largest)
    };
    // Directly below, where nothing that fits is in between.
    let before = |kind: Kind, number: &Number| {
        of(kind, number).map_or_else(|large| large, |bits| bits - (1 << COUNT_BITS))
    };
    match (&parts.pre, &parts.post, &parts.dev) {
        (None, None, None) => Ok(FINAL),
        (None, None, Some(dev)) => of(Kind::Dev, dev),
        (Some((kind, number)), None, None) => of((*kind).into(), number),
        (None, Some(post), None) => of(Kind::Post, post),
        (None, Some(post), Some(_)) => Err(before(Kind::Post, post)),
        (Some((kind, number)), None, Some(_)) => Err(before((*kind).into(), number)),
        (Some((kind, number)), Some(_), _) => Err(of((*kind).into(), number).unwrap_or_else(|large| large)),
    }
}

#[cfg(test)]
mod tests {
    use crate::Version;

    #[track_caller]
    fn fits(text: &str, expected: bool) {
        let version: Version = text.parse().expect("a version");
        assert_eq!(version.is_small(), expected, "{text}");
        assert_eq!(version.to_string(), text);
    }

    #[test]
    fn every_place_holds_what_its_bits_say() {
        fits("255.1023.16383.255", true);
        fits("255.1024", false);
        fits("255.0.16384", false);
        fits("255.0.0.256", false);
        fits("16383.255.1023.255", true);
        fits("16384", false);
        fits("2024.256", false);
        fits("2024.1.1024", false);
        fits("1.0.0.0.0", false);
        fits("1.0a131069", true);
        fits("1.0.post131069", true);
        fits("1.0.dev131070", false);
        fits("0", true);
        fits("1!0", false);
    }
}
