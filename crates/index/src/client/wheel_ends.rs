//! How much of the ends of wheels was needed to read their metadata: those of one project are built alike, for each platform.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use haggle_spec::PackageName;

/// What was needed so far, in bytes from the end, by project. Nothing depends on it but how much is asked for at first.
#[derive(Debug, Default)]
pub(crate) struct WheelEnds {
    needed: Mutex<BTreeMap<PackageName, u64>>,
}

impl WheelEnds {
    /// The most that a wheel of the project needed with some room, as a power of two, so that it changes seldom; nothing where none was read, or where all of it is longer than
    /// `longest`.
    pub(crate) fn expected(&self, name: &PackageName, longest: u64) -> Option<u64> {
        const ROOM: u64 = 2 << 10;
        let needed = *self.needed().get(name)?;
        (needed <= longest).then(|| (needed + ROOM).next_power_of_two().min(longest))
    }

    /// A wheel of the project needed so much.
    pub(crate) fn remember(&self, name: &PackageName, n_bytes: u64) {
        let mut needed = self.needed();
        match needed.get_mut(name) {
            Some(known) => *known = n_bytes.max(*known),
            None => {
                needed.insert(name.clone(), n_bytes);
            }
        }
    }

    fn needed(&self) -> MutexGuard<'_, BTreeMap<PackageName, u64>> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_counts_up_to_a_limit() {
        let (ends, name) = (WheelEnds::default(), PackageName::new("a").unwrap());
        assert_eq!(ends.expected(&name, 100_000), None);
        ends.remember(&name, 8_000);
        ends.remember(&name, 800);
        assert_eq!(ends.expected(&name, 100_000), Some(16_384));
        assert_eq!(ends.expected(&name, 9_000), Some(9_000));
        assert_eq!(ends.expected(&name, 7_000), None);
    }
}
