//! Lock files (`pylock.toml`, PEP 751) as requirements: each package at its version, with the hashes of its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use haggle_resolve::python::{RootRequirement, SourceLocation};
use haggle_spec::{ExtraName, Marker, PackageName, Requirement, SpecifierSet, Version};
use serde::Deserialize;
use toml::Spanned;

use crate::input::index_settings::IndexArguments;
use crate::input::project_file::ProjectArguments;
use crate::input::requirement_inputs::{LineHashes, LockScope, NamedLocation, Role};
use crate::input::requirement_place::RequirementPlace;
use crate::output::failure::Failure;
use crate::output::snippet;

/// What a lock file asks for.
#[derive(Debug, Default)]
pub struct LockedRequirements {
    /// The packages from an index.
    pub requirements: Vec<RootRequirement>,
    /// The packages that are a place.
    pub locations: Vec<NamedLocation>,
    /// The hashes of the files of each.
    pub hashes: Vec<LineHashes>,
    /// Where it may be installed.
    pub scope: LockScope,
    /// What was passed over.
    pub warnings: Vec<String>,
}

/// Whether a file of this name is a lock file: `pylock.toml`, `pylock.NAME.toml`.
pub fn is_named(file_name: &str) -> bool {
    let middle = file_name.strip_prefix("pylock.").and_then(|rest| rest.strip_suffix("toml"));
    middle.is_some_and(|middle| {
        middle.is_empty()
            || middle.strip_suffix('.').is_some_and(|name| !name.is_empty() && !name.contains('.'))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Lock {
    #[serde(rename = "lock-version")]
    format: Spanned<String>,
    #[serde(rename = "created-by")]
    _created_by: String,
    requires_python: Option<Spanned<String>>,
    #[serde(default)]
    environments: Vec<Spanned<String>>,
    #[serde(default)]
    extras: Vec<String>,
    #[serde(default)]
    dependency_groups: Vec<String>,
    #[serde(default)]
    default_groups: Vec<String>,
    packages: Vec<Spanned<Package>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Package {
    name: Spanned<String>,
    version: Option<Spanned<String>>,
    marker: Option<Spanned<String>>,
    vcs: Option<toml::Table>,
    directory: Option<Directory>,
    archive: Option<Archive>,
    sdist: Option<LockedFile>,
    #[serde(default)]
    wheels: Vec<LockedFile>,
}

#[derive(Deserialize)]
struct Directory {
    path: String,
    #[serde(default)]
    editable: bool,
    subdirectory: Option<String>,
}

#[derive(Deserialize)]
struct Archive {
    url: Option<String>,
    path: Option<String>,
    subdirectory: Option<String>,
    hashes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct LockedFile {
    name: Option<String>,
    url: Option<String>,
    path: Option<String>,
    hashes: BTreeMap<String, String>,
}

/// What is wrong, and where in the text.
type Fault = (Option<std::ops::Range<usize>>, String);

/// Reads a lock file; the extras and groups that are asked for decide which of its packages count.
pub fn read(
    place: &RequirementPlace,
    index: &IndexArguments,
    projects: &ProjectArguments,
) -> Result<LockedRequirements, Failure> {
    let shown = place.shown();
    let bytes = place.read(index)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{shown}` is not UTF-8")))?;
    let folder = match place {
        RequirementPlace::File(path) => {
            Some(path.parent().map_or_else(String::new, |folder| folder.display().to_string()))
        }
        _ => None,
    };
    let reading = Reading { shown: &shown, text: &text, folder, projects };
    reading
        .lock()
        .map_err(|(span, message)| Failure::rendered(snippet::error(&shown, &text, span, &message, None)))
}

struct Reading<'a> {
    shown: &'a str,
    text: &'a str,
    /// What paths are relative to; `None` for a file from the network, which has no paths.
    folder: Option<String>,
    projects: &'a ProjectArguments,
}

impl Reading<'_> {
    fn lock(&self) -> Result<LockedRequirements, Fault> {
        let lock: Lock = toml::from_str(self.text)
            .map_err(|error| (error.span(), error.message().trim_end_matches('.').replace('\n', ", ")))?;
        let mut locked = LockedRequirements::default();
        let version = lock.format.get_ref();
        match version.split_once('.') {
            Some(("1", "0")) => {}
            Some(("1", _)) => locked.warnings.push(format!(
                "{}: its lock-version is {version}, and what is new since 1.0 is not looked at",
                self.shown
            )),
            _ => {
                let message = format!("lock-version `{version}` is not supported: 1.0 is");
                return Err((Some(lock.format.span()), message));
            }
        }
        let parsed = |value: &Spanned<String>, what: &str| {
            (Some(value.span()), format!("`{}` is not {what}", value.get_ref()))
        };
        self.shown.clone_into(&mut locked.scope.shown);
        if let Some(range) = &lock.requires_python {
            let read = range.get_ref().parse().map_err(|_| parsed(range, "a range of versions of Python"))?;
            locked.scope.requires_python = Some(read);
        }
        for marker in &lock.environments {
            let read = marker.get_ref().parse().map_err(|_| parsed(marker, "a marker"))?;
            locked.scope.environments.push(read);
        }
        let chosen = self.chosen(&lock)?;
        for package in &lock.packages {
            self.package(package, &chosen, &mut locked)?;
        }
        Ok(locked)
    }

    /// The extras and groups that are asked for, and those that count by default.
    fn chosen(&self, lock: &Lock) -> Result<Chosen, Fault> {
        let known = |texts: &[String]| -> BTreeSet<ExtraName> {
            texts.iter().filter_map(|text| ExtraName::new(text).ok()).collect()
        };
        let (extras, _) = (known(&lock.extras), known(&lock.dependency_groups));
        let chosen = self
            .projects
            .chosen_extras(&extras)
            .map_err(|text| (None, format!("there is no extra `{text}`: there are {}", listed(&extras))))?;
        Ok(Chosen { extras: chosen, groups: known(&lock.default_groups) })
    }

    fn package(
        &self,
        written: &Spanned<Package>,
        chosen: &Chosen,
        locked: &mut LockedRequirements,
    ) -> Result<(), Fault> {
        let package = written.get_ref();
        let at = |value: &Spanned<String>, message: String| (Some(value.span()), message);
        let name = PackageName::new(package.name.get_ref()).map_err(|_| {
            at(&package.name, format!("`{}` is not the name of a package", package.name.get_ref()))
        })?;
        let line = self.text[..package.name.span().start].matches('\n').count() + 1;
        let source = SourceLocation::new(self.shown, u32::try_from(line).unwrap_or(u32::MAX));
        let n_places = [package.vcs.is_some(), package.directory.is_some(), package.archive.is_some()]
            .into_iter()
            .filter(|is_there| *is_there)
            .count();
        let has_files = package.sdist.is_some() || !package.wheels.is_empty();
        if n_places > 1 || (n_places == 1 && has_files) {
            let message = format!(
                "`{name}` has several of vcs, directory, archive, and sdist with wheels, which exclude each other"
            );
            return Err(at(&package.name, message));
        }
        if package.vcs.is_some() {
            let message = format!("`{name}` comes from a repository, and nothing is cloned");
            return Err(at(&package.name, message));
        }
        let marker = package.marker.as_ref().map(|text| marker(text, chosen)).transpose()?;
        if let Some(location) = self.location(package, &name)? {
            locked.locations.push(NamedLocation {
                location: location.0,
                extras: Vec::new(),
                marker,
                editable: package.directory.as_ref().is_some_and(|directory| directory.editable),
                role: Role::Requirements,
                source,
                hashes: location.1,
            });
            return Ok(());
        }
        let Some(version) = &package.version else {
            return Err(at(&package.name, format!("`{name}` has no version")));
        };
        let parsed: Version = version
            .get_ref()
            .parse()
            .map_err(|_| at(version, format!("`{}` is not a version", version.get_ref())))?;
        let pin: SpecifierSet =
            format!("=={parsed}").parse().map_err(|_| at(version, format!("`{parsed}` cannot be pinned")))?;
        let mut hashes = Vec::new();
        for file in package.sdist.iter().chain(&package.wheels) {
            let file_name = file.name.as_deref().or(file.url.as_deref()).or(file.path.as_deref());
            let Some(file_name) = file_name else {
                return Err(at(&package.name, format!("a file of `{name}` has neither `url` nor `path`")));
            };
            hashes.extend(hashes_of(&file.hashes, file_name, &package.name)?);
        }
        if hashes.is_empty() {
            return Err(at(&package.name, format!("`{name}` has no file: neither `sdist` nor `wheels`")));
        }
        let requirement = Requirement::new(name.clone(), pin).with_marker(marker);
        locked.requirements.push(RootRequirement::new(requirement, source.clone()));
        locked.hashes.push(LineHashes { name, hashes, source });
        Ok(())
    }

    /// The place of a directory or an archive, and its hashes.
    fn location(
        &self,
        package: &Package,
        name: &PackageName,
    ) -> Result<Option<(String, Vec<String>)>, Fault> {
        let local = |path: &str| match &self.folder {
            Some(folder) if folder.is_empty() => Ok(format!("./{path}")),
            Some(folder) => Ok(format!("{folder}/{path}")),
            None => Err((
                Some(package.name.span()),
                format!("`{name}` is at a path, which a file from the network may not name"),
            )),
        };
        let inside = |subfolder: &Option<String>| {
            subfolder.as_ref().map(|folder| format!("#subdirectory={folder}")).unwrap_or_default()
        };
        if let Some(directory) = &package.directory {
            let path = match &directory.subdirectory {
                Some(subfolder) => format!("{}/{subfolder}", directory.path),
                None => directory.path.clone(),
            };
            return Ok(Some((local(&path)?, Vec::new())));
        }
        let Some(archive) = &package.archive else { return Ok(None) };
        let hashes = hashes_of(&archive.hashes, name.as_str(), &package.name)?;
        let place = match (&archive.url, &archive.path) {
            (Some(url), _) => format!("{url}{}", inside(&archive.subdirectory)),
            (None, Some(path)) => local(path)?,
            (None, None) => {
                return Err((
                    Some(package.name.span()),
                    format!("the archive of `{name}` has neither `url` nor `path`"),
                ));
            }
        };
        Ok(Some((place, hashes)))
    }
}

fn hashes_of(
    hashes: &BTreeMap<String, String>,
    what: &str,
    name: &Spanned<String>,
) -> Result<Vec<String>, Fault> {
    if hashes.is_empty() {
        return Err((Some(name.span()), format!("`{what}` has no hash")));
    }
    Ok(hashes.iter().map(|(kind, hash)| format!("{kind}:{hash}").to_ascii_lowercase()).collect())
}

/// The marker, with what it asks of extras and groups answered.
fn marker(marker: &Spanned<String>, chosen: &Chosen) -> Result<Marker, Fault> {
    chosen.answered(marker.get_ref()).parse().map_err(|_| {
        (Some(marker.span()), format!("`{}` is not a marker that is understood", marker.get_ref()))
    })
}

/// The extras and groups that count.
struct Chosen {
    extras: BTreeSet<ExtraName>,
    groups: BTreeSet<ExtraName>,
}

impl Chosen {
    /// The marker with `'x' in extras` and `'x' in dependency_groups` as what holds always or never.
    fn answered(&self, marker: &str) -> String {
        let mut text = String::new();
        let mut rest = marker;
        while let Some(start) = rest.find(['\'', '"']) {
            let quote = &rest[start..=start];
            let Some(length) = rest[start + 1..].find(quote) else { break };
            let (quoted, behind) = (&rest[start + 1..start + 1 + length], &rest[start + length + 2..]);
            let words: Vec<&str> = behind.split_whitespace().take(3).collect();
            let (negated, set) = match words.as_slice() {
                ["not", "in", set, ..] => (true, *set),
                ["in", set, ..] => (false, *set),
                _ => (false, ""),
            };
            let set_name = set.trim_end_matches(')');
            let known = match set_name {
                "extras" => &self.extras,
                "dependency_groups" => &self.groups,
                _ => {
                    text.push_str(&rest[..start + length + 2]);
                    rest = behind;
                    continue;
                }
            };
            let holds = ExtraName::new(quoted).is_ok_and(|name| known.contains(&name)) != negated;
            let _ = write!(text, "{}python_version {} \"0\"", &rest[..start], if holds { ">=" } else { "<" });
            let end = behind.find(set_name).map_or(0, |at| at + set_name.len());
            rest = &behind[end..];
        }
        text.push_str(rest);
        text
    }
}

fn listed(names: &BTreeSet<ExtraName>) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
