//! The pins for what a requirement brings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use haggle_spec::release::ReleaseId;
use haggle_spec::{MarkerVariable, PackageName, Version};

use crate::data::EnvironmentEntry;
use crate::decision::{EnvironmentFacts, EnvironmentOutcome};

/// A line of the constraints for a package that is new, and where it is the one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewPin {
    /// What is pinned.
    pub(super) release: ReleaseId,
    /// Set where environments of the family differ in the version.
    marker: Option<PinMarker>,
}

/// Environments, as a marker tells them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct PinMarker {
    python_version: String,
    /// Set where the version of Python does not tell them apart.
    sys_platform: Option<String>,
}

/// In the spelling of the constraints: `name===version;python_version=='3.12'`.
impl Display for NewPin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}==={}", self.release.name, self.release.version)?;
        let Some(marker) = &self.marker else { return Ok(()) };
        write!(formatter, ";python_version=='{}'", marker.python_version)?;
        match &marker.sys_platform {
            Some(platform) => write!(formatter, " and sys_platform=='{platform}'"),
            None => Ok(()),
        }
    }
}

/// A pin for each package that the environments bring, by name; with a marker where the environments that have a solution do not
/// agree on the version, or some of them do not have the package.
pub(super) fn pins(facts: &[EnvironmentFacts], environments: &[EnvironmentEntry]) -> Vec<NewPin> {
    let entry = |facts: &EnvironmentFacts| environments.iter().find(|entry| entry.id == facts.environment);
    let solved: Vec<(PinMarker, &[ReleaseId])> = facts
        .iter()
        .filter_map(|facts| match &facts.outcome {
            EnvironmentOutcome::Solved { brings, .. } => Some((marker(entry(facts)?), brings.as_slice())),
            _ => None,
        })
        .collect();
    let names: BTreeSet<&PackageName> =
        solved.iter().flat_map(|(_, brings)| brings.iter().map(|release| &release.name)).collect();
    names.into_iter().flat_map(|name| pins_of(name, &solved)).collect()
}

/// The environment as a marker; `python_version` and `sys_platform` always have a value there.
fn marker(environment: &EnvironmentEntry) -> PinMarker {
    let values = environment.target.environment();
    let value = |variable| values.value(variable).map(str::to_owned);
    PinMarker {
        python_version: value(MarkerVariable::PythonVersion).unwrap_or_default(),
        sys_platform: value(MarkerVariable::SysPlatform),
    }
}

fn pins_of(name: &PackageName, solved: &[(PinMarker, &[ReleaseId])]) -> Vec<NewPin> {
    let version = |brings: &[ReleaseId]| -> Option<Version> {
        brings.iter().find(|release| release.name == *name).map(|release| release.version.clone())
    };
    let pin = |version: Version, marker| NewPin { release: ReleaseId::new(name.clone(), version), marker };
    let versions: Vec<(&PinMarker, Option<Version>)> =
        solved.iter().map(|(marker, brings)| (marker, version(brings))).collect();
    if let Some((_, Some(first))) = versions.first()
        && versions.iter().all(|(_, version)| version.as_ref() == Some(first))
    {
        return vec![pin(first.clone(), None)];
    }
    let mut by_python: BTreeMap<&str, BTreeSet<Option<&Version>>> = BTreeMap::new();
    for (marker, version) in &versions {
        by_python.entry(&marker.python_version).or_default().insert(version.as_ref());
    }
    let python_tells = by_python.values().all(|versions| versions.len() == 1);
    let markers: BTreeMap<PinMarker, Version> = versions
        .into_iter()
        .filter_map(|(marker, version)| {
            let mut marker = marker.clone();
            marker.sys_platform = marker.sys_platform.filter(|_| !python_tells);
            Some((marker, version?))
        })
        .collect();
    markers.into_iter().map(|(marker, version)| pin(version, Some(marker))).collect()
}

#[cfg(test)]
mod tests {
    use haggle_resolve::python::Target;

    use super::*;

    /// Environments written `python platform`, each with what it brings.
    #[track_caller]
    fn check(environments: &[(&str, &str, &[&str])], expected: &[&str]) {
        let (mut facts, mut entries) = (Vec::new(), Vec::new());
        for (number, (python, platform, brings)) in environments.iter().enumerate() {
            let id: crate::data::Identifier = format!("environment-{number}").parse().unwrap();
            let target = Target::new(python, platform).unwrap();
            entries.push(EnvironmentEntry { id: id.clone(), target });
            let brings = brings.iter().map(|release| release.parse().unwrap()).collect();
            let outcome = EnvironmentOutcome::Solved {
                packages: 9,
                brings,
                carried: Vec::new(),
                new: Vec::new(),
                perhaps_new: Vec::new(),
                incomplete: Vec::new(),
                changes: Vec::new(),
                complete: true,
            };
            facts.push(EnvironmentFacts { environment: id, artefacts: Vec::new(), outcome });
        }
        let found: Vec<String> = pins(&facts, &entries).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_version_everywhere_needs_no_marker() {
        check(
            &[("3.11", "linux", &["b==2", "a==1"]), ("3.12", "linux", &["a==1", "b==2"])],
            &["a===1", "b===2"],
        );
    }

    #[test]
    fn what_differs_by_python_says_which() {
        check(
            &[("3.11.4", "linux", &["a==1"]), ("3.12", "linux", &["a==2"]), ("3.12", "macos", &["a==2"])],
            &["a===1;python_version=='3.11'", "a===2;python_version=='3.12'"],
        );
        check(&[("3.11", "linux", &[]), ("3.12", "linux", &["a==2"])], &["a===2;python_version=='3.12'"]);
    }

    #[test]
    fn what_differs_by_platform_says_which() {
        check(
            &[("3.12", "linux", &["a==1"]), ("3.12", "windows", &["a==2"])],
            &[
                "a===1;python_version=='3.12' and sys_platform=='linux'",
                "a===2;python_version=='3.12' and sys_platform=='win32'",
            ],
        );
    }
}
