//! The stretches of a set as ranges of the orders of versions: what membership of a common version is asked of.

use crate::Version;
use crate::version::cut::Cut;

/// Up to two ranges; a set of more stretches is looked up cut by cut.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Ranges {
    first: Range,
    second: Range,
    /// Whether the set has no more than these.
    are_all: bool,
}

/// From `start`, this many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Range {
    start: u64,
    length: u64,
}

impl Range {
    #[inline]
    fn contains(&self, order: u64) -> bool {
        order.wrapping_sub(self.start) < self.length
    }
}

impl Ranges {
    pub(super) fn new(starts_inside: bool, cuts: &[Cut]) -> Self {
        let lowest = starts_inside.then_some(0);
        let mut bounds = lowest.into_iter().chain(cuts.iter().map(Cut::first_order_above));
        let mut range = || {
            let start = bounds.next()?;
            let end = bounds.next().unwrap_or(u64::MAX);
            Some(Range { start, length: end.saturating_sub(start) })
        };
        let (first, second) = (range(), range());
        let are_all = range().is_none();
        Ranges { first: first.unwrap_or_default(), second: second.unwrap_or_default(), are_all }
    }

    /// Whether the version is in the set, if that can be told by its order.
    #[inline]
    pub(super) fn contains(&self, version: &Version) -> Option<bool> {
        if !(version.is_small() & self.are_all) {
            return None;
        }
        let order = version.order();
        Some(self.first.contains(order) | self.second.contains(order))
    }
}
