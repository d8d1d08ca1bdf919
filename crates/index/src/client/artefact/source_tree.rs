//! What a source tree says of itself without being built: its `PKG-INFO`, where that is final, else its `pyproject.toml`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use haggle_spec::file::pyproject::{PyProject, RequirementArray};
use haggle_spec::release::{DistributionFile, Release, ReleaseMetadata};
use haggle_spec::{ExtraName, Metadata, PackageName, Requirement, Version};

use super::Artefact;
use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::source_texts::{SourceTexts, TEXT_LIMIT};
use crate::client::understood::understood;

/// The files in a folder.
pub(super) fn of_folder(folder: &Path) -> io::Result<SourceTexts> {
    let text = |name: &str| -> io::Result<Option<String>> {
        let file = match File::open(folder.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(TEXT_LIMIT).read_to_end(&mut bytes)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    };
    Ok(SourceTexts { pkg_info: text("PKG-INFO")?, pyproject: text("pyproject.toml")?, sha256: None })
}

/// What the texts say; `shown` is the place that they are from.
pub(super) fn artefact(texts: &SourceTexts, shown: &str) -> Result<Artefact, IndexError> {
    if let Some(found) = texts.pkg_info.as_deref().and_then(of_pkg_info) {
        return Ok(found);
    }
    let needs_build =
        |reason: String| IndexError::because(shown, IndexErrorKind::NeedsBuild, io::Error::other(reason));
    match &texts.pyproject {
        Some(text) => of_pyproject(text).map_err(needs_build),
        None => Err(needs_build(
            "it has neither a `pyproject.toml` nor a `PKG-INFO` of metadata version 2.2 or later".to_owned(),
        )),
    }
}

fn of_pkg_info(text: &str) -> Option<Artefact> {
    let (metadata, _) = Metadata::parse(text);
    if !metadata.has_static_requirements() || metadata.dynamic.iter().any(|field| field == "version") {
        return None;
    }
    let (name, version) = (metadata.name?, metadata.version?);
    let mut release = Release { files: files(&name, &version), ..Release::default() };
    understood(text.as_bytes(), &name, &version).ok()?.put_into(&mut release);
    matches!(release.metadata, ReleaseMetadata::Known { .. }).then_some(Artefact { name, version, release })
}

fn of_pyproject(text: &str) -> Result<Artefact, String> {
    let (project, diagnostics) = PyProject::parse(text);
    if let Some(diagnostic) = diagnostics.first() {
        let line = project.source().position(diagnostic.span.start).line;
        return Err(format!("pyproject.toml:{line}: {}", diagnostic.message()));
    }
    if !project.has_project() {
        return Err("its `pyproject.toml` has no `project` table".to_owned());
    }
    if project.has_poetry_dependencies() {
        return Err("its requirements are in `tool.poetry.dependencies`".to_owned());
    }
    let is_needed = |field: &&String| {
        matches!(
            field.as_str(),
            "name" | "version" | "dependencies" | "optional-dependencies" | "requires-python"
        )
    };
    if let Some(field) = project.dynamic().iter().find(is_needed) {
        return Err(format!("`{field}` is dynamic in its `pyproject.toml`"));
    }
    if let Some(name) = project.uv_sources().first() {
        return Err(format!("its `tool.uv.sources` has another place for `{name}`, which is not read"));
    }
    let name = project.name().and_then(|name| PackageName::new(name).ok());
    let version = project.version().and_then(|version| version.parse::<Version>().ok());
    let (Some(name), Some(version)) = (name, version) else {
        return Err("its `pyproject.toml` has no valid `name` and `version`".to_owned());
    };
    let requires_python = match project.requires_python().filter(|range| !range.trim().is_empty()) {
        Some(text) => Some(text.parse().map_err(|error| format!("`requires-python`: {error}"))?),
        None => None,
    };
    let mut requirements = requirements(project.dependencies(), None)?;
    let mut provides_extra = Vec::new();
    for (written, array) in project.extras().unwrap_or_default() {
        let extra =
            ExtraName::new(written).map_err(|_| format!("`{written}` is not the name of an extra"))?;
        requirements.extend(self::requirements(Some(array), Some(&extra))?);
        provides_extra.push(extra);
    }
    let release = Release {
        metadata: ReleaseMetadata::Known { requirements, provides_extra },
        files: files(&name, &version),
        requires_python,
        ..Release::default()
    };
    Ok(Artefact { name, version, release })
}

/// The requirements of a list, with the marker of an extra as metadata has it.
fn requirements(
    array: Option<&RequirementArray>,
    extra: Option<&ExtraName>,
) -> Result<Vec<Requirement>, String> {
    let mut found = Vec::new();
    for item in array.into_iter().flat_map(|array| &array.items) {
        let invalid = || format!("`{}` is not a requirement", item.text);
        let requirement = item.requirement().ok_or_else(invalid)?.clone();
        let Some(extra) = extra else {
            found.push(requirement);
            continue;
        };
        let marker = match requirement.marker() {
            Some(marker) => format!("({marker}) and extra == \"{extra}\""),
            None => format!("extra == \"{extra}\""),
        };
        let marker = marker.parse().map_err(|_| invalid())?;
        found.push(requirement.with_marker(Some(marker)));
    }
    Ok(found)
}

/// The source distribution that a build would start from; none for a version that cannot be in a file's name.
fn files(name: &PackageName, version: &Version) -> Vec<DistributionFile> {
    let filename = format!("{}-{version}.tar.gz", name.as_str().replace('-', "_"));
    DistributionFile::from_filename(&filename).map(|(_, _, file)| file).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pkg_info: Option<&str>, pyproject: Option<&str>, expected: Result<&str, &str>) {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let texts = SourceTexts { pkg_info: text(pkg_info), pyproject: text(pyproject), sha256: None };
        let found = artefact(&texts, "here").map_err(|error| error.to_string()).map(|found| {
            let ReleaseMetadata::Known { requirements, .. } = &found.release.metadata else {
                panic!("the requirements are known")
            };
            let requirements: Vec<String> = requirements.iter().map(ToString::to_string).collect();
            format!("{} {}: {}", found.name, found.version, requirements.join(", "))
        });
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    const PROJECT: &str = "[project]\nname = \"Demo\"\nversion = \"1.0\"\ndependencies = [\"six\"]\n\
        [project.optional-dependencies]\nx = [\"idna>=3; os_name == 'nt'\"]\n";

    #[test]
    fn final_metadata_counts_before_the_project_file() {
        let info = |version: &str, more: &str| {
            format!("Metadata-Version: {version}\nName: demo\nVersion: 2.0\nRequires-Dist: attrs\n{more}\n")
        };
        check(Some(&info("2.2", "")), Some(PROJECT), Ok("demo 2.0: attrs"));
        for earlier in [info("2.1", ""), info("2.2", "Dynamic: Requires-Dist\n")] {
            let own = "demo 1.0: six, idna>=3; os_name == 'nt' and extra == 'x'";
            check(Some(&earlier), Some(PROJECT), Ok(&own.replace('\'', "\"")));
            check(Some(&earlier), None, Err("neither"));
        }
    }

    #[test]
    fn what_a_build_decides_is_not_guessed() {
        for (text, reason) in [
            ("[build-system]\nrequires = [\"pbr\"]\n", "no `project` table"),
            ("[project]\nname = \"a\"\ndynamic = [\"version\"]\n", "`version` is dynamic"),
            (
                "[project]\nname = \"a\"\nversion = \"1\"\ndynamic = [\"dependencies\"]\n",
                "`dependencies` is dynamic",
            ),
            ("[project]\nname = \"a\"\nversion = \"one\"\n", "no valid `name` and `version`"),
            ("[project]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"b c\"]\n", "pyproject.toml:4"),
            (
                "[project]\nname = \"a\"\nversion = \"1\"\n[tool.poetry.dependencies]\nb = \"1\"\n",
                "tool.poetry",
            ),
            (
                "[project]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"b\"]\n[tool.uv.sources]\nb = { path = \"b\" }\n",
                "another place for `b`",
            ),
            ("[project\n", "pyproject.toml:1"),
        ] {
            check(None, Some(text), Err(reason));
        }
    }
}
