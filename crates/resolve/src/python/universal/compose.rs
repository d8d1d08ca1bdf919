//! Putting an answer together package by package, where too many environments differ to solve each by itself.
//!
//! Independent markers multiply environments but not versions: thirty packages that differ by one marker each are sixty
//! pins and 2^30 environments. A package's version is given to all environments that agree on what ruled out the versions
//! before it, and on what limits it. Then the whole is walked from the roots, as sets: where a package has no version yet, or
//! one that a requirement does not take, an environment is solved by itself. What was solved by itself always wins, so
//! every round settles environments that were wrong, and the result holds everywhere.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::{Failed, Preference, Search, Solved};
use super::diagram::Set;
use super::prepared::Prepared;
use super::run::Answer;
use super::solution::Chosen;
use super::space::Space;
use crate::bits;
use crate::solver::Stop;

/// The most environments that are solved by themselves on the way.
const MOST_ROUNDS: usize = 2_000;

/// The environments of each version, by package.
type Cells = BTreeMap<u32, Vec<(u32, Set)>>;

impl Search<'_, '_> {
    pub(super) fn compose(
        &mut self,
        answers: &[Answer],
        mut preferred: Option<Preference>,
    ) -> Result<Chosen, Failed> {
        let mut exact = Cells::new();
        let mut settled = Set::NONE;
        for answer in answers {
            settle(self.prepared, &mut self.space, answer, &mut exact, &mut settled);
        }
        let mut loose = Cells::new();
        for _ in 0..MOST_ROUNDS {
            let cells = joined(&mut self.space, &exact, &loose, settled);
            let wrong = match walk(self.prepared, &mut self.space, &cells) {
                Ok(chosen) => return Ok(chosen),
                Err(wrong) => wrong,
            };
            match self.solve(wrong, &mut preferred, true)? {
                Solved::Missing(facts, _) => return Err(Failed::Missing(facts.into_iter().collect())),
                Solved::Answer(answer) => {
                    settle(self.prepared, &mut self.space, &answer, &mut exact, &mut settled);
                    spread(self.prepared, &mut self.space, &answer, &mut loose);
                }
            }
        }
        Err(Failed::Stopped(Stop::OutOfSteps))
    }
}

/// Gives the answer to the environments that surely have it.
fn settle(prepared: &Prepared<'_>, space: &mut Space, answer: &Answer, exact: &mut Cells, settled: &mut Set) {
    let region = space.diagrams.without(answer.region, *settled);
    for (node, version) in own(prepared, answer) {
        give(space, exact, node, version, region);
    }
    *settled = space.diagrams.or(*settled, region);
}

fn own<'p>(prepared: &'p Prepared<'_>, answer: &'p Answer) -> impl Iterator<Item = (u32, u32)> + 'p {
    answer.chosen.iter().copied().filter(|(node, _)| prepared.nodes[*node as usize].1.is_none())
}

fn give(space: &mut Space, cells: &mut Cells, node: u32, version: u32, region: Set) {
    let of_node = cells.entry(node).or_default();
    let mut is_there = false;
    for (other, cell) in of_node.iter_mut() {
        is_there |= *other == version;
        *cell = if *other == version {
            space.diagrams.or(*cell, region)
        } else {
            space.diagrams.without(*cell, region)
        };
    }
    if !is_there {
        of_node.push((version, region));
    }
}

/// Gives each version to the environments in which it rests on the same.
fn spread(prepared: &Prepared<'_>, space: &mut Space, answer: &Answer, loose: &mut Cells) {
    let version_of: BTreeMap<u32, u32> = own(prepared, answer).collect();
    for (node, region) in &answer.parts {
        if let Some(version) = version_of.get(node) {
            give(space, loose, *node, *version, *region);
        }
    }
}

/// What was solved by itself, and elsewhere what was spread.
fn joined(space: &mut Space, exact: &Cells, loose: &Cells, settled: Set) -> Cells {
    let mut cells = exact.clone();
    for (node, of_node) in loose {
        for (version, region) in of_node {
            let region = space.diagrams.without(*region, settled);
            give(space, &mut cells, *node, *version, region);
        }
    }
    cells
}

/// What is needed where, as far as it was followed, and environments in which the cells are wrong.
struct Walk<'w> {
    prepared: &'w Prepared<'w>,
    cells: &'w Cells,
    needed: BTreeMap<u32, Set>,
    queue: BTreeSet<u32>,
    wrong: Vec<Set>,
}

impl Walk<'_> {
    /// The versions of the node that the words do not take, in these environments, are wrong.
    fn limit(&mut self, space: &mut Space, node: u32, there: Set, allowed: u32) {
        let words = &self.prepared.words[allowed as usize];
        for (version, region) in self.cells.get(&self.prepared.own(node)).into_iter().flatten() {
            if !bits::has_bit(words, *version + 1) {
                let both = space.diagrams.and(there, *region);
                self.wrong.extend(Some(both).filter(|both| !both.is_none()));
            }
        }
    }

    fn require(&mut self, space: &mut Space, target: u32, there: Set, allowed: u32) {
        self.limit(space, target, there, allowed);
        // An extra needs its package.
        for node in [target, self.prepared.own(target)] {
            let known = self.needed.get(&node).copied().unwrap_or(Set::NONE);
            let more = space.diagrams.or(known, there);
            if more != known {
                self.needed.insert(node, more);
                self.queue.insert(node);
            }
        }
    }
}

/// Walks from the roots. The environments of each version that is needed, or some in which the cells are wrong.
fn walk(prepared: &Prepared<'_>, space: &mut Space, cells: &Cells) -> Result<Chosen, Set> {
    let (needed, queue, wrong) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
    let mut walk = Walk { prepared, cells, needed, queue, wrong };
    for root in &prepared.roots {
        walk.require(space, root.target, prepared.condition(root.condition), root.allowed);
    }
    let mut chosen = Chosen::new();
    while let Some(node) = walk.queue.pop_first() {
        let under = walk.needed[&node];
        for (version, region) in cells.get(&prepared.own(node)).into_iter().flatten() {
            let here = space.diagrams.and(under, *region);
            if here.is_none() {
                continue;
            }
            chosen.insert((node, *version), here);
            for edge in prepared.edges_at(node, *version) {
                let there = space.diagrams.and(here, prepared.condition(edge.condition));
                if !there.is_none() {
                    walk.require(space, edge.target, there, edge.allowed);
                }
            }
        }
    }
    for constraint in &prepared.constraints {
        let under = walk.needed.get(&constraint.target).copied().unwrap_or(Set::NONE);
        let under = space.diagrams.and(under, prepared.condition(constraint.condition));
        walk.limit(space, constraint.target, under, constraint.allowed);
    }
    let Walk { needed, mut wrong, .. } = walk;
    for (node, under) in &needed {
        let own = prepared.own(*node);
        let regions = cells.get(&own).into_iter().flatten().map(|(_, region)| *region).collect();
        let covered = space.diagrams.any(regions);
        let open = space.diagrams.without(*under, covered);
        if !open.is_none() {
            wrong.push(open);
        }
        for (version, region) in cells.get(&own).into_iter().flatten() {
            let here = space.diagrams.and(*under, *region);
            let stuck = space.diagrams.without(here, prepared.runs(own, *version));
            if !stuck.is_none() {
                wrong.push(stuck);
            }
        }
    }
    // One environment that is wrong in many ways settles them all.
    let mut wrong = wrong.into_iter();
    let Some(mut together) = wrong.next() else { return Ok(chosen) };
    for set in wrong {
        let both = space.diagrams.and(together, set);
        if !both.is_none() {
            together = both;
        }
    }
    Err(together)
}

#[cfg(test)]
mod tests {
    use haggle_spec::release::{PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
    use haggle_spec::{MarkerEnvironment, MarkerVariable, PackageName, Platform};
    use haggle_testkit::resolver::{MarkerProblem, marker_problem};

    use crate::python::request::{Request, SourceLocation};
    use crate::python::universal::outcome::{ForkStrategy, UniversalOutcome};
    use crate::python::universal::resolve::resolve_alone_up_to;
    use crate::python::universal::scope::Environments;
    use crate::python::universal::solution::UniversalSolution;

    fn facts(problem: &MarkerProblem) -> ReleaseFacts {
        let mut facts = ReleaseFacts::default();
        for (name, releases) in &problem.packages {
            let releases = releases.iter().map(|release| {
                let requirements = release.requires.iter().map(|text| text.parse().unwrap()).collect();
                let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
                let requires_python = release.requires_python.as_ref().map(|text| text.parse().unwrap());
                (
                    release.version.parse().unwrap(),
                    Release { metadata, requires_python, ..Release::default() },
                )
            });
            let releases = PackageFacts::Releases(releases.collect());
            facts.packages.insert(PackageName::new(name).unwrap(), releases);
        }
        facts
    }

    fn solved(problem: &MarkerProblem, most_alone: usize) -> Option<Box<UniversalSolution>> {
        let place = || SourceLocation::new("requirements.txt", 1);
        let mut request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux));
        for text in &problem.requires {
            request = request.require(text.parse().unwrap(), place());
        }
        for text in &problem.constraints {
            request = request.constrain(text.parse().unwrap(), place());
        }
        let environments = Environments::pythons(problem.pythons.parse().unwrap());
        let strategy = ForkStrategy::RequiresPython;
        match resolve_alone_up_to(most_alone, &facts(problem), &request, &environments, strategy, None) {
            UniversalOutcome::Solved(solution) => Some(solution),
            _ => None,
        }
    }

    #[test]
    fn composed_versions_are_those_of_environments_alone() {
        let mut n_compared = 0;
        for seed in 0..300 {
            let problem = marker_problem(seed);
            let (Some(alone), Some(composed)) = (solved(&problem, usize::MAX), solved(&problem, 1)) else {
                continue;
            };
            if !composed.is_composed() {
                continue;
            }
            for python in ["3.9.1", "3.10.4", "3.11.2", "3.11.9", "3.12.1", "3.13.0"] {
                for platform in [Platform::Linux, Platform::MacOs, Platform::Windows] {
                    let environment = MarkerEnvironment::new(python, platform)
                        .with(MarkerVariable::PlatformMachine, if seed % 2 == 0 { "x86_64" } else { "arm64" })
                        .with(MarkerVariable::PlatformRelease, "19.6.0");
                    let pins = |of: &UniversalSolution| of.in_environment(&environment);
                    assert_eq!(pins(&composed), pins(&alone), "seed {seed}: {environment:?} {problem:?}");
                    n_compared += usize::from(pins(&alone).is_some());
                }
            }
        }
        assert!(n_compared > 500, "{n_compared} compared");
    }
}
