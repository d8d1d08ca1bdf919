//! Sorting of few things of many types.

use std::cmp::Ordering;

/// Sorts stably, as [`slice::sort_by`] does: in `n * log(n)` comparisons.
///
/// Each use of the standard library's sort with another type or closure is several kilobytes of code, which the page of a report carries
/// as WebAssembly. Here places are sorted, by one function for all types.
pub(crate) fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut place = order(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    // Each cycle of the permutation moves its items by one.
    for start in 0..place.len() {
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut place[at], at);
            if next == start {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

/// Sorts numbers; the same for all callers.
pub(crate) fn sort_numbers(numbers: &mut [f64]) {
    numbers.sort_unstable_by(f64::total_cmp);
}

/// The places of so many things, in the order of these.
#[inline(never)]
fn order(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        let mut state = 7_u32;
        for length in 0..200 {
            let next = |place| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Few keys, so that there are equals.
                (state >> 28, place)
            };
            let mut mine: Vec<(u32, usize)> = (0..length).map(next).collect();
            let mut theirs = mine.clone();
            sort_by(&mut mine, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|one| one.0);
            assert_eq!(mine, theirs);
        }
    }
}
