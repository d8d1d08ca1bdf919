//! Moves that say nothing of where a requirement belongs, found by rule.

use std::collections::BTreeMap;

use serde::Serialize;

use super::event::{Event, EventPlacement};

/// Why a move is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Noise {
    /// Its name is the scheme of a URL: a reader of requirement files took a line that is one for a name.
    UrlScheme,
    /// One name takes another's place: in the same commit, of all that left a placement and all that came to it from nowhere, there is
    /// one each. Where the new name belongs was never asked.
    Swap,
}

/// Schemes of URLs that pip accepts where a requirement is expected (RFC 3986 names them; pip's documentation says which).
const SCHEMES: [&str; 5] = ["http", "https", "file", "ftp", "git"];

/// For each move every reason to leave it out, in the order of the moves.
pub fn noise(moves: &[Event]) -> Vec<Vec<Noise>> {
    // By commit and placement: the places of moves out to nowhere, and of moves in from nowhere.
    let mut commits: BTreeMap<(&str, &str, &EventPlacement), [Vec<usize>; 2]> = BTreeMap::new();
    for (at, event) in moves.iter().enumerate().filter(|(_, event)| !event.commit.is_empty()) {
        let key = |place| (event.repository.as_str(), event.commit.as_str(), place);
        if event.to == EventPlacement::NOWHERE {
            commits.entry(key(&event.from)).or_default()[0].push(at);
        } else if event.from == EventPlacement::NOWHERE {
            commits.entry(key(&event.to)).or_default()[1].push(at);
        }
    }
    let mut found: Vec<Vec<Noise>> = vec![Vec::new(); moves.len()];
    for both in commits.values() {
        if let [[out], [came]] = [both[0].as_slice(), both[1].as_slice()] {
            for at in [out, came] {
                found[*at].push(Noise::Swap);
            }
        }
    }
    for (at, event) in moves.iter().enumerate() {
        if SCHEMES.contains(&event.package.as_str()) {
            found[at].push(Noise::UrlScheme);
        }
    }
    found
}

/// The moves that say where a requirement belongs.
pub fn cleaned(moves: &[Event]) -> Vec<&Event> {
    moves.iter().zip(noise(moves)).filter(|(_, noise)| noise.is_empty()).map(|(event, _)| event).collect()
}

#[cfg(test)]
mod tests {
    use super::{Noise, noise};
    use crate::history::read_moves;

    #[track_caller]
    fn check(moves: &[(&str, &str, &str, &str)], expected: &[&[Noise]]) {
        let json: Vec<String> = moves
            .iter()
            .map(|(commit, package, from, to)| {
                format!(
                    r#"{{"repo": "a", "commit": "{commit}", "date": "2020-01-01", "package": "{package}", "frm": "{from}", "to": "{to}"}}"#
                )
            })
            .collect();
        let moves = read_moves(&format!("[{}]", json.join(","))).expect("moves");
        assert_eq!(noise(&moves), expected);
    }

    #[test]
    fn one_name_for_another_is_a_swap() {
        let swap: &[Noise] = &[Noise::Swap];
        check(&[("1", "mox", "test", "none"), ("1", "mox3", "none", "test")], &[swap, swap]);
        let scheme: &[Noise] = &[Noise::Swap, Noise::UrlScheme];
        check(&[("1", "http", "test", "none"), ("1", "mox3", "none", "test")], &[scheme, swap]);
        // Another commit, another placement, a move that is not from nowhere, or two for one.
        check(&[("1", "mox", "test", "none"), ("2", "mox3", "none", "test")], &[&[], &[]]);
        check(&[("1", "mox", "test", "none"), ("1", "mox3", "none", "core")], &[&[], &[]]);
        check(&[("1", "mox", "test", "none"), ("1", "mox3", "core", "test")], &[&[], &[]]);
        check(
            &[("1", "mox", "test", "none"), ("1", "nose", "test", "none"), ("1", "stestr", "none", "test")],
            &[&[], &[], &[]],
        );
        // Where commits are not recorded, nothing is known to be one.
        check(&[("", "mox", "test", "none"), ("", "mox3", "none", "test")], &[&[], &[]]);
    }

    #[test]
    fn a_scheme_is_not_a_name() {
        check(
            &[("1", "https", "none", "core"), ("1", "httplib2", "none", "core")],
            &[&[Noise::UrlScheme], &[]],
        );
    }
}
