//! Which environments the files of a release cover: a source distribution all of them, a wheel those of its tags.

use haggle_spec::release::{DistributionKind, Release};
use haggle_spec::{MarkerVariable, PackageName, Prereleases, SpecifierSet, Tag, Version};

use super::diagram::Set;
use super::scope::Environments;
use super::space::Space;
use crate::python::candidates::is_file_usable;
use crate::python::request::Request;
use crate::python::target::values_of_tag;

/// The environments that need a file of a release.
pub(super) struct Required {
    /// Those that need a wheel where nothing can be built.
    wheels: Vec<Set>,
    /// Targets, each with the request for it alone: a release counts there where it would count alone.
    pub(super) targets: Vec<(Set, Request)>,
}

impl Required {
    pub(super) fn new(space: &mut Space, request: &Request, environments: &Environments) -> Self {
        let markers = &request.required_environments;
        let wheels = markers.iter().map(|marker| space.marker(marker, None)).collect();
        Self { wheels, targets: environments.requests(space, request) }
    }

    /// The targets that may use a file of the release.
    fn on_targets(&self, space: &mut Space, name: &PackageName, release: &Release) -> Set {
        let mut sets = Vec::new();
        for (set, request) in &self.targets {
            let python = request.environment.version(MarkerVariable::PythonFullVersion);
            if release.files.iter().any(|file| is_file_usable(file, name, request, python)) {
                sets.push(*set);
            }
        }
        space.diagrams.any(sets)
    }
}

/// Where a release may be had: everywhere, if it may be built; nowhere, if no wheel of it runs in an environment that is
/// asked for; else where no wheel is demanded, and where one that is demanded is there.
pub(super) fn available(
    space: &mut Space,
    required: &Required,
    name: &PackageName,
    release: &Release,
    request: &Request,
) -> Set {
    if !required.targets.is_empty() && !release.files.is_empty() {
        return required.on_targets(space, name, release);
    }
    let usable = || release.files.iter().filter(|file| is_file_usable(file, name, request, None));
    if release.files.is_empty() || usable().any(|file| file.kind == DistributionKind::Sdist) {
        return Set::ALL;
    }
    let mut covered = Set::NONE;
    for file in usable() {
        let DistributionKind::Wheel { tags } = &file.kind else { continue };
        for tag in tags {
            let reach = reach(space, tag);
            let reach = space.diagrams.and(reach, space.everywhere);
            covered = space.diagrams.or(covered, reach);
            if required.wheels.is_empty() && !covered.is_none() {
                return Set::ALL;
            }
        }
    }
    if covered.is_none() {
        return Set::NONE;
    }
    let mut available = Set::ALL;
    for required in &required.wheels {
        if space.diagrams.is_disjoint(*required, covered) {
            available = space.diagrams.without(available, *required);
        }
    }
    available
}

/// The environments that wheels with a tag run in, as far as markers can tell (the platform compatibility tags of the
/// packaging specifications). A tag of an unknown kind says nothing, and so reaches everything.
pub(super) fn reach(space: &mut Space, tag: &Tag) -> Set {
    if let Some(known) = space.tags.get(tag) {
        return *known;
    }
    let range = pythons(tag.interpreter(), tag.abi());
    let mut set = match range {
        Some(range) => space.pythons_where(|python: &Version| range.contains(python, Prereleases::Allow)),
        None => Set::ALL,
    };
    for (variable, value) in values(tag) {
        let of_value = space.with_value(variable, value);
        set = space.diagrams.and(set, of_value);
    }
    space.tags.insert(tag.clone(), set);
    set
}

fn values(tag: &Tag) -> Vec<(MarkerVariable, &'static str)> {
    let mut values = Vec::new();
    let implementations = [("pp", "pypy"), ("cp", "cpython")];
    let of_tag = implementations.iter().find(|(start, _)| tag.interpreter().starts_with(start));
    values.extend(of_tag.map(|(_, implementation)| (MarkerVariable::ImplementationName, *implementation)));
    if let Some((system, machine)) = values_of_tag(tag.platform()) {
        values.push((MarkerVariable::SysPlatform, system));
        values.extend(machine.map(|machine| (MarkerVariable::PlatformMachine, machine)));
    }
    values
}

/// The versions of Python that a wheel for the interpreter and the binary interface runs on.
fn pythons(interpreter: &str, abi: &str) -> Option<SpecifierSet> {
    let (implementation, digits) =
        interpreter.split_at(interpreter.find(|character: char| character.is_ascii_digit()).unwrap_or(0));
    let (major, minor) = digits.split_at(digits.len().min(1));
    let text = match (implementation, minor) {
        ("", _) => return None,
        (_, "") => format!("=={major}.*"),
        ("py", minor) => format!(">={major}.{minor}.dev0,=={major}.*"),
        ("cp", minor) if abi == "abi3" => format!(">={major}.{minor}.dev0,=={major}.*"),
        (_, minor) => format!("=={major}.{minor}.*"),
    };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, python: &str, runs: bool, expected: &[&str]) {
        let tag: Tag = tag.parse().unwrap();
        let range = pythons(tag.interpreter(), tag.abi()).unwrap();
        assert_eq!(range.contains(&python.parse().unwrap(), Prereleases::Allow), runs, "{tag} on {python}");
        let found: Vec<&str> = values(&tag).into_iter().map(|(_, value)| value).collect();
        assert_eq!(found, expected, "{tag}");
    }

    #[test]
    fn tags_say_where_wheels_run() {
        check("py3-none-any", "3.9.1", true, &[]);
        check("py3-none-any", "2.7.18", false, &[]);
        check("py310-none-any", "3.9.1", false, &[]);
        check("cp39-abi3-win_amd64", "3.12.1", true, &["cpython", "win32", "AMD64"]);
        check("cp39-abi3-win_amd64", "3.8.1", false, &["cpython", "win32", "AMD64"]);
        check("cp312-cp312-macosx_11_0_universal2", "3.12.0", true, &["cpython", "darwin"]);
        check("cp312-cp312-manylinux_2_17_x86_64", "3.13.0", false, &["cpython", "linux", "x86_64"]);
        check("pp310-pypy310_pp73-win32", "3.10.2", true, &["pypy", "win32", "x86"]);
    }
}
