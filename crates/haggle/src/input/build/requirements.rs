//! What a source distribution says of its build (PEP 518), and the packages that the build needs.

use std::fs;
use std::path::{Component, Path};

use haggle_index::{Index, rounds, unpack};
use haggle_resolve::python::{Names, Request, Resolved, SourceLocation, Target};
use haggle_spec::Requirement;
use haggle_spec::release::{DistributionFile, DistributionKind, ReleaseFacts, ReleaseId};
use serde::Deserialize;

/// How a source distribution is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildSystem {
    /// What the build needs.
    pub requires: Vec<Requirement>,
    /// The backend: `module:object`.
    pub backend: String,
    /// Folders of the source in which the backend lies.
    pub folders: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Project {
    #[serde(rename = "build-system")]
    build_system: Option<Fields>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Fields {
    requires: Vec<String>,
    build_backend: Option<String>,
    #[serde(default)]
    backend_path: Vec<String>,
}

/// What is built with where nothing is said.
const USUAL: (&str, &str) = ("setuptools>=40.8.0", "setuptools.build_meta:__legacy__");

impl BuildSystem {
    /// That of the text of a `pyproject.toml`, if there is one.
    pub fn of(pyproject: Option<&str>) -> Result<Self, String> {
        let project: Project = match pyproject {
            Some(text) => toml::from_str(text)
                .map_err(|error| format!("its pyproject.toml cannot be read: {}", error.message()))?,
            None => Project::default(),
        };
        let Some(fields) = project.build_system else {
            return Ok(Self {
                requires: vec![requirement(USUAL.0)?],
                backend: USUAL.1.to_owned(),
                folders: Vec::new(),
            });
        };
        let is_inside = |folder: &String| {
            Path::new(folder)
                .components()
                .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        };
        if let Some(outside) = fields.backend_path.iter().find(|folder| !is_inside(folder)) {
            return Err(format!("its backend lies outside of it, in `{outside}`"));
        }
        Ok(Self {
            requires: fields.requires.iter().map(|text| requirement(text)).collect::<Result<_, _>>()?,
            backend: fields.build_backend.unwrap_or_else(|| USUAL.1.to_owned()),
            folders: fields.backend_path,
        })
    }
}

fn requirement(text: &str) -> Result<Requirement, String> {
    text.parse().map_err(|error| format!("its build requires `{text}`, which cannot be read: {error}"))
}

/// Puts the wheels of what a build needs, resolved as any requirements are, into a folder; what was put there, in words.
pub fn install(
    index: &Index,
    target: &Target,
    requires: &[Requirement],
    site: &Path,
) -> Result<String, String> {
    let mut request = Request::for_target(target);
    // Who builds a build would never end.
    request.builds.only_binary = Names::All;
    for requirement in requires {
        request = request.require(requirement.clone(), SourceLocation::new("the build", 1));
    }
    let solution = match rounds::solve(index, &ReleaseFacts::default(), &request, &()) {
        Ok(Resolved::Solved(solution)) => solution,
        Ok(Resolved::Unsolvable(_)) => {
            let listed: Vec<String> = requires.iter().map(ToString::to_string).collect();
            return Err(format!(
                "nothing that has wheels meets what its build requires: {}",
                listed.join(", ")
            ));
        }
        Ok(Resolved::Stopped(stop)) => {
            return Err(format!("the search for what its build requires was stopped: {stop}"));
        }
        Err(error) => return Err(format!("what its build requires cannot be had: {error}")),
    };
    let mut installed = Vec::new();
    for (name, pin) in &solution.pins {
        let id = ReleaseId::new(name.clone(), pin.version.clone());
        let failed = |reason: &dyn std::fmt::Display| {
            format!("{id}, which its build requires, cannot be had: {reason}")
        };
        let release =
            index.release(&id).map_err(|error| failed(&error))?.ok_or_else(|| failed(&"it is gone"))?;
        let fit = |file: &DistributionFile| match &file.kind {
            DistributionKind::Wheel { tags, .. } => tags.iter().filter_map(|tag| target.rank(tag)).max(),
            DistributionKind::Sdist => None,
        };
        let wheels = release.files.iter().filter(|file| !file.yanked);
        let best = wheels.filter_map(|file| Some((fit(file)?, file))).max_by_key(|(fit, _)| *fit);
        let (_, wheel) = best.ok_or_else(|| failed(&"it has no wheel for this Python"))?;
        let bytes = index.file(&id, &wheel.filename).map_err(|error| failed(&error))?;
        let bytes = bytes.ok_or_else(|| failed(&"its file is gone"))?;
        unpack(&bytes, &wheel.filename, site).map_err(|error| failed(&error))?;
        installed.push(format!("{name} {}", pin.version));
    }
    Ok(installed.join(", "))
}

/// The text of a file of a source, which is not read where it is long.
pub fn text_of(path: &Path) -> Option<String> {
    const LONGEST: u64 = 1 << 20;
    let is_short = fs::metadata(path).is_ok_and(|file| file.len() <= LONGEST);
    fs::read_to_string(path).ok().filter(|_| is_short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pyproject: Option<&str>, expected: Result<(&[&str], &str, &[&str]), &str>) {
        let found = BuildSystem::of(pyproject);
        let shown = found.map(|system| {
            let requires: Vec<String> = system.requires.iter().map(ToString::to_string).collect();
            (requires.join(" "), system.backend, system.folders.join(" "))
        });
        let expected = expected
            .map(|(requires, backend, folders)| (requires.join(" "), backend.to_owned(), folders.join(" ")));
        match (&shown, &expected) {
            (Err(found), Err(words)) => assert!(found.contains(words), "{found}"),
            _ => assert_eq!(shown, expected.map_err(str::to_owned)),
        }
    }

    #[test]
    fn a_source_says_how_it_is_built() {
        let usual = Ok((&["setuptools>=40.8.0"][..], "setuptools.build_meta:__legacy__", &[][..]));
        check(None, usual);
        check(Some("[project]\nname = 'x'"), usual);
        check(
            Some("[build-system]\nrequires = ['flit_core<4']\nbuild-backend = 'flit_core.buildapi'"),
            Ok((&["flit_core<4"], "flit_core.buildapi", &[])),
        );
        check(
            Some("[build-system]\nrequires = []\nbuild-backend = 'own'\nbackend-path = ['.', 'tools']"),
            Ok((&[], "own", &[".", "tools"])),
        );
        check(
            Some("[build-system]\nrequires = []\nbackend-path = ['../x']"),
            Err("its backend lies outside of it, in `../x`"),
        );
        check(
            Some("[build-system]\nrequires = ['a b']"),
            Err("its build requires `a b`, which cannot be read"),
        );
        check(Some("[build-system"), Err("its pyproject.toml cannot be read"));
    }
}
