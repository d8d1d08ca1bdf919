//! Sets of versions in words: runs of releases become ranges.

use std::fmt::Display;

/// The most runs that are written out.
const MOST_RUNS: usize = 4;

/// The versions in words, where `all` are the releases of the package. Runs are of releases, so `2.0 to 2.4` says nothing of
/// versions that were never released.
pub(crate) fn words<V: Ord + Display>(all: &[&V], chosen: &[&V]) -> String {
    let mut releases: Vec<&V> = all.to_vec();
    releases.sort_unstable();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (position, version) in releases.iter().enumerate() {
        if !chosen.contains(version) {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == position => *end = position,
            _ => runs.push((position, position)),
        }
    }
    let last = releases.len().saturating_sub(1);
    let mut texts: Vec<String> = runs
        .iter()
        .take(MOST_RUNS)
        .map(|(from, to)| match (*from, *to) {
            (0, to) if to == last => String::new(),
            (from, to) if from == to => releases[from].to_string(),
            (0, to) => format!("up to {}", releases[to]),
            (from, to) if to == last => format!("{} and later", releases[from]),
            (from, to) => format!("{} to {}", releases[from], releases[to]),
        })
        .collect();
    if runs.len() > MOST_RUNS {
        texts.push(format!("{} more ranges", runs.len() - MOST_RUNS));
    }
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_releases_become_ranges() {
        let all: Vec<&u32> = [1, 2, 3, 4, 5].iter().collect();
        for (picks, expected) in [
            (&[0, 1, 2, 3, 4][..], ""),
            (&[0], "1"),
            (&[0, 1], "up to 2"),
            (&[3, 4], "4 and later"),
            (&[1, 2, 3], "2 to 4"),
            (&[0, 2, 4], "1, 3, 5"),
            (&[4, 0, 1], "up to 2, 5"),
        ] {
            let chosen: Vec<&u32> = picks.iter().map(|pick| all[*pick]).collect();
            assert_eq!(words(&all, &chosen), expected);
        }
    }
}
