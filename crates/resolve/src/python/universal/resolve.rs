//! From facts and a request for many environments to the answer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use haggle_spec::release::{PackageFacts, Release, ReleaseFacts};
use haggle_spec::{MarkerEnvironment, PackageName, Platform, SpecifierSet};

use super::base::Base;
use super::cover::{Covered, Failed, Search};
use super::diagram::Set;
use super::outcome::{ForkStrategy, UniversalOutcome};
use super::prepare::prepare;
use super::prepared::Prepared;
use super::reach::reach;
use super::scope::Environments;
use super::solution::{Chosen, Findings, UniversalSolution};
use super::space::Space;
use super::words::words;
use crate::python::explanation::{Explanation, Premise, PremiseKind};
use crate::python::outcome::ResolveOutcome;
use crate::python::request::{Request, Resolution, RootRequirement};
use crate::python::resolve::resolve;
use crate::python::warning::Warning;
use crate::solver::{Control, Stop};

/// The most environments that are solved by themselves before the answer is put together package by package.
const MOST_ALONE: usize = 400;

/// Resolves the request for every environment whose Python lies in `requires_python`, on any platform: see
/// [`resolve_environments`].
pub fn resolve_universal(
    facts: &ReleaseFacts,
    request: &Request,
    requires_python: &SpecifierSet,
    strategy: ForkStrategy,
    cancelled: Option<&AtomicBool>,
) -> UniversalOutcome {
    let environments = Environments::pythons(requires_python.clone());
    resolve_environments(facts, request, &environments, strategy, cancelled)
}

/// Resolves the request for many environments. The request's own environment and wheel target are not looked at: a release
/// counts when it has a source distribution that may be built, or a wheel that runs in some environment that is asked for;
/// for each of the request's required environments there has to be one.
///
/// Laws: in every environment asked for, each package that is required there has one version, and all requirements are
/// met; the versions are those of an answer for the environment alone, unless the answer says otherwise.
///
/// Costs one search for each set of environments that cannot be told to have the same answer.
pub fn resolve_environments(
    facts: &ReleaseFacts,
    request: &Request,
    environments: &Environments,
    strategy: ForkStrategy,
    cancelled: Option<&AtomicBool>,
) -> UniversalOutcome {
    resolve_alone_up_to(MOST_ALONE, facts, request, environments, strategy, cancelled)
}

/// The same, where no more than so many environments are solved by themselves.
pub(super) fn resolve_alone_up_to(
    most_alone: usize,
    facts: &ReleaseFacts,
    request: &Request,
    environments: &Environments,
    strategy: ForkStrategy,
    cancelled: Option<&AtomicBool>,
) -> UniversalOutcome {
    // Without a Python and a target, neither rules releases out; the environments do.
    let anywhere = Request {
        environment: MarkerEnvironment::new("", Platform::Linux),
        wheels: None,
        open_pythons: environments.is_open().then(|| environments.range().clone()),
        ..request.clone()
    };
    let (names, mut space) = reach(facts, &anywhere, environments);
    let everywhere = space.everywhere;
    let mut found = Found::default();
    let parts = parts(&anywhere, &mut space);
    let mut prepared = Vec::with_capacity(parts.len());
    for (direct, part) in &parts {
        space.everywhere = *part;
        match prepare(facts, &anywhere, &names, direct, environments, &mut space) {
            Ok(of_part) => prepared.push(of_part),
            Err(_) => return UniversalOutcome::Stopped(Stop::OutOfSpace),
        }
    }
    for (prepared_part, (_, part)) in prepared.iter().zip(&parts) {
        space.everywhere = *part;
        let control = Control { max_steps: request.max_steps, cancelled };
        let warnings = std::mem::take(&mut found.warnings);
        let Ok(base) = Base::of(prepared_part, *part) else {
            return UniversalOutcome::Stopped(Stop::OutOfSpace);
        };
        let base = &base;
        let mut search =
            Search { prepared: prepared_part, base, space, control, n_runs: 0, most_alone, warnings };
        let solved = solve_all(&mut search, strategy);
        found.n_environments += search.n_runs;
        found.warnings = search.warnings;
        space = search.space;
        space.everywhere = everywhere;
        match solved {
            Ok((chosen, alone)) => found.add(&prepared[0], prepared_part, chosen, alone, &mut space),
            Err(failed) => return unsolved(facts, &anywhere, space, failed),
        }
    }
    let Found { chosen, alone, is_composed, n_environments, warnings } = found;
    let prepared = &prepared[0];
    let findings = Findings { prepared, environments, chosen, alone, is_composed, n_environments, warnings };
    match UniversalSolution::new(&findings, space) {
        Some(solution) => UniversalOutcome::Solved(Box::new(solution)),
        None => UniversalOutcome::Stopped(Stop::OutOfSpace),
    }
}

/// The versions, and those of each environment alone where others are preferred.
fn solve_all(
    search: &mut Search<'_, '_>,
    strategy: ForkStrategy,
) -> Result<(Covered, Option<Covered>), Failed> {
    let alone = search.cover(None)?;
    match strategy {
        ForkStrategy::RequiresPython => Ok((alone, None)),
        ForkStrategy::Fewest => Ok((search.fewest(&alone)?, Some(alone))),
    }
}

/// What the parts have together.
#[derive(Default)]
struct Found {
    chosen: Chosen,
    alone: Option<Chosen>,
    is_composed: bool,
    n_environments: usize,
    warnings: Vec<Warning>,
}

impl Found {
    /// Adds what a part has, its versions numbered as those of the first.
    fn add(
        &mut self,
        first: &Prepared<'_>,
        part: &Prepared<'_>,
        chosen: Covered,
        alone: Option<Covered>,
        space: &mut Space,
    ) {
        self.is_composed |= chosen.is_composed;
        let mut add = |to: &mut Chosen, from: Chosen| {
            for ((node, version), region) in from {
                let Some(of_first) = part.nodes.get(node as usize).and_then(|key| first.node(*key)) else {
                    continue;
                };
                let release = part.of(node).versions[version as usize].1;
                // What comes from a URL may have the version of a release of the index.
                let is_it = |known: &&Release| std::ptr::eq(*known, release);
                let position = first.of(of_first).versions.iter().position(|(_, known)| is_it(known));
                let Some(position) = position.and_then(|position| u32::try_from(position).ok()) else {
                    continue;
                };
                let known = to.get(&(of_first, position)).copied().unwrap_or(Set::NONE);
                to.insert((of_first, position), space.diagrams.or(known, region));
            }
        };
        add(&mut self.chosen, chosen.chosen);
        if let Some(alone) = alone {
            add(self.alone.get_or_insert_default(), alone.chosen);
        }
    }
}

/// The environments in parts in which the request names the same packages, where that changes which versions come first.
fn parts<'a>(request: &'a Request, space: &mut Space) -> Vec<(BTreeSet<&'a PackageName>, Set)> {
    if request.resolution != Resolution::LowestDirect {
        return vec![(BTreeSet::new(), space.everywhere)];
    }
    let mut conditions: BTreeMap<&PackageName, Vec<Set>> = BTreeMap::new();
    for root in &request.requirements {
        let set = match root.requirement.marker() {
            Some(marker) => space.marker(marker, None),
            None => space.everywhere,
        };
        conditions.entry(root.requirement.name()).or_default().push(set);
    }
    let mut parts = vec![(BTreeSet::new(), space.everywhere)];
    for (name, sets) in conditions {
        let named = space.diagrams.any(sets);
        let mut next = Vec::new();
        for (direct, part) in parts {
            let here = space.diagrams.and(part, named);
            let elsewhere = space.diagrams.without(part, named);
            if !here.is_none() {
                let mut direct = direct.clone();
                direct.insert(name);
                next.push((direct, here));
            }
            if !elsewhere.is_none() {
                next.push((direct, elsewhere));
            }
        }
        parts = next;
    }
    parts
}

fn unsolved(facts: &ReleaseFacts, request: &Request, mut space: Space, failed: Failed) -> UniversalOutcome {
    match failed {
        Failed::Stopped(stop) => UniversalOutcome::Stopped(stop),
        Failed::Missing(missing) => UniversalOutcome::Missing(missing.into_iter().collect()),
        Failed::Unsolvable { region, values } => {
            let environment = space.environment(&values);
            match words(&mut space, region) {
                Some(marker) => UniversalOutcome::Unsolvable {
                    marker,
                    explanation: explanation(facts, request, environment),
                },
                None => UniversalOutcome::Stopped(Stop::OutOfSpace),
            }
        }
    }
}

/// Why the environment has no solution.
fn explanation(
    facts: &ReleaseFacts,
    request: &Request,
    environment: MarkerEnvironment,
) -> Option<Box<Explanation>> {
    if let Some(explanation) = two_places(request, &environment) {
        return Some(Box::new(explanation));
    }
    let (facts, request) = at(facts, request, environment);
    match resolve(&facts, &request) {
        ResolveOutcome::Unsolvable(explanation) => Some(explanation),
        _ => None,
    }
}

/// That lines which hold in the environment name one package at several URLs.
fn two_places(request: &Request, environment: &MarkerEnvironment) -> Option<Explanation> {
    let holds = |line: &RootRequirement| {
        line.requirement.marker().is_none_or(|marker| marker.evaluate(environment, &[]).unwrap_or(true))
    };
    let requirements = request.requirements.iter().enumerate();
    let requirements = requirements.map(|(position, line)| (PremiseKind::Requirement(position), line));
    let constraints = request.constraints.iter().enumerate();
    let constraints = constraints.map(|(position, line)| (PremiseKind::Constraint(position), line));
    let mut lines: Vec<(PremiseKind, &RootRequirement)> = requirements.chain(constraints).collect();
    lines.retain(|(_, line)| line.requirement.url().is_some() && holds(line));
    let (_, first) = lines.iter().find(|(_, line)| {
        let is_other = |(_, other): &(PremiseKind, &RootRequirement)| {
            let (one, other) = (&line.requirement, &other.requirement);
            one.name() == other.name() && one.url() != other.url()
        };
        lines.iter().any(is_other)
    })?;
    let name = first.requirement.name().clone();
    lines.retain(|(_, line)| *line.requirement.name() == name);
    let premise = |(kind, line): (PremiseKind, &RootRequirement)| Premise {
        kind,
        text: line.requirement.to_string(),
        source: Some(line.source.clone()),
    };
    Some(Explanation {
        conflict: lines.into_iter().map(premise).collect(),
        is_minimal: true,
        because: vec![format!("{name} cannot come from several places")],
        derivation: Vec::new(),
        repairs: Vec::new(),
        repairs_are_complete: false,
    })
}

/// The request for the environment alone, and the facts with what comes from URLs there.
fn at<'a>(
    facts: &'a ReleaseFacts,
    request: &Request,
    environment: MarkerEnvironment,
) -> (Cow<'a, ReleaseFacts>, Request) {
    let mut request = Request { environment, wheels: None, ..request.clone() };
    let mut facts = Cow::Borrowed(facts);
    for artefact in std::mem::take(&mut request.partial_artefacts) {
        if artefact.marker.evaluate(&request.environment, &[]).unwrap_or(true) {
            let releases = [(artefact.version, artefact.release)].into();
            facts.to_mut().packages.insert(artefact.name.clone(), PackageFacts::Releases(releases));
            request.artefacts.insert(artefact.name, artefact.url);
        }
    }
    (facts, request)
}
