//! Resolving a project with and without a feature's requirements, in every environment of the family.

use std::collections::BTreeMap;

use haggle_resolve::python::{
    Request, ResolveOutcome, RootRequirement, Solution, SourceLocation, Target, resolve,
};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::release::{DistributionKind, MissingFact, PackageFacts, Release};
use haggle_spec::{
    MarkerEnvironment, MarkerVariable, PackageName, Platform, Prereleases, Requirement, Version,
};

use super::EvaluationInputs;
use crate::data::{EnvironmentEntry, Feature, Kind, Manifest, PlacedRequirement, PlatformName};
use crate::decision::{EnvironmentFacts, EnvironmentOutcome, VersionChange};
use crate::family::{ProjectFiles, SharedFiles, line_of};

/// Resolves, and keeps what it resolved: features of one project share the solution without them.
pub(super) struct Solver<'a> {
    inputs: &'a EvaluationInputs<'a>,
    solved: BTreeMap<(String, String, Vec<PackageName>, bool), ResolveOutcome>,
}

impl<'a> Solver<'a> {
    /// Nothing is resolved yet.
    pub(super) fn new(inputs: &'a EvaluationInputs<'a>) -> Self {
        Self { inputs, solved: BTreeMap::new() }
    }

    /// What each environment says about a feature's distributions.
    pub(super) fn environments(
        &mut self,
        feature: &Feature,
        placed: &[Requirement],
    ) -> Vec<EnvironmentFacts> {
        let inputs = self.inputs;
        inputs
            .manifest
            .environments
            .iter()
            .map(|environment| EnvironmentFacts {
                environment: environment.id.clone(),
                without_artefact: without_artefact(inputs, environment, placed),
                outcome: self.outcome(feature, environment, placed),
            })
            .collect()
    }

    fn outcome(
        &mut self,
        feature: &Feature,
        environment: &EnvironmentEntry,
        placed: &[Requirement],
    ) -> EnvironmentOutcome {
        let without = self.resolved(feature, environment, placed, false).clone();
        let with = self.resolved(feature, environment, placed, true);
        match (with, without) {
            (ResolveOutcome::Missing(facts), _) => missing(facts),
            (_, ResolveOutcome::Missing(facts)) => missing(&facts),
            (ResolveOutcome::Unsolvable(explanation), _) => {
                EnvironmentOutcome::Unsolvable { explanation: explanation.to_string() }
            }
            (ResolveOutcome::Solved(with), without) => solved(with, &without, placed.len()),
            (ResolveOutcome::Stopped(_), _) => {
                EnvironmentOutcome::Missing { facts: vec!["the search was stopped".to_owned()] }
            }
        }
    }

    fn resolved(
        &mut self,
        feature: &Feature,
        environment: &EnvironmentEntry,
        placed: &[Requirement],
        with: bool,
    ) -> &ResolveOutcome {
        let mut names: Vec<PackageName> =
            placed.iter().map(|requirement| requirement.name().clone()).collect();
        names.sort();
        let key = (feature.project.clone(), environment.id.clone(), names, with);
        let inputs = self.inputs;
        self.solved.entry(key).or_insert_with(|| {
            let request = inputs.requests().request(&feature.project, environment, placed, with);
            resolve(inputs.releases, &request)
        })
    }
}

/// What the requests of an evaluation are made of.
#[derive(Clone, Copy)]
pub struct Requests<'a> {
    /// Projects and environments.
    pub manifest: &'a Manifest,
    /// The family's shared files.
    pub shared: &'a SharedFiles,
    /// Each project's own files.
    pub projects: &'a [ProjectFiles],
}

impl Requests<'_> {
    /// The request for a project: the feature's distributions first where they are wanted, so that their positions are known,
    /// then the core without them, all under the constraints.
    pub fn request(
        &self,
        project: &str,
        environment: &EnvironmentEntry,
        placed: &[Requirement],
        with: bool,
    ) -> Request {
        let mut request = Request::new(marker_environment(environment));
        request.wheels = wheel_target(environment);
        if with {
            let source = SourceLocation::new("the feature", 0);
            let roots =
                placed.iter().map(|requirement| RootRequirement::new(requirement.clone(), source.clone()));
            request.requirements.extend(roots);
        }
        let open = |name: &PackageName| placed.iter().any(|requirement| requirement.name() == name);
        if let Some(files) = self.projects.iter().find(|files| files.name == project) {
            let core = located(&files.requirements, &files.requirements_path);
            request.requirements.extend(core.filter(|root| !open(root.requirement.name())));
        }
        let path = &self.manifest.requirements.constraints;
        request.constraints.extend(located(&self.shared.constraints, path));
        request
    }
}

/// The distributions that a feature needs, as far as they can be read.
pub fn distributions(placed: &[&PlacedRequirement]) -> Vec<Requirement> {
    let python = placed.iter().filter(|requirement| requirement.kind == Kind::Python);
    python.filter_map(|requirement| requirement.requirement.as_ref()?.get_ref().parse().ok()).collect()
}

fn located<'a>(file: &'a RequirementsFile, path: &'a str) -> impl Iterator<Item = RootRequirement> + 'a {
    file.requirements().map(move |line| {
        let number = u32::try_from(line_of(file, line)).unwrap_or(u32::MAX);
        RootRequirement::new(line.requirement.clone(), SourceLocation::new(path, number))
    })
}

/// The environment that markers are evaluated in.
fn marker_environment(environment: &EnvironmentEntry) -> MarkerEnvironment {
    let platform = match environment.platform {
        PlatformName::Linux => Platform::Linux,
        PlatformName::Macos => Platform::MacOs,
        PlatformName::Windows => Platform::Windows,
    };
    MarkerEnvironment::new(&environment.full_python(), platform)
        .with(MarkerVariable::PlatformMachine, environment.platform.machine())
}

/// The wheels that fit; none where the version of Python is not one of Python 3.
fn wheel_target(environment: &EnvironmentEntry) -> Option<Target> {
    Target::new(&environment.python, environment.platform.as_str()).ok()
}

fn missing(facts: &[MissingFact]) -> EnvironmentOutcome {
    EnvironmentOutcome::Missing { facts: facts.iter().map(ToString::to_string).collect() }
}

fn solved(with: &Solution, without: &ResolveOutcome, n_placed: usize) -> EnvironmentOutcome {
    let positions: Vec<usize> = (0..n_placed).collect();
    let brings = with
        .brings(&positions)
        .into_iter()
        .filter_map(|name| with.pins.get(&name).map(|pin| format!("{name}=={}", pin.version)))
        .collect();
    let changes = match without {
        ResolveOutcome::Solved(without) => without
            .difference(with)
            .changed
            .into_iter()
            .map(|(name, (before, after))| VersionChange {
                name: name.to_string(),
                without: before.to_string(),
                with: after.to_string(),
            })
            .collect(),
        _ => Vec::new(),
    };
    EnvironmentOutcome::Solved { packages: with.pins.len(), brings, changes, complete: with.complete() }
}

/// Placed distributions that an environment wants and that have no file for it, in any release that requirement and
/// constraints allow.
fn without_artefact(
    inputs: &EvaluationInputs<'_>,
    environment: &EnvironmentEntry,
    placed: &[Requirement],
) -> Vec<String> {
    let markers = marker_environment(environment);
    let target = wheel_target(environment);
    let wanted = |requirement: &&Requirement| {
        requirement.marker().is_none_or(|marker| marker.evaluate(&markers, &[]).unwrap_or(true))
    };
    let fits = |release: &Release| {
        release.files.iter().any(|file| match (&file.kind, &target) {
            (DistributionKind::Wheel { tags }, Some(target)) => tags.iter().any(|tag| target.takes(tag)),
            _ => true,
        })
    };
    let lacking = |requirement: &&Requirement| match inputs.releases.packages.get(requirement.name()) {
        Some(PackageFacts::Releases(releases)) => {
            !releases.iter().any(|(version, release)| allowed(inputs, requirement, version) && fits(release))
        }
        _ => false,
    };
    placed.iter().filter(wanted).filter(lacking).map(|requirement| requirement.name().to_string()).collect()
}

fn allowed(inputs: &EvaluationInputs<'_>, requirement: &Requirement, version: &Version) -> bool {
    requirement.specifiers().contains(version, Prereleases::Allow)
        && inputs
            .shared
            .constraints
            .requirements()
            .filter(|line| line.requirement.name() == requirement.name())
            .all(|line| line.requirement.specifiers().contains(version, Prereleases::Allow))
}
