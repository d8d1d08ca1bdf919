//! The oracle: every version for every dependency.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::cargo::{CrateDependency, CrateFacts, CrateRelease};
use haggle_spec::cargo::CargoVersion;

/// A line of a crate: compatible versions share it.
pub type Line = (String, (u64, u64, u64));

pub fn line_of(name: &str, version: &CargoVersion) -> Line {
    let (major, minor, patch) = version.numbers();
    let key = if major > 0 {
        (major, 0, 0)
    } else if minor > 0 {
        (0, minor, 0)
    } else {
        (0, 0, patch)
    };
    (name.to_owned(), key)
}

/// Tries every version for every dependency that is on. It shares no idea with the resolver: no sets, no propagation.
#[derive(Clone, Default)]
pub struct Tried<'f> {
    chosen: BTreeMap<Line, &'f CrateRelease>,
    features: BTreeSet<(Line, String)>,
    optional: BTreeSet<(Line, String)>,
    /// Which line each dependency of each line (or root) goes to.
    picks: BTreeMap<(Option<Line>, usize), Line>,
    /// `name/feature` that is on.
    passed: BTreeSet<(Line, String, String)>,
}

impl<'f> Tried<'f> {
    pub fn has_solution(mut self, facts: &'f CrateFacts, roots: &'f [CrateDependency]) -> bool {
        if !self.close() {
            return false;
        }
        let Some((source, position, wanted)) = self.open_dependency(roots) else { return true };
        let releases = facts.crates.get(&wanted.name).into_iter().flatten();
        releases.filter(|release| !release.is_yanked && wanted.requirement.matches(&release.version)).any(
            |release| {
                let line = line_of(&wanted.name, &release.version);
                let mut next = self.clone();
                if next.chosen.insert(line.clone(), release).is_some_and(|other| other != release) {
                    return false;
                }
                next.picks.insert((source.clone(), position), line.clone());
                let features = wanted.features.iter().cloned();
                let default = wanted.default_features.then(|| "default".to_owned());
                next.features.extend(features.chain(default).map(|feature| (line.clone(), feature)));
                next.has_solution(facts, roots)
            },
        )
    }

    fn open_dependency(
        &self,
        roots: &'f [CrateDependency],
    ) -> Option<(Option<Line>, usize, &'f CrateDependency)> {
        let of_roots = roots.iter().enumerate().map(|(position, root)| (None, position, root));
        let of_lines = self.chosen.iter().flat_map(|(line, release)| {
            let on = release.dependencies.iter().enumerate().filter(|(_, dependency)| {
                !dependency.is_optional || self.optional.contains(&(line.clone(), dependency.name.clone()))
            });
            on.map(|(position, dependency)| (Some(line.clone()), position, dependency))
        });
        of_roots
            .chain(of_lines)
            .find(|(source, position, _)| !self.picks.contains_key(&(source.clone(), *position)))
    }

    /// Turns on all that follows; false where a feature is not to be had.
    fn close(&mut self) -> bool {
        loop {
            let before = (self.features.len(), self.optional.len(), self.passed.len());
            for (line, feature) in self.features.clone() {
                let release = self.chosen[&line];
                let is_optional = |name: &str| {
                    release.dependencies.iter().any(|known| known.name == name && known.is_optional)
                };
                let is_written = |name: &str| {
                    release.features.values().flatten().any(|value| *value == format!("dep:{name}"))
                };
                let Some(values) = release.features.get(&feature) else {
                    if is_optional(&feature) && !is_written(&feature) {
                        self.optional.insert((line.clone(), feature.clone()));
                    } else if feature != "default" {
                        return false;
                    }
                    continue;
                };
                for value in values {
                    if let Some(name) = value.strip_prefix("dep:") {
                        if !is_optional(name) {
                            return false;
                        }
                        self.optional.insert((line.clone(), name.to_owned()));
                    } else if let Some((name, then)) = value.split_once("?/") {
                        if !is_optional(name) || self.optional.contains(&(line.clone(), name.to_owned())) {
                            self.passed.insert((line.clone(), name.to_owned(), then.to_owned()));
                        }
                    } else if let Some((name, then)) = value.split_once('/') {
                        if is_optional(name) {
                            self.optional.insert((line.clone(), name.to_owned()));
                        }
                        self.passed.insert((line.clone(), name.to_owned(), then.to_owned()));
                    } else {
                        self.features.insert((line.clone(), value.clone()));
                    }
                }
            }
            for (line, name, feature) in &self.passed {
                let known = self.chosen[line].dependencies.iter().position(|known| known.name == *name);
                let Some(position) = known else { return false };
                if let Some(target) = self.picks.get(&(Some(line.clone()), position)) {
                    self.features.insert((target.clone(), feature.clone()));
                }
            }
            if before == (self.features.len(), self.optional.len(), self.passed.len()) {
                return true;
            }
        }
    }
}
