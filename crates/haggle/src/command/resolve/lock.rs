//! The answer as a lock file (PEP 751).

use std::path::{Path, PathBuf};

use haggle_resolve::python::{BuildPolicy, Request};
use haggle_spec::release::DistributionKind;
use haggle_spec::{PackageName, Version};

use super::pinned::GivenHashes;
use crate::input::direct_references::{DirectReference, DirectReferences};
use crate::input::fact_source::FactSource;
use crate::output::failure::Failure;
use crate::output::lock_file::{ArchivePlace, LockedFile, LockedPackage, LockedPlace};
use crate::output::resolution::shown_path;

/// A pin of the answer.
pub struct Pin<'a> {
    /// The project.
    pub name: &'a PackageName,
    /// The version.
    pub version: &'a Version,
    /// Where it is installed; an empty marker holds everywhere.
    pub marker: &'a str,
}

/// What the files of pins come from.
pub struct LockSources<'a> {
    /// The index.
    pub facts: &'a FactSource,
    /// The places beside the index.
    pub references: &'a DirectReferences,
    /// The hashes that are allowed.
    pub hashes: &'a GivenHashes,
    /// What was asked.
    pub request: &'a Request,
    /// The file that is written; paths in it are relative to its folder.
    pub output: Option<&'a Path>,
}

impl LockSources<'_> {
    /// The packages of the lock file.
    pub fn packages(&self, pins: &[Pin<'_>]) -> Result<Vec<LockedPackage>, Failure> {
        pins.iter()
            .map(|pin| {
                let place = match self.references.get(pin.name) {
                    Some(reference) => self.of_reference(pin.name, reference)?,
                    None => self.of_release(pin.name, pin.version)?,
                };
                Ok(LockedPackage {
                    name: pin.name.clone(),
                    version: pin.version.clone(),
                    marker: pin.marker.to_owned(),
                    place,
                })
            })
            .collect()
    }

    fn of_release(&self, name: &PackageName, version: &Version) -> Result<LockedPlace, Failure> {
        let mut files = self.facts.files(name, version)?;
        files.retain(|(file, sha256)| self.hashes.allows(name, file, sha256));
        let all_yanked = files.iter().all(|(file, _)| file.yanked);
        files.retain(|(file, _)| all_yanked || !file.yanked);
        let BuildPolicy { only_binary, no_binary } = &self.request.builds;
        let (mut sdist, mut wheels) = (None, Vec::new());
        for (file, sha256) in files {
            let is_sdist = file.kind == DistributionKind::Sdist;
            if (if is_sdist { only_binary } else { no_binary }).contains(name) {
                continue;
            }
            let locked = LockedFile {
                name: file.filename.clone(),
                url: file.url.clone().unwrap_or_default(),
                uploaded: file.uploaded.clone(),
                size: file.size,
                sha256,
            };
            if is_sdist {
                sdist.get_or_insert(locked);
            } else {
                wheels.push(locked);
            }
        }
        if sdist.is_none() && wheels.is_empty() {
            return Err(Failure::new(format!("{name} {version} has no file that a lock file could name")));
        }
        let url = self.facts.require_index("files")?.index_of(name);
        let url = url.map(|location| location.to_string());
        Ok(LockedPlace::Index { url, sdist, wheels })
    }

    fn of_reference(&self, name: &PackageName, reference: &DirectReference) -> Result<LockedPlace, Failure> {
        let path =
            reference.address.path().map(|path| shown_path(&path.display().to_string(), &self.folder()));
        if reference.address.is_folder() {
            let path = path.unwrap_or_default();
            return Ok(LockedPlace::Directory { path, editable: reference.editable });
        }
        let index = self.facts.require_index("what comes from a URL or a path")?;
        let sha256 =
            index.artefact_sha256(&reference.address).map_err(|error| Failure::new(error.to_string()))?;
        let sha256 = sha256.ok_or_else(|| Failure::new(format!("`{name}` has no hash")))?;
        let place = match path {
            Some(path) => ArchivePlace::Path(path),
            None => ArchivePlace::Url(reference.address.shown_without_fragment()),
        };
        Ok(LockedPlace::Archive { place, subdirectory: reference.address.subdirectory(), sha256 })
    }

    /// The folder that paths are relative to.
    fn folder(&self) -> PathBuf {
        let here = std::env::current_dir().unwrap_or_default();
        let beside = self.output.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        beside.map_or(here.clone(), |folder| here.join(folder))
    }
}
