//! Requirements that name a place instead of versions: `name @ URL`, a URL or a path.
//!
//! A wheel, a source archive and a folder are resolved as what they are: their own metadata, their own version. What would have to
//! be cloned or built is refused: an index's release of the same name is another thing, which nobody asked for.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use haggle_index::{AddressErrorKind, Artefact, ArtefactAddress};
use haggle_resolve::python::{RootRequirement, SourceLocation};
use haggle_spec::release::ReleaseMetadata;
use haggle_spec::{Marker, MarkerEnvironment, PackageName, Requirement, without_secrets};

use crate::input::fact_source::FactSource;
use crate::input::requirement_inputs::{LineHashes, NamedLocation, RequirementInputs, Role};
use crate::output::failure::Failure;

/// A distribution that the request names by its place.
#[derive(Debug, Clone)]
pub struct DirectReference {
    /// Where it is.
    pub address: ArtefactAddress,
    /// The path as it is written, if it is written as a path.
    pub path: Option<String>,
    /// Whether it follows `-e`.
    pub editable: bool,
}

/// The places, by project.
pub type DirectReferences = BTreeMap<PackageName, DirectReference>;

/// Finds the places that lines name, where their markers hold, and reads what is there into the facts. Places without a name become
/// requirements of the project that is there, and secrets in URLs are left out of the lines.
///
/// `None` for the environment means all of them: there a place with a marker is refused.
pub fn take(
    inputs: &mut RequirementInputs,
    environment: Option<&MarkerEnvironment>,
    source: &mut FactSource,
) -> Result<DirectReferences, Failure> {
    let mut taking = Taking { environment, source, found: DirectReferences::new(), nested: VecDeque::new() };
    let mut warnings = Vec::new();
    let lists = [&mut inputs.requirements, &mut inputs.constraints, &mut inputs.overrides];
    for line in lists.into_iter().flatten() {
        let Some(url) = line.requirement.url().map(str::to_owned) else { continue };
        let name = line.requirement.name().clone();
        if !taking.applies(line.requirement.marker(), &line.source, name.as_ref())? {
            continue;
        }
        let address = taking.take(Some(&name), &url, false, &line.source)?.1;
        warnings.extend(secrets(&address, &line.source));
        line.requirement = rewritten(&line.requirement, &address);
    }
    for location in std::mem::take(&mut inputs.locations) {
        if !taking.applies(location.marker.as_ref(), &location.source, &location.location)? {
            continue;
        }
        let (name, address) = taking.take(None, &location.location, location.editable, &location.source)?;
        warnings.extend(secrets(&address, &location.source));
        add(inputs, location, name, &address);
    }
    taking.take_nested()?;
    let found = taking.found;
    inputs.warnings.extend(warnings);
    Ok(found)
}

fn secrets(address: &ArtefactAddress, source: &SourceLocation) -> Option<String> {
    address.has_secrets().then(|| {
        format!("{source}: user name, password and secret parameters of the URL are left out of the answer")
    })
}

/// Adds the line that the location is, with the name that is known by now.
fn add(
    inputs: &mut RequirementInputs,
    location: NamedLocation,
    name: PackageName,
    address: &ArtefactAddress,
) {
    let requirement = Requirement::new(name.clone(), haggle_spec::SpecifierSet::new())
        .with_extras(location.extras)
        .with_marker(location.marker);
    let line = RootRequirement::new(rewritten(&requirement, address), location.source.clone());
    match location.role {
        Role::Requirements => inputs.requirements.push(line),
        Role::Constraints => inputs.constraints.push(line),
        Role::Overrides => inputs.overrides.push(line),
    }
    if !location.hashes.is_empty() {
        inputs.hashes.push(LineHashes { name, hashes: location.hashes, source: location.source });
    }
}

struct Taking<'a> {
    environment: Option<&'a MarkerEnvironment>,
    source: &'a mut FactSource,
    found: DirectReferences,
    /// What distributions at places require from places themselves.
    nested: VecDeque<(PackageName, Requirement)>,
}

impl Taking<'_> {
    fn applies(&self, marker: Option<&Marker>, source: &SourceLocation, what: &str) -> Result<bool, Failure> {
        match (marker, self.environment) {
            (None, _) => Ok(true),
            (Some(marker), Some(environment)) => Ok(marker.evaluate(environment, &[]).unwrap_or(true)),
            (Some(_), None) => Err(Failure::new(format!(
                "{source}: `{}` has a URL for some environments only, which `--universal` does not support",
                without_secrets(what)
            ))),
        }
    }

    /// Reads what is at the place, once, and puts it where the index's releases of its name would be.
    fn take(
        &mut self,
        name: Option<&PackageName>,
        text: &str,
        editable: bool,
        source: &SourceLocation,
    ) -> Result<(PackageName, ArtefactAddress), Failure> {
        let address = ArtefactAddress::new(text, Path::new("")).map_err(|error| {
            let what = name.map(|name| format!("`{name}`: ")).unwrap_or_default();
            let failure = Failure::new(format!("{source}: {what}{error}"));
            match error.kind() {
                AddressErrorKind::VersionControl(_) => failure.hint(
                    "what the index has by this name may be something else: build a wheel and name it, or name versions",
                ),
                _ => failure,
            }
        })?;
        if editable && !address.is_folder() {
            return Err(Failure::new(format!(
                "{source}: `{}` is not a folder, and only folders can be editable",
                without_secrets(text)
            )));
        }
        if let Some(name) = name
            && let Some(other) = self.found.get(name)
            && other.address == address
        {
            return Ok((name.clone(), address));
        }
        let artefact = self.source.artefact(&address, source)?;
        if let Some(name) = name.filter(|name| **name != artefact.name) {
            return Err(Failure::new(format!(
                "{source}: at `{}` is `{}` and not `{name}`",
                address.shown(),
                artefact.name
            )));
        }
        let name = artefact.name.clone();
        let is_path = !text.contains("://") && !text.starts_with("file:");
        let reference =
            DirectReference { address: address.clone(), path: is_path.then(|| text.to_owned()), editable };
        if let Some(other) = self.found.get(&name).filter(|other| other.address != address) {
            return Err(Failure::new(format!(
                "{source}: `{name}` comes from two places: `{}` and `{}`",
                other.address.shown(),
                address.shown()
            )));
        }
        self.found.entry(name.clone()).and_modify(|known| known.editable |= editable).or_insert(reference);
        self.put(artefact)?;
        Ok((name, address))
    }

    /// Adds the facts; URLs in its requirements are written as they may be shown.
    fn put(&mut self, mut artefact: Artefact) -> Result<(), Failure> {
        if let ReleaseMetadata::Known { requirements, .. } = &mut artefact.release.metadata {
            for requirement in requirements.iter_mut().filter(|requirement| requirement.url().is_some()) {
                self.nested.push_back((artefact.name.clone(), requirement.clone()));
                if let Some(address) = requirement.url().and_then(remote) {
                    *requirement = rewritten(requirement, &address);
                }
            }
        }
        self.source.add_artefact(artefact)
    }

    /// Follows the URLs that distributions at places require, as the request itself asked for those. A place that cannot be read is
    /// left to whoever finds it in an answer.
    fn take_nested(&mut self) -> Result<(), Failure> {
        while let Some((requirer, requirement)) = self.nested.pop_front() {
            let Some(url) = requirement.url().filter(|url| remote(url).is_some()) else { continue };
            if self.found.contains_key(requirement.name()) {
                continue;
            }
            let source = SourceLocation::new(format!("what `{requirer}` requires"), 0);
            let is_false = |environment: &MarkerEnvironment| {
                let extras = requirement.marker().is_some_and(Marker::mentions_extra);
                let marker = requirement.marker().filter(|_| !extras);
                marker.is_some_and(|marker| !marker.evaluate(environment, &[]).unwrap_or(true))
            };
            if self.environment.is_some_and(is_false) {
                continue;
            }
            self.take(Some(requirement.name()), url, false, &source)?;
        }
        Ok(())
    }
}

/// The address, if it is one of a network: what is on this machine is for the request alone to name.
fn remote(url: &str) -> Option<ArtefactAddress> {
    ArtefactAddress::new(url, Path::new("")).ok().filter(|address| address.path().is_none())
}

/// The requirement with the URL as it may be shown.
fn rewritten(requirement: &Requirement, address: &ArtefactAddress) -> Requirement {
    let text = format!("{} @ {}", requirement.name(), address.shown());
    match text.parse::<Requirement>() {
        Ok(direct) => direct
            .with_extras(requirement.extras().iter().cloned())
            .with_marker(requirement.marker().cloned()),
        Err(_) => requirement.clone(),
    }
}
