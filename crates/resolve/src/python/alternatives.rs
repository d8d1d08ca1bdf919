//! Several newest answers, where there is more than one: of two packages that exclude each other's newest version, one answer
//! has the one and one has the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use haggle_spec::PackageName;
use haggle_spec::release::{MissingFact, ReleaseFacts};

use super::climb::{Climb, Floors, version_of};
use super::explanation::Explanation;
use super::lower::Lowered;
use super::outcome::{ResolveOutcome, Solution};
use super::request::Request;
use super::resolve::resolve_until;
use super::search::Found;
use crate::solver::{Control, Stop};
use crate::table::{PackageId, TableError};

/// The most solutions that are looked for on the way.
const MOST_SOLVES: usize = 400;

/// Answers of which none is better than another.
#[derive(Debug, Clone)]
pub struct Alternatives {
    /// The answers, the one of [`resolve`](super::resolve) first, then those that are found by asking for better versions of one
    /// package, and so on.
    pub solutions: Vec<Solution>,
    /// The packages that the request names and whose versions differ between the answers.
    pub differing: Vec<PackageName>,
    /// Whether there are no others.
    pub is_all: bool,
}

/// The answer to [`alternatives`].
#[derive(Debug, Clone)]
#[must_use]
pub enum AlternativesOutcome {
    /// At least one answer.
    Found(Alternatives),
    /// There is none, and this is why.
    Unsolvable(Box<Explanation>),
    /// The answer depends on facts that nobody has asked for yet. Sorted, without repetition.
    Missing(Vec<MissingFact>),
    /// The search was stopped.
    Stopped(Stop),
}

/// At most so many answers, of which none is better than another: no answer has a better version of one package that the
/// request names, and of each other such package one that is as good (they are Pareto optimal).
///
/// Law: each answer is the first one, in the order of [`resolve`](super::resolve), among those that have at least its versions.
///
/// Costs one search for each answer and for each package that some answer could have better.
pub fn alternatives(
    facts: &ReleaseFacts,
    request: &Request,
    most: usize,
    cancelled: Option<&AtomicBool>,
) -> AlternativesOutcome {
    let plain = Request { priorities: Vec::new(), ..request.clone() };
    match resolve_until(facts, &plain, cancelled) {
        ResolveOutcome::Solved(_) => {}
        ResolveOutcome::Unsolvable(explanation) => return AlternativesOutcome::Unsolvable(explanation),
        ResolveOutcome::Missing(missing) => return AlternativesOutcome::Missing(missing),
        ResolveOutcome::Stopped(stop) => return AlternativesOutcome::Stopped(stop),
    }
    let control = Control { max_steps: request.max_steps, cancelled };
    look(facts, &plain, most.max(1), control).unwrap_or(AlternativesOutcome::Stopped(Stop::OutOfSpace))
}

fn look(
    facts: &ReleaseFacts,
    request: &Request,
    most: usize,
    control: Control<'_>,
) -> Result<AlternativesOutcome, TableError> {
    let lowered = Lowered::new(facts, request)?;
    let table = Rc::clone(&lowered.table);
    let mut climb = Climb::new(lowered, request, &table, control);
    let names: BTreeSet<&PackageName> =
        request.requirements.iter().map(|line| line.requirement.name()).collect();
    let named: BTreeMap<PackageId, u32> =
        names.iter().filter_map(|name| climb.node(name)).map(|node| (node, climb.best(node))).collect();
    let mut found: Vec<(Floors, Solution)> = Vec::new();
    let mut missing = BTreeSet::new();
    let mut queue = VecDeque::from([Floors::new()]);
    let mut seen = BTreeSet::new();
    let mut n_solves = 0;
    while let Some(floors) = queue.pop_front().filter(|_| found.len() < most && n_solves < MOST_SOLVES) {
        let lies_above = |(versions, _): &&(Floors, Solution)| {
            floors.iter().all(|(node, floor)| versions.get(node).is_some_and(|version| version >= floor))
        };
        let versions = if let Some((versions, _)) = found.iter().find(lies_above) {
            versions.clone()
        } else {
            n_solves += 1;
            match climb.solve(&floors)? {
                Found::Solved(chosen) => {
                    let version = |node: &PackageId| Some((*node, version_of(&chosen, *node)?));
                    let versions: Floors = named.keys().filter_map(version).collect();
                    found.push((versions.clone(), climb.solution(&chosen)));
                    versions
                }
                Found::Missing(facts) => {
                    missing.extend(facts);
                    continue;
                }
                Found::Unsolvable => continue,
                Found::Stopped(stop) => return Ok(AlternativesOutcome::Stopped(stop)),
            }
        };
        // An answer that this one is not better than has a better version of some package.
        for (node, version) in versions.iter().filter(|(node, version)| named[*node] > **version) {
            let mut higher = floors.clone();
            higher.insert(*node, version + 1);
            if seen.insert(higher.clone()) {
                queue.push_back(higher);
            }
        }
    }
    if !missing.is_empty() {
        return Ok(AlternativesOutcome::Missing(missing.into_iter().collect()));
    }
    let solutions: Vec<Solution> = found.into_iter().map(|(_, solution)| solution).collect();
    let version =
        |solution: &Solution, name: &PackageName| solution.pins.get(name).map(|pin| pin.version.clone());
    let differs = |name: &&&PackageName| {
        solutions.iter().any(|solution| version(solution, name) != version(&solutions[0], name))
    };
    let differing = names.iter().filter(differs).map(|name| (*name).clone()).collect();
    let is_all = queue.is_empty() && n_solves < MOST_SOLVES && solutions.len() < most;
    Ok(AlternativesOutcome::Found(Alternatives { solutions, differing, is_all }))
}
