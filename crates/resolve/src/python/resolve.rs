//! Resolving for one environment: lower, solve, read back.

use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use haggle_spec::release::{MissingFact, PackageFacts, ReleaseFacts, ReleaseId};
use haggle_spec::{PackageName, Prereleases, Version};

use super::candidates::Candidates;
use super::climb::Climb;
use super::explain;
use super::installed::fact_of;
use super::lower::Lowered;
use super::outcome::ResolveOutcome;
use super::request::Request;
use super::search::{Found, search};
use super::shared_sets::SharedSets;
use super::solution::solution;
use crate::solver::{Control, Solver, Stop};

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

/// The same as [`resolve`] where nobody reads why there is no solution: then the explanation is empty.
pub fn solve(facts: &ReleaseFacts, request: &Request) -> ResolveOutcome {
    solve_sharing(facts, request, &SharedSets::default())
}

/// The same as [`solve`] where it is asked for again as facts come: what one search finds out about lists, the next one has from it.
pub fn solve_sharing(facts: &ReleaseFacts, request: &Request, shared: &SharedSets) -> ResolveOutcome {
    resolve_explained(facts, request, Explained::Not, None, shared)
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
pub(super) fn resolve_asking(
    facts: &ReleaseFacts,
    request: &Request,
    question: Option<usize>,
    cancelled: Option<&AtomicBool>,
) -> ResolveOutcome {
    resolve_explained(facts, request, Explained::For(question), cancelled, &SharedSets::default())
}

/// Whether it is said why there is no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Explained {
    Not,
    /// No repair touches the requirement at this position, if any.
    For(Option<usize>),
}

fn resolve_explained(
    facts: &ReleaseFacts,
    request: &Request,
    explained: Explained,
    cancelled: Option<&AtomicBool>,
    shared: &SharedSets,
) -> ResolveOutcome {
    let Ok(mut lowered) = Lowered::sharing(facts, request, shared) else {
        return ResolveOutcome::Stopped(Stop::OutOfSpace);
    };
    let control = Control { max_steps: request.max_steps, cancelled };
    let table = Rc::clone(&lowered.table);
    let mut solver = Solver::new(&table);
    let found = match search(&mut lowered, &mut solver, &control) {
        found @ Found::Solved(_) if !request.priorities.is_empty() => {
            let Ok(lowered) = Lowered::sharing(facts, request, shared) else {
                return ResolveOutcome::Stopped(Stop::OutOfSpace);
            };
            let mut climb = Climb::new(lowered, request, &table, control);
            match climb.prefer(&request.priorities, found) {
                Ok(Found::Solved(chosen)) => return ResolveOutcome::Solved(climb.solution(&chosen)),
                Ok(other) => other,
                Err(_) => return ResolveOutcome::Stopped(Stop::OutOfSpace),
            }
        }
        found => found,
    };
    match found {
        Found::Solved(chosen) => {
            ResolveOutcome::Solved(solution(&lowered, request, &chosen, solver.n_steps()))
        }
        Found::Missing(missing) => ResolveOutcome::Missing(missing),
        Found::Unsolvable => {
            let Explained::For(question) = explained else {
                return ResolveOutcome::Unsolvable(Box::default());
            };
            match explain::explain(facts, &lowered, request, question, &mut solver, &control) {
                Ok(explanation) => ResolveOutcome::Unsolvable(Box::new(explanation)),
                Err(stop) => ResolveOutcome::Stopped(stop),
            }
        }
        Found::Stopped(stop) => ResolveOutcome::Stopped(stop),
    }
}

/// The version of the package that the request by itself would have first: the best one that its requirements,
/// constraints and policies allow. What fetches facts asks for the metadata of this version along with the list, and so
/// saves a round; the answer of [`resolve`] does not depend on it.
pub fn first_choice(facts: &ReleaseFacts, request: &Request, name: &PackageName) -> Option<Version> {
    choices(facts, request, name, |_| true).pop()
}

/// The fact that has the requirements which the request's target gets with the release; none for a release that is not known.
pub fn metadata_fact(facts: &ReleaseFacts, request: &Request, release: &ReleaseId) -> Option<MissingFact> {
    match facts.packages.get(&release.name)? {
        PackageFacts::Releases(releases) => {
            Some(fact_of(request, release.clone(), releases.get(&release.version)?))
        }
        PackageFacts::Unavailable { .. } => None,
    }
}

/// The versions that the request by itself would have after this one, best first: what fetches facts asks for them ahead where
/// one release after another does not fit.
pub fn next_choices(
    facts: &ReleaseFacts,
    request: &Request,
    name: &PackageName,
    after: &Version,
) -> Vec<Version> {
    let mut is_worse = true;
    let mut worse = choices(facts, request, name, |version| {
        is_worse &= version != after;
        is_worse
    });
    worse.reverse();
    worse
}

/// The versions that the request itself allows, best last, as long as they are counted.
fn choices(
    facts: &ReleaseFacts,
    request: &Request,
    name: &PackageName,
    mut is_counted: impl FnMut(&Version) -> bool,
) -> Vec<Version> {
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
    let positions = (0..candidates.versions.len()).filter(|position| {
        let version = candidates.versions[*position].0;
        is_counted(version) && candidates.is_usable(*position) && allows(version)
    });
    positions.map(|position| candidates.versions[position].0.clone()).collect()
}
