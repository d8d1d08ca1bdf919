//! The pins of a name that has none: its version on each Python of each platform of the family.

use std::collections::BTreeSet;

use haggle_resolve::python::{PythonVersion, Target};
use haggle_spec::{Platform, Requirement, Version};

use super::lists::PinLists;
use super::moved::target;
use super::rewrite::{Wanted, texts};

/// The versions that a name is to have, by platform, in the order of the platforms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct NewPins(Vec<(Platform, Wanted)>);

impl NewPins {
    /// Puts the version for a Python, by its place among the family's, on a platform.
    pub(super) fn put(&mut self, platform: Platform, n_pythons: usize, at: usize, version: Version) {
        let found = self.0.iter().position(|(other, _)| *other == platform);
        let place = found.unwrap_or_else(|| {
            self.0.push((platform, vec![None; n_pythons]));
            self.0.len() - 1
        });
        self.0[place].1[at] = Some(version);
    }

    /// All versions, as often as they are there.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &Version> {
        self.0.iter().flat_map(|(_, wanted)| wanted.iter().flatten())
    }

    /// Takes over what other pins say of a platform.
    pub(crate) fn take_over(&mut self, other: &Self) {
        for (platform, wanted) in &other.0 {
            match self.0.iter_mut().find(|(own, _)| own == platform) {
                Some((_, own)) => own.clone_from(wanted),
                None => self.0.push((*platform, wanted.clone())),
            }
        }
    }

    /// The lines. Where no Python has two versions on two platforms, platforms are not told apart: a pin constrains nothing where nothing is
    /// installed. Else the lines of platforms with the same versions have a marker of these.
    pub(super) fn texts(&self, written: &str, pythons: &[PythonVersion]) -> Vec<String> {
        let merged: Option<Wanted> = (0..pythons.len())
            .map(|at| {
                let versions: BTreeSet<&Version> =
                    self.0.iter().filter_map(|(_, wanted)| wanted.get(at)?.as_ref()).collect();
                (versions.len() < 2).then(|| versions.into_iter().next().cloned())
            })
            .collect();
        if let Some(merged) = merged {
            return texts(written, &merged, pythons);
        }
        let mut groups: Vec<(Vec<Platform>, &Wanted)> = Vec::new();
        for (platform, wanted) in &self.0 {
            match groups.iter_mut().find(|(_, other)| *other == wanted) {
                Some((platforms, _)) => platforms.push(*platform),
                None => groups.push((vec![*platform], wanted)),
            }
        }
        let mut lines = Vec::new();
        for (platforms, wanted) in groups {
            let each: Vec<String> =
                platforms.iter().map(|one| format!("sys_platform=='{}'", one.sys_platform())).collect();
            for line in texts(written, wanted, pythons) {
                let is_marked = line.contains(';');
                let any = each.join(" or ");
                lines.push(match (is_marked, each.len() > 1) {
                    (false, _) => format!("{line};{any}"),
                    (true, false) => format!("{line} and {any}"),
                    (true, true) => format!("{line} and ({any})"),
                });
            }
        }
        lines
    }
}

/// What a family is resolved for: each Python once for each platform; Linux, where nobody named platforms.
pub(crate) fn targets(lists: &PinLists) -> Vec<Target> {
    if lists.targets.is_empty() {
        return lists.pythons.iter().map(target).collect();
    }
    let mut found: Vec<Target> = Vec::new();
    for own in &lists.targets {
        let is_same = |other: &Target| {
            other.python().minor() == own.python().minor()
                && other.platform().system() == own.platform().system()
        };
        if !found.iter().any(is_same) {
            found.push(own.clone());
        }
    }
    // The Pythons of the family in their order, and Linux first.
    found.sort_by_key(|target| (target.platform().system(), target.python().minor()));
    found
}

/// The targets of a requirement that is asked for: the family's; where its marker holds on none of these, the Pythons of the first platform
/// on which it does, so that it gets its pin all the same.
pub(crate) fn targets_of(lists: &PinLists, requirement: &Requirement) -> Vec<Target> {
    let holds = |target: &Target| {
        requirement.marker().is_none_or(|marker| marker.evaluate(&target.environment(), &[]).unwrap_or(true))
    };
    let own: Vec<Target> = targets(lists);
    if own.iter().any(holds) {
        return own;
    }
    let on = |platform: &str| -> Vec<Target> {
        let platform = platform.parse().ok();
        let all =
            lists.pythons.iter().filter_map(|python| Some(Target::from_parts(python.clone(), platform?)));
        all.filter(holds).collect()
    };
    ["linux", "macos", "windows"].into_iter().map(on).find(|found| !found.is_empty()).unwrap_or(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pins: &[(Platform, &[&str])], expected: &[&str]) {
        let pythons: Vec<PythonVersion> =
            ["3.10", "3.11", "3.12"].iter().map(|python| python.parse().unwrap()).collect();
        let mut found = NewPins::default();
        for (platform, versions) in pins {
            for (at, version) in versions.iter().enumerate().filter(|(_, version)| !version.is_empty()) {
                found.put(*platform, pythons.len(), at, version.parse().unwrap());
            }
        }
        assert_eq!(found.texts("a", &pythons), expected);
    }

    #[test]
    fn platforms_are_told_apart_only_where_their_versions_differ() {
        use Platform::{Linux, MacOs, Windows};

        check(&[(Linux, &["1", "1", "1"]), (Windows, &["1", "1", "1"])], &["a===1"]);
        check(&[(Windows, &["1", "1", "1"])], &["a===1"]);
        check(&[(Linux, &["1", "1", "1"]), (Windows, &["", "", "1"])], &["a===1"]);
        check(
            &[(Linux, &["1", "2", "2"]), (Windows, &["", "2", "2"])],
            &["a===1;python_version=='3.10'", "a===2;python_version>='3.11'"],
        );
        check(
            &[(Linux, &["2", "2", "2"]), (MacOs, &["2", "2", "2"]), (Windows, &["1", "1", "2"])],
            &[
                "a===2;sys_platform=='linux' or sys_platform=='darwin'",
                "a===1;python_version<='3.11' and sys_platform=='win32'",
                "a===2;python_version>='3.12' and sys_platform=='win32'",
            ],
        );
        check(
            &[(Linux, &["1", "2", "2"]), (MacOs, &["1", "2", "2"]), (Windows, &["1", "1", "1"])],
            &[
                "a===1;python_version=='3.10' and (sys_platform=='linux' or sys_platform=='darwin')",
                "a===2;python_version>='3.11' and (sys_platform=='linux' or sys_platform=='darwin')",
                "a===1;sys_platform=='win32'",
            ],
        );
    }
}
