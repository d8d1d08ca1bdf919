//! Requirements that name a place instead of versions: `name @ URL`, a URL or a path.
//!
//! A wheel, a source archive and a folder are resolved as what they are: their own metadata, their own version. What would have to
//! be cloned or built is refused: an index's release of the same name is another thing, which nobody asked for.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use haggle_index::{AddressErrorKind, Artefact, ArtefactAddress};
use haggle_resolve::python::{PartialArtefact, RootRequirement, SourceLocation};
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

/// What lines name by its place.
#[derive(Debug, Default)]
pub struct Taken {
    /// What comes from a place wherever it is required.
    pub references: DirectReferences,
    /// What comes from a URL in some environments only.
    pub partial: Vec<PartialArtefact>,
}

/// Finds the places that lines name, where their markers hold, and reads what is there: into the facts, if that holds everywhere. Places
/// without a name become requirements of the project that is there, and secrets in URLs are left out of the lines.
///
/// `None` for the environment means all of them: there a URL may have a marker, and a path may not.
pub fn take(
    inputs: &mut RequirementInputs,
    environment: Option<&MarkerEnvironment>,
    source: &mut FactSource,
) -> Result<Taken, Failure> {
    let mut taking = Taking {
        environment,
        source,
        found: DirectReferences::new(),
        partial: Vec::new(),
        nested: VecDeque::new(),
    };
    let mut warnings = Vec::new();
    let lists = [&mut inputs.requirements, &mut inputs.constraints, &mut inputs.overrides];
    for line in lists.into_iter().flatten() {
        let Some(url) = line.requirement.url().map(str::to_owned) else { continue };
        let name = line.requirement.name().clone();
        let address = match taking.applies(line.requirement.marker()) {
            Applies::Nowhere => continue,
            Applies::Everywhere => taking.take(Some(&name), &url, false, &line.source)?.1,
            Applies::Somewhere(marker) => taking.take_partly(Some(&name), &url, marker, &line.source)?.1,
        };
        warnings.extend(secrets(&address, &line.source));
        line.requirement = rewritten(&line.requirement, &address);
    }
    for location in std::mem::take(&mut inputs.locations) {
        let NamedLocation { location: text, editable, source, .. } = &location;
        let (name, address) = match taking.applies(location.marker.as_ref()) {
            Applies::Nowhere => continue,
            Applies::Everywhere => taking.take(None, text, *editable, source)?,
            Applies::Somewhere(marker) => taking.take_partly(None, text, marker, source)?,
        };
        warnings.extend(secrets(&address, &location.source));
        add(inputs, location, name, &address);
    }
    taking.take_nested()?;
    let Taking { found, mut partial, .. } = taking;
    for artefact in &partial {
        if let Some(whole) = found.get(&artefact.name).filter(|whole| whole.address.shown() != artefact.url) {
            return Err(two_places(&artefact.name, &whole.address.shown(), &artefact.url));
        }
    }
    partial.retain(|artefact| !found.contains_key(&artefact.name));
    inputs.warnings.extend(warnings);
    Ok(Taken { references: found, partial })
}

fn two_places(name: &PackageName, one: &str, other: &str) -> Failure {
    Failure::new(format!("`{name}` comes from two places: `{one}` and `{other}`"))
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

/// Where a line counts.
enum Applies<'m> {
    Nowhere,
    Everywhere,
    /// Where the marker holds.
    Somewhere(&'m Marker),
}

struct Taking<'a> {
    environment: Option<&'a MarkerEnvironment>,
    source: &'a mut FactSource,
    found: DirectReferences,
    partial: Vec<PartialArtefact>,
    /// What distributions at places require from places themselves.
    nested: VecDeque<(PackageName, Requirement)>,
}

impl Taking<'_> {
    fn applies<'m>(&self, marker: Option<&'m Marker>) -> Applies<'m> {
        match (marker, self.environment) {
            (Some(marker), Some(environment)) if !marker.evaluate(environment, &[]).unwrap_or(true) => {
                Applies::Nowhere
            }
            (Some(marker), None) => Applies::Somewhere(marker),
            (None, _) | (Some(_), Some(_)) => Applies::Everywhere,
        }
    }

    /// Reads what is at the URL, which counts where the marker holds. What it requires from a URL itself is not followed.
    fn take_partly(
        &mut self,
        name: Option<&PackageName>,
        text: &str,
        marker: &Marker,
        source: &SourceLocation,
    ) -> Result<(PackageName, ArtefactAddress), Failure> {
        let address = address_of(name, text, source)?;
        if !text.contains("://") || address.is_folder() {
            return Err(Failure::new(format!(
                "{source}: `{}` is a path or a folder for some environments only, which an answer for many cannot have",
                without_secrets(text)
            ))
            .hint("build a wheel, and name it by its URL"));
        }
        let url = address.shown();
        let artefact = self.read(name, &address, source)?;
        let same = |known: &&mut PartialArtefact| known.name == artefact.name && known.url == url;
        if let Some(known) = self.partial.iter_mut().find(same) {
            let either = format!("({}) or ({marker})", known.marker);
            known.marker =
                either.parse().map_err(|_| Failure::new(format!("{source}: `{marker}` is too long")))?;
            return Ok((artefact.name, address));
        }
        let Artefact { name, version, mut release, .. } = artefact;
        if let ReleaseMetadata::Known { requirements, .. } = &mut release.metadata {
            requirements.iter_mut().for_each(shown);
        }
        self.partial.push(PartialArtefact {
            name: name.clone(),
            marker: marker.clone(),
            url,
            version,
            release,
        });
        Ok((name, address))
    }

    /// What is at the address, which has to be the project of the name.
    fn read(
        &self,
        name: Option<&PackageName>,
        address: &ArtefactAddress,
        source: &SourceLocation,
    ) -> Result<Artefact, Failure> {
        let artefact = self.source.artefact(address, source)?;
        match name.filter(|name| **name != artefact.name) {
            Some(name) => Err(Failure::new(format!(
                "{source}: at `{}` is `{}` and not `{name}`",
                address.shown(),
                artefact.name
            ))),
            None => Ok(artefact),
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
        let address = address_of(name, text, source)?;
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
        let artefact = self.read(name, &address, source)?;
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
                shown(requirement);
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

fn address_of(
    name: Option<&PackageName>,
    text: &str,
    source: &SourceLocation,
) -> Result<ArtefactAddress, Failure> {
    ArtefactAddress::new(text, Path::new("")).map_err(|error| {
        let what = name.map(|name| format!("`{name}`: ")).unwrap_or_default();
        let failure = Failure::new(format!("{source}: {what}{error}"));
        match error.kind() {
            AddressErrorKind::VersionControl(_) => failure.hint(
                "what the index has by this name may be something else: build a wheel and name it, or name versions",
            ),
            _ => failure,
        }
    })
}

/// The address, if it is one of a network: what is on this machine is for the request alone to name.
fn remote(url: &str) -> Option<ArtefactAddress> {
    ArtefactAddress::new(url, Path::new("")).ok().filter(|address| address.path().is_none())
}

/// Writes a URL of a network as it may be shown.
fn shown(requirement: &mut Requirement) {
    if let Some(address) = requirement.url().and_then(remote) {
        *requirement = rewritten(requirement, &address);
    }
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
