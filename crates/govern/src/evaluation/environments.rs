//! Resolving a project with and without a feature's requirements, in every environment of the family.

use std::collections::BTreeMap;

use haggle_resolve::Stop;
use haggle_resolve::python::{Requirer, ResolveOutcome, Solution, resolve};
use haggle_spec::release::ReleaseId;
use haggle_spec::{PackageName, Requirement};

use super::artefacts::artefacts;
use super::inputs::EvaluationInputs;
use super::kept::Kept;
use crate::data::{EnvironmentEntry, Feature, Identifier, PlacedRequirement, ProjectName};
use crate::decision::{EnvironmentFacts, EnvironmentOutcome, VersionChange};

/// Resolves, and keeps what it resolved: features of one project share the solution without them.
pub(super) struct Solver<'a> {
    inputs: &'a EvaluationInputs<'a>,
    solved: BTreeMap<Asked, ResolveOutcome>,
}

/// A question: the project, the environment, the distributions that are placed, and whether they are wanted.
type Asked = (ProjectName, Identifier, Vec<PackageName>, bool);

impl<'a> Solver<'a> {
    /// Nothing is resolved yet.
    pub(super) fn new(inputs: &'a EvaluationInputs<'a>) -> Self {
        Self { inputs, solved: BTreeMap::new() }
    }

    /// What each environment says about a feature's distributions.
    pub(super) fn environments(
        &mut self,
        feature: &Feature,
        requirements: &[&PlacedRequirement],
        placed: &[Requirement],
    ) -> Vec<EnvironmentFacts> {
        let inputs = self.inputs;
        inputs
            .manifest
            .environments
            .iter()
            .map(|environment| EnvironmentFacts {
                environment: environment.id.clone(),
                artefacts: artefacts(inputs, environment, placed),
                outcome: self.outcome(feature, environment, requirements, placed),
            })
            .collect()
    }

    fn outcome(
        &mut self,
        feature: &Feature,
        environment: &EnvironmentEntry,
        requirements: &[&PlacedRequirement],
        placed: &[Requirement],
    ) -> EnvironmentOutcome {
        let inputs = self.inputs;
        let without = self.resolved(feature, environment, placed, false).clone();
        let with = self.resolved(feature, environment, placed, true);
        match (with, &without) {
            (ResolveOutcome::Missing(facts), _) | (_, ResolveOutcome::Missing(facts)) => {
                EnvironmentOutcome::Missing { facts: facts.clone() }
            }
            (ResolveOutcome::Stopped(stop), _) | (_, ResolveOutcome::Stopped(stop)) => {
                EnvironmentOutcome::Stopped { because: stopped(*stop).to_owned() }
            }
            (ResolveOutcome::Unsolvable(why), _) | (_, ResolveOutcome::Unsolvable(why)) => {
                EnvironmentOutcome::Unsolvable { explanation: why.to_string() }
            }
            (ResolveOutcome::Solved(with), ResolveOutcome::Solved(without)) => {
                let kept = Kept::beside(feature, requirements, environment, inputs);
                solved(with, without, placed.len(), &kept)
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
        let asked = (feature.project.clone(), environment.id.clone(), names, with);
        let inputs = self.inputs;
        self.solved.entry(asked).or_insert_with(|| {
            let request = inputs.requests().request(&feature.project, environment, placed, with);
            resolve(inputs.releases, &request)
        })
    }
}

fn stopped(stop: Stop) -> &'static str {
    match stop {
        Stop::Cancelled => "it was cancelled",
        Stop::OutOfSteps => "it made as many steps as it may",
        Stop::OutOfSpace => "it learned more than fits in memory",
        _ => "it was stopped",
    }
}

fn solved(with: &Solution, without: &Solution, n_placed: usize, kept: &Kept) -> EnvironmentOutcome {
    let positions: Vec<usize> = (0..n_placed).collect();
    let (mut brings, mut through, mut incomplete) = (Vec::new(), Vec::new(), Vec::new());
    for name in with.brings(&positions) {
        let Some(pin) = with.pins.get(&name) else { continue };
        let release = ReleaseId::new(name, pin.version.clone());
        if pin.requirements.unknown_reason().is_some() {
            incomplete.push(release.clone());
        }
        through.push(requirer(with, &release.name));
        brings.push(release);
    }
    let of = |is_wanted: &dyn Fn(&PackageName) -> bool| -> Vec<ReleaseId> {
        brings.iter().filter(|release| is_wanted(&release.name)).cloned().collect()
    };
    let carried = of(&|name| !kept.projects.contains(name));
    let new = of(&|name| !kept.family_perhaps.contains(name));
    let perhaps_new = of(&|name| kept.family_perhaps.contains(name) && !kept.family.contains(name));
    let changed = without.difference(with).changed.into_iter();
    let changes = changed
        .map(|(name, change)| VersionChange { name, without: change.before, with: change.after })
        .collect();
    EnvironmentOutcome::Solved {
        packages: with.pins.len(),
        brings,
        through,
        carried,
        new,
        perhaps_new,
        incomplete,
        changes,
        complete: with.complete(),
    }
}

/// What requires a package on a shortest way to it; none where a root does.
fn requirer(solution: &Solution, name: &PackageName) -> Option<PackageName> {
    match &solution.why(name)?.last()?.requirer {
        Requirer::Root { .. } => None,
        Requirer::Package { name, .. } => Some(name.clone()),
    }
}
