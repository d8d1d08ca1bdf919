//! Python packages: release facts and a request in, a solution, an explanation or the missing facts out.

mod candidates;
mod explain;
mod explanation;
mod lower;
mod outcome;
mod ranges;
mod request;
mod requirements;
mod target;
mod universal;
mod why_not;

pub use candidates::Policy;
pub use explanation::{
    DerivationReason, DerivationStep, DerivationTerm, Explanation, Premise, PremiseKind, Repair,
    RepairAction, RepairEdit,
};
pub use outcome::{
    Edge, Pin, PinRequirements, Requirer, ResolveOutcome, Resolved, Solution, SolutionDifference, Warning,
    WarningKind,
};
pub use request::{
    BuildPolicy, Names, PrereleasePolicy, Request, Resolution, RootRequirement, SourceLocation,
    SuppliedRelease, VersionPreference,
};
pub use target::{PythonVersion, Target, TargetError, TargetErrorKind, TargetPlatform};
pub use universal::{ForkStrategy, UniversalOutcome, UniversalPin, UniversalSolution, resolve_universal};
pub use why_not::{WhyNot, why_not};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use haggle_spec::release::{MissingFact, Release, ReleaseFacts, ReleaseId, ReleaseMetadata};
use haggle_spec::{ExtraName, PackageName, Prereleases, Version};

use crate::solver::{Control, SolveVerdict, Solver, Stop};
use crate::table::PackageId;
use candidates::Candidates;
use lower::Lowered;
use requirements::Wanted;

/// Resolves the request over the facts.
///
/// Nothing is fetched. Where the answer depends on facts that were not asked for, it is [`ResolveOutcome::Missing`]: fetch these
/// and ask again. A solution and an explanation are final: more facts change neither.
///
/// Laws: the order of requirements and constraints changes nothing; facts that cannot be reached change nothing; asking
/// again with what was missing ends with the answer that all facts give up front.
///
/// ```
/// use haggle_resolve::python::{Request, ResolveOutcome, SourceLocation, resolve};
/// use haggle_spec::release::{MissingFact, ReleaseFacts, PackageFacts, Release, ReleaseMetadata};
/// use haggle_spec::{MarkerEnvironment, PackageName, Platform};
///
/// let name = PackageName::new("castellan")?;
/// let request = Request::new(MarkerEnvironment::new("3.12.4", Platform::Linux))
///     .require("castellan>=5".parse()?, SourceLocation::new("requirements.txt", 7));
/// let mut facts = ReleaseFacts::default();
/// let ResolveOutcome::Missing(missing) = resolve(&facts, &request) else { panic!() };
/// assert_eq!(missing, [MissingFact::Versions(name.clone())]);
///
/// let metadata = ReleaseMetadata::Known { requirements: Vec::new(), provides_extra: Vec::new() };
/// let release = Release { metadata, ..Release::default() };
/// facts.packages.insert(name.clone(), PackageFacts::Releases([("5.1.0".parse()?, release)].into()));
/// let ResolveOutcome::Solved(solution) = resolve(&facts, &request) else { panic!() };
/// assert_eq!(solution.pins[&name].version, "5.1.0".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve(facts: &ReleaseFacts, request: &Request) -> ResolveOutcome {
    resolve_until(facts, request, None)
}

/// The same as [`resolve`], stopped when the flag is set from another thread.
pub fn resolve_until(
    facts: &ReleaseFacts,
    request: &Request,
    cancelled: Option<&AtomicBool>,
) -> ResolveOutcome {
    resolve_asking(facts, request, None, cancelled)
}

/// The same, where the requirement at the position `question` is what is asked for: no repair touches it.
fn resolve_asking(
    facts: &ReleaseFacts,
    request: &Request,
    question: Option<usize>,
    cancelled: Option<&AtomicBool>,
) -> ResolveOutcome {
    let Ok(lowered) = Lowered::new(facts, request) else { return ResolveOutcome::Stopped(Stop::OutOfSpace) };
    let control = Control { max_steps: request.max_steps, cancelled };
    let mut solver = Solver::new(&lowered.table);
    match solver.solve(&lowered.query, &control) {
        SolveVerdict::Solved(chosen) => {
            let missing = missing(&lowered, &chosen);
            if missing.is_empty() {
                ResolveOutcome::Solved(solution(&lowered, request, &chosen, solver.n_steps()))
            } else {
                ResolveOutcome::Missing(missing)
            }
        }
        SolveVerdict::Unsolvable => {
            match explain::explain(&lowered, request, question, &mut solver, &control) {
                Ok(explanation) => ResolveOutcome::Unsolvable(Box::new(explanation)),
                Err(stop) => ResolveOutcome::Stopped(stop),
            }
        }
        SolveVerdict::Stopped(stop) => ResolveOutcome::Stopped(stop),
    }
}

/// The version of the package that the request by itself would have first: the best one that its requirements,
/// constraints and policies allow. What fetches facts asks for the metadata of this version along with the list, and so
/// saves a round; the answer of [`resolve`] does not depend on it.
pub fn first_choice(facts: &ReleaseFacts, request: &Request, name: &PackageName) -> Option<Version> {
    let candidates = Candidates::of(name, facts, request);
    let lines: Vec<_> = request.requirements.iter().chain(&request.constraints).collect();
    let allows = |version: &Version| {
        lines.iter().filter(|line| line.requirement.name() == name).all(|line| {
            let applies = line
                .requirement
                .marker()
                .is_none_or(|marker| marker.evaluate(&request.environment, &[]).unwrap_or(true));
            !applies || line.requirement.specifiers().contains(version, Prereleases::Allow)
        })
    };
    let best = (0..candidates.versions.len())
        .rev()
        .find(|position| candidates.is_usable(*position) && allows(candidates.versions[*position].0));
    best.map(|position| candidates.versions[position].0.clone())
}

/// The stand-ins that the choice touches.
fn missing(lowered: &Lowered<'_>, chosen: &[(PackageId, u32)]) -> Vec<MissingFact> {
    let mut missing = BTreeSet::new();
    for (node, version) in chosen {
        let (name, _) = lowered.nodes[node.index()];
        match lowered.version(*node, *version) {
            None => {
                missing.insert(MissingFact::Versions(name.clone()));
            }
            Some((version, release)) => {
                if lower::is_unfetched(release) && lowered.requirements.supplied(name, version).is_none() {
                    missing.insert(MissingFact::Metadata(ReleaseId::new(name.clone(), version.clone())));
                }
            }
        }
    }
    missing.into_iter().collect()
}

fn solution<'a>(
    lowered: &Lowered<'a>,
    request: &'a Request,
    chosen: &[(PackageId, u32)],
    n_steps: u64,
) -> Solution {
    let mut solution = Solution { pins: BTreeMap::new(), edges: Vec::new(), warnings: Vec::new(), n_steps };
    let mut found = Vec::new();
    for (position, root) in request.requirements.iter().enumerate() {
        lowered.requirements.of_root(&root.requirement, &mut found);
        let requirer = Requirer::Root(position, root.source.clone());
        add_edges(&mut solution, &requirer, &found, request);
    }
    for (node, version) in chosen {
        let (name, extra) = lowered.nodes[node.index()];
        let Some((version, release)) = lowered.version(*node, *version) else { continue };
        let requirer = Requirer::Package(name.clone(), extra.cloned());
        let pin = solution.pins.entry(name.clone()).or_insert_with(|| Pin {
            version: version.clone(),
            extras: BTreeSet::new(),
            requirements: match &release.metadata {
                _ if lowered.requirements.supplied(name, version).is_some() => PinRequirements::Supplied,
                ReleaseMetadata::Unknown { reason } => PinRequirements::Unknown { reason: reason.clone() },
                ReleaseMetadata::Known { .. } | ReleaseMetadata::Unfetched => PinRequirements::Known,
            },
        });
        if let Some(extra) = extra {
            pin.extras.insert(extra.clone());
            if !declares(request, name, version, release, extra) {
                let requirement =
                    haggle_spec::Requirement::new(name.clone(), haggle_spec::SpecifierSet::new());
                let kind = WarningKind::NoSuchExtra(extra.clone());
                solution.warnings.push(Warning { requirer: requirer.clone(), requirement, kind });
            }
        }
        lowered.requirements.of_release(name, version, release, extra, &mut found);
        add_edges(&mut solution, &requirer, &found, request);
    }
    solution
}

/// Whether the release has the extra, as far as that is known.
fn declares(
    request: &Request,
    name: &PackageName,
    version: &Version,
    release: &Release,
    extra: &ExtraName,
) -> bool {
    if let Some(supplied) = request.supplied_release(name, version) {
        return supplied.provides_extra.as_ref().is_none_or(|extras| extras.contains(extra));
    }
    match &release.metadata {
        ReleaseMetadata::Known { provides_extra, .. } => provides_extra.contains(extra),
        ReleaseMetadata::Unknown { .. } | ReleaseMetadata::Unfetched => true,
    }
}

fn add_edges(solution: &mut Solution, requirer: &Requirer, found: &[Wanted<'_>], request: &Request) {
    for wanted in found {
        let requirement = wanted.to_requirement();
        let mut warn = |kind| {
            solution.warnings.push(Warning {
                requirer: requirer.clone(),
                requirement: requirement.clone(),
                kind,
            });
        };
        if requirement.url().is_some() {
            warn(WarningKind::DirectUrl);
        }
        if let Some(error) =
            requirement.marker().and_then(|marker| marker.evaluate(&request.environment, &[]).err())
        {
            warn(WarningKind::MarkerWithoutValue(error.to_string()));
        }
        let target = wanted.requirement.name().clone();
        solution.edges.push(Edge { requirer: requirer.clone(), target, requirement });
    }
}
