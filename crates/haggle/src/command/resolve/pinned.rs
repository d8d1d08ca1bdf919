//! The files of pins: hashes that are given are checked, hashes that are asked for are written.

use std::collections::{BTreeMap, BTreeSet};

use haggle_resolve::python::RootRequirement;
use haggle_spec::release::DistributionFile;
use haggle_spec::{MarkerEnvironment, Operator, PackageName, Version};

use crate::input::direct_references::DirectReferences;
use crate::input::fact_source::FactSource;
use crate::input::requirement_inputs::{LineHashes, RequirementInputs};
use crate::output::failure::Failure;
use crate::output::pinned_files::PinnedFiles;

/// What hashes are for in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashMode {
    /// Nothing.
    Ignored,
    /// Every pin is written with those of its files.
    Generated,
    /// Every pin has one that the request gives.
    Required,
}

/// What is known of hashes before the search.
#[derive(Debug, Clone)]
pub struct GivenHashes {
    /// What they are for.
    pub mode: HashMode,
    /// The lines that give them.
    lines: BTreeMap<PackageName, Vec<LineHashes>>,
}

impl GivenHashes {
    /// The hashes of the inputs. Where they are required, each requirement that applies has to have one and to name one version, as
    /// with pip.
    pub fn new(
        inputs: &RequirementInputs,
        is_required: bool,
        is_generated: bool,
        environment: Option<&MarkerEnvironment>,
    ) -> Result<Self, Failure> {
        let lines = inputs.hashes_of();
        let why = match &inputs.requires_hashes {
            _ if is_required => "`--require-hashes`".to_owned(),
            Some(source) => source.to_string(),
            None => {
                let mode = if is_generated { HashMode::Generated } else { HashMode::Ignored };
                return Ok(Self { mode, lines });
            }
        };
        let applies = |line: &&RootRequirement| match (line.requirement.marker(), environment) {
            (Some(marker), Some(environment)) => marker.evaluate(environment, &[]).unwrap_or(true),
            _ => true,
        };
        let wrong: Vec<String> = inputs
            .requirements
            .iter()
            .filter(applies)
            .filter_map(|line| {
                let name = line.requirement.name();
                let fault = if !lines.contains_key(name) {
                    "has no hash"
                } else if !is_pinned(line, inputs) {
                    "is not pinned with `==`"
                } else {
                    return None;
                };
                Some(format!("{}: `{}` {fault}", line.source, line.requirement))
            })
            .collect();
        if wrong.is_empty() {
            return Ok(Self { mode: HashMode::Required, lines });
        }
        Err(Failure::new(format!(
            "hashes are required ({why}), and every requirement needs one: {}",
            wrong.join("; ")
        ))
        .hint("pin it with `==` and add `--hash=sha256:...`, which `--generate-hashes` writes"))
    }

    /// The hashes that the answer is written with; those that are given are compared with what the index, or the place, has.
    pub fn of_pins(
        &self,
        source: &FactSource,
        pins: &[(PackageName, Version)],
        references: &DirectReferences,
    ) -> Result<PinnedFiles, Failure> {
        let paths = references.iter().filter_map(|(name, reference)| {
            Some((name.clone(), (reference.path.clone()?, reference.editable)))
        });
        let mut files = PinnedFiles { paths: paths.collect(), ..PinnedFiles::default() };
        if self.mode == HashMode::Ignored {
            return Ok(files);
        }
        let without: Vec<&str> = pins
            .iter()
            .filter(|(name, _)| self.mode == HashMode::Required && !self.lines.contains_key(name))
            .map(|(name, _)| name.as_str())
            .collect();
        if !without.is_empty() {
            return Err(Failure::new(format!(
                "hashes are required, and there is none for what is brought by others: {}",
                without.join(", ")
            ))
            .hint("add each with `==` and `--hash=sha256:...`"));
        }
        for (name, version) in pins {
            let hashes = match references.get(name) {
                Some(_) => self.of_reference(source, name, references)?,
                None => self.of_release(source, name, version)?,
            };
            files.hashes.insert((name.clone(), version.clone()), hashes);
        }
        Ok(files)
    }

    /// Whether every line that gives hashes for the project has one of the file.
    pub fn allows(&self, name: &PackageName, file: &DistributionFile, sha256: &str) -> bool {
        let other = file.hashes.iter().filter(|(kind, _)| *kind != "sha256");
        let own: Vec<String> =
            other.map(|(kind, hash)| format!("{kind}:{hash}")).chain([format!("sha256:{sha256}")]).collect();
        self.lines
            .get(name)
            .is_none_or(|lines| lines.iter().all(|line| line.hashes.iter().any(|hash| own.contains(hash))))
    }

    fn of_release(
        &self,
        source: &FactSource,
        name: &PackageName,
        version: &Version,
    ) -> Result<Vec<String>, Failure> {
        let mut hashes = BTreeSet::new();
        let mut refused = BTreeSet::new();
        for (file, sha256) in source.files(name, version)? {
            let hash = format!("sha256:{sha256}");
            if self.allows(name, &file, &sha256) {
                hashes.insert(hash)
            } else {
                refused.insert(hash)
            };
        }
        if !hashes.is_empty() || !self.lines.contains_key(name) {
            return Ok(hashes.into_iter().collect());
        }
        let refused: Vec<String> = refused.into_iter().collect();
        Err(Failure::new(format!(
            "{}: no file of {name} {version} has a hash that is allowed: the index has {}",
            self.place(name),
            if refused.is_empty() { "no file".to_owned() } else { refused.join(", ") }
        )))
    }

    fn of_reference(
        &self,
        source: &FactSource,
        name: &PackageName,
        references: &DirectReferences,
    ) -> Result<Vec<String>, Failure> {
        let Some(reference) = references.get(name) else { return Ok(Vec::new()) };
        let index = source.require_index("what comes from a URL or a path")?;
        let found =
            index.artefact_sha256(&reference.address).map_err(|error| Failure::new(error.to_string()))?;
        let Some(sha256) = found else {
            if self.mode == HashMode::Required {
                return Err(Failure::new(format!(
                    "hashes are required, and `{name}` is a folder, which has none"
                )));
            }
            return Ok(Vec::new());
        };
        let hash = format!("sha256:{sha256}");
        let is_allowed = |lines: &Vec<LineHashes>| lines.iter().all(|line| line.hashes.contains(&hash));
        if self.lines.get(name).is_none_or(is_allowed) {
            return Ok(vec![hash]);
        }
        Err(Failure::new(format!(
            "{}: `{}` has none of the hashes that are allowed: it has sha256:{sha256}",
            self.place(name),
            reference.address.shown()
        )))
    }

    fn place(&self, name: &PackageName) -> String {
        let first = self.lines.get(name).and_then(|lines| lines.first());
        first.map_or_else(|| name.to_string(), |line| line.source.to_string())
    }
}

/// Whether the line, or a constraint, leaves one version, or the line names a place.
fn is_pinned(line: &RootRequirement, inputs: &RequirementInputs) -> bool {
    let is_exact = |line: &RootRequirement| {
        line.requirement.url().is_some()
            || line.requirement.specifiers().iter().any(|specifier| {
                matches!(specifier.operator(), Operator::Equal | Operator::Arbitrary)
                    && !specifier.is_prefix()
            })
    };
    let name = line.requirement.name();
    is_exact(line)
        || inputs
            .constraints
            .iter()
            .any(|constraint| constraint.requirement.name() == name && is_exact(constraint))
}
