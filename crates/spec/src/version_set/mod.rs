//! Sets of versions: what specifiers stand for, with the algebra of sets.

mod parse;
mod quick;
mod recover;
mod specifiers;

use core::fmt;

use crate::Version;
use crate::version::cut::{self, Cut};
pub use parse::{VersionSetError, VersionSetErrorKind};
use quick::Ranges;

/// A set of versions, as the places on the line of versions where it starts and stops.
///
/// PEP 440's line has gaps and limits (`1.0.post0.dev0` comes directly after `1.0` and its local versions; nothing
/// comes directly after all post-releases of `1.0`). Each place has one representation, so:
///
/// - Equal sets have equal representations: `==` is equality of sets.
/// - `contains` agrees with the specifiers the set was made from, for every version.
/// - Complement is an involution; De Morgan's laws and distribution hold exactly.
/// - Parsing what was printed gives the set.
///
/// Asking takes time logarithmic in the number of places, the operations linear time. A set of up to two stretches is
/// asked about a version of a common shape with two comparisons of integers.
///
/// ```
/// use haggle_spec::{SpecifierSet, VersionSet};
/// let wide: SpecifierSet = ">=3.9".parse()?;
/// let narrow: SpecifierSet = "~=3.12".parse()?;
/// let (wide, narrow) = (VersionSet::from(&wide), VersionSet::from(&narrow));
/// assert!(narrow.is_subset_of(&wide));
/// assert_eq!(wide.union(&narrow), wide);
/// assert_eq!(wide.intersection(&narrow).to_specifier_set().map(|set| set.to_string()).as_deref(), Some("<4,>=3.12"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VersionSet {
    /// Whether the lowest versions are in.
    starts_inside: bool,
    /// Where it changes between in and out: strictly ascending.
    cuts: Vec<Cut>,
    /// The same for versions that are known by their order.
    ranges: Ranges,
}

impl VersionSet {
    /// Every version.
    pub fn full() -> Self {
        VersionSet::from_cuts(true, Vec::new())
    }

    /// No version.
    pub fn empty() -> Self {
        VersionSet::from_cuts(false, Vec::new())
    }

    /// The version alone, without those that differ in their local label (`==` takes these too).
    pub fn singleton(version: &Version) -> Self {
        VersionSet::between(Cut::before(version.clone()), Some(Cut::after(version.clone())))
    }

    /// Whether no version is in.
    pub fn is_empty(&self) -> bool {
        !self.starts_inside && self.cuts.is_empty()
    }

    /// Whether every version is in.
    pub fn is_full(&self) -> bool {
        self.starts_inside && self.cuts.is_empty()
    }

    /// Whether the version is in.
    #[inline]
    pub fn contains(&self, version: &Version) -> bool {
        match self.ranges.contains(version) {
            Some(is_inside) => is_inside,
            None => self.contains_any(version),
        }
    }

    /// As [`VersionSet::contains`], for versions and sets of any shape.
    #[cold]
    fn contains_any(&self, version: &Version) -> bool {
        let passed = self.cuts.partition_point(|cut| cut.is_below(version));
        self.starts_inside != (passed % 2 == 1)
    }

    /// The versions that are not in this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        VersionSet::from_cuts(!self.starts_inside, self.cuts.clone())
    }

    /// The versions that are in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.combine(other, |left, right| left && right)
    }

    /// The versions that are in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.combine(other, |left, right| left || right)
    }

    /// The versions that are in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.combine(other, |left, right| left && !right)
    }

    /// Whether every version of this set is in the other.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.difference(other).is_empty()
    }

    /// Whether no version is in both sets.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.intersection(other).is_empty()
    }

    /// Whether there is a version in the set and every one is a prerelease.
    pub fn has_only_prereleases(&self) -> bool {
        !self.is_empty()
            && self.intervals().all(|(lower, upper)| {
                let lowest = lower.map_or_else(|| Some(cut::lowest_release()), Cut::lowest_final_above);
                lowest.is_some_and(|lowest| upper.is_some_and(|upper| upper.is_below(&lowest)))
            })
    }

    /// The set among those that agree with this one on `known` that has the fewest places: what remains of a set of
    /// specifiers once it is known which versions there are.
    ///
    /// `known` is in any order; the result takes the same of these versions, and may differ on all others.
    #[must_use]
    pub fn simplify<'v>(&self, known: impl IntoIterator<Item = &'v Version>) -> Self {
        let mut known: Vec<&Version> = known.into_iter().collect();
        known.sort_unstable();
        known.dedup();
        let mut cuts = Vec::new();
        let mut previous: Option<bool> = None;
        let mut first = None;
        for version in known {
            let inside = self.contains(version);
            match previous {
                None => first = Some(inside),
                Some(previous) if previous != inside => cuts.extend(self.cut_for(version, inside)),
                Some(_) => {}
            }
            previous = Some(inside);
        }
        VersionSet::from_cuts(first.unwrap_or(self.starts_inside), cuts)
    }

    /// The last place at or below `version` where this set changes to `inside`, which the version is.
    fn cut_for(&self, version: &Version, inside: bool) -> Option<Cut> {
        let passed = self.cuts.partition_point(|cut| cut.is_below(version));
        debug_assert_eq!(self.starts_inside != (passed % 2 == 1), inside);
        passed.checked_sub(1).and_then(|index| self.cuts.get(index)).cloned()
    }

    /// From `lower` (the lowest version where there is none) up to `upper` (no end where there is none).
    pub(crate) fn between(lower: Option<Cut>, upper: Option<Cut>) -> Self {
        if let (Some(lower), Some(upper)) = (&lower, &upper)
            && lower >= upper
        {
            return VersionSet::empty();
        }
        let starts_inside = lower.is_none();
        VersionSet::from_cuts(starts_inside, lower.into_iter().chain(upper).collect())
    }

    /// Whether the lowest versions are in, and where that changes.
    pub(crate) fn into_cuts(self) -> (bool, Vec<Cut>) {
        (self.starts_inside, self.cuts)
    }

    /// The set of these places, which are strictly ascending.
    pub(crate) fn from_cuts(starts_inside: bool, cuts: Vec<Cut>) -> Self {
        VersionSet { starts_inside, ranges: Ranges::new(starts_inside, &cuts), cuts }
    }

    /// The stretches that are in, ascending.
    fn intervals(&self) -> impl Iterator<Item = (Option<&Cut>, Option<&Cut>)> {
        let lowest = self.starts_inside.then_some(None);
        let bounds: Vec<Option<&Cut>> = lowest.into_iter().chain(self.cuts.iter().map(Some)).collect();
        let n_bounds = bounds.len();
        (0..n_bounds).step_by(2).map(move |index| (bounds[index], bounds.get(index + 1).copied().flatten()))
    }

    /// Merges the places of both sets, keeping those where the outcome changes.
    fn combine(&self, other: &Self, is_inside: impl Fn(bool, bool) -> bool) -> Self {
        let (mut left, mut right) = (self.starts_inside, other.starts_inside);
        let starts_inside = is_inside(left, right);
        let mut inside = starts_inside;
        let mut cuts = Vec::with_capacity(self.cuts.len() + other.cuts.len());
        let mut ours = self.cuts.iter().peekable();
        let mut theirs = other.cuts.iter().peekable();
        loop {
            let order = match (ours.peek(), theirs.peek()) {
                (None, None) => break,
                (Some(_), None) => core::cmp::Ordering::Less,
                (None, Some(_)) => core::cmp::Ordering::Greater,
                (Some(ours), Some(theirs)) => ours.cmp(theirs),
            };
            let from_ours = if order.is_le() { ours.next() } else { None };
            let from_theirs = if order.is_ge() { theirs.next() } else { None };
            left ^= from_ours.is_some();
            right ^= from_theirs.is_some();
            if is_inside(left, right) != inside {
                inside = !inside;
                cuts.extend(from_ours.or(from_theirs).cloned());
            }
        }
        VersionSet::from_cuts(starts_inside, cuts)
    }
}

impl fmt::Display for VersionSet {
    /// The stretches, as `[1.0, 2.0.dev0) | ...`: `.post*` stands for every post-release.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        for (index, (lower, upper)) in self.intervals().enumerate() {
            if index > 0 {
                f.write_str(" | ")?;
            }
            match lower {
                Some(cut) => cut.write_lower(f)?,
                None => f.write_str("(-inf")?,
            }
            f.write_str(", ")?;
            match upper {
                Some(cut) => cut.write_upper(f)?,
                None => f.write_str("+inf)")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for VersionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VersionSet({self})")
    }
}
