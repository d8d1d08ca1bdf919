//! The common versions in 15 bytes: a key of 14 that orders as PEP 440 does, and the shape they were written in.
//!
//! ```text
//! high    64 bits   first release segment 25 | second 14 | third 25
//! middle  32 bits   fourth segment 25 | kind 3 | upper 4 bits of the number
//! low     16 bits   lower 16 bits of the number
//! shape    8 bits   how many segments were written 3 | which of the first four have a leading zero 4
//! ```
//!
//! The kinds are in the order of PEP 440: development, a, b, rc, final, post. Widths are chosen so that dates as
//! `20240131` fit the first, the third and the fourth segment.

use super::{PrereleaseKind, VersionParts};
use crate::Number;

/// The bits of the shape that count segments.
pub(super) const COUNT: u8 = 0b111;

const FIRST: u32 = 25;
const SECOND: u32 = 14;
const THIRD: u32 = 25;
const FOURTH: u32 = 25;
const NUMBER: u32 = 20;

/// What is packed, in the order of PEP 440.
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

/// Orders as the version does; equal exactly where the versions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) high: u64,
    pub(super) middle: u32,
    pub(super) low: u16,
}

impl Key {
    /// The key of a version of these parts, however it was spelled, if it has one.
    pub(super) fn of(parts: &VersionParts) -> Option<Key> {
        if !parts.epoch.is_zero() || parts.local.is_some() {
            return None;
        }
        let mut segments = [0; 4];
        for (index, number) in parts.release.iter().enumerate() {
            match segments.get_mut(index) {
                Some(segment) => *segment = u32::try_from(number.as_u64()?).ok()?,
                None if number.is_zero() => {}
                None => return None,
            }
        }
        let (kind, number) = match (&parts.pre, &parts.post, &parts.dev) {
            (None, None, None) => (Kind::Final, 0),
            (Some((kind, number)), None, None) => {
                let kind = match kind {
                    PrereleaseKind::Alpha => Kind::Alpha,
                    PrereleaseKind::Beta => Kind::Beta,
                    PrereleaseKind::Candidate => Kind::Candidate,
                };
                (kind, number.as_u64()?)
            }
            (None, Some(number), None) => (Kind::Post, number.as_u64()?),
            (None, None, Some(number)) => (Kind::Dev, number.as_u64()?),
            _ => return None,
        };
        Key::new(segments, kind, u32::try_from(number).ok()?)
    }

    /// The key, if every number fits its bits.
    #[inline]
    pub(super) fn new(segments: [u32; 4], kind: Kind, number: u32) -> Option<Key> {
        let [first, second, third, fourth] = segments;
        if (first >> FIRST | second >> SECOND | third >> THIRD | fourth >> FOURTH | number >> NUMBER) != 0 {
            return None;
        }
        let high = u64::from(first) << (SECOND + THIRD) | u64::from(second) << THIRD | u64::from(third);
        let middle = fourth << 7 | (kind as u32) << 4 | number >> 16;
        Some(Key { high, middle, low: (number & 0xffff) as u16 })
    }
}

/// Whether the kind in these bits is a development or prerelease.
#[inline]
pub(super) fn is_prerelease(middle: u32, _low: u16) -> bool {
    (middle >> 4) & 0b111 < Kind::Final as u32
}

/// Whether the kind in these bits is a final release.
#[inline]
pub(super) fn is_final(middle: u32) -> bool {
    (middle >> 4) & 0b111 == Kind::Final as u32
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Packed {
    pub(super) key: Key,
    pub(super) shape: u8,
}

impl Packed {
    /// The packed form of a version of these parts, in the normalised spelling.
    pub(super) fn from_parts(parts: &VersionParts) -> Option<Packed> {
        let count = u8::try_from(parts.release.len()).ok().filter(|&count| count <= COUNT)?;
        Some(Packed { key: Key::of(parts)?, shape: count })
    }

    #[allow(clippy::cast_possible_truncation, reason = "each segment is masked to its bits first")]
    pub(super) fn segments(self) -> [u32; 4] {
        let high = self.key.high;
        [
            (high >> (SECOND + THIRD)) as u32,
            ((high >> THIRD) & ((1 << SECOND) - 1)) as u32,
            (high & ((1 << THIRD) - 1)) as u32,
            self.key.middle >> 7,
        ]
    }

    pub(super) fn count(self) -> usize {
        usize::from(self.shape & COUNT)
    }

    /// Whether the segment was written with a nought before its one digit.
    pub(super) fn has_leading_zero(self, index: usize) -> bool {
        index < 4 && self.shape >> (3 + index) & 1 == 1
    }

    pub(super) fn kind(self) -> Kind {
        match (self.key.middle >> 4) & 0b111 {
            0 => Kind::Dev,
            1 => Kind::Alpha,
            2 => Kind::Beta,
            3 => Kind::Candidate,
            4 => Kind::Final,
            _ => Kind::Post,
        }
    }

    pub(super) fn number(self) -> u32 {
        (self.key.middle & 0b1111) << 16 | u32::from(self.key.low)
    }

    fn number_if(self, kind: Kind) -> Option<Number> {
        (self.kind() == kind).then(|| Number::from(u64::from(self.number())))
    }

    pub(super) fn pre(self) -> Option<(PrereleaseKind, Number)> {
        let kind = match self.kind() {
            Kind::Alpha => PrereleaseKind::Alpha,
            Kind::Beta => PrereleaseKind::Beta,
            Kind::Candidate => PrereleaseKind::Candidate,
            Kind::Dev | Kind::Final | Kind::Post => return None,
        };
        Some((kind, Number::from(u64::from(self.number()))))
    }

    pub(super) fn post(self) -> Option<Number> {
        self.number_if(Kind::Post)
    }

    pub(super) fn dev(self) -> Option<Number> {
        self.number_if(Kind::Dev)
    }

    pub(super) fn to_parts(self) -> VersionParts {
        let segments = self.segments();
        let release = (0..self.count()).map(|index| segments.get(index).copied().map_or(0, u64::from));
        VersionParts { pre: self.pre(), post: self.post(), dev: self.dev(), ..VersionParts::release(release) }
    }
}
