//! The oracle: tries every version in the documented order and checks each requirement by itself.

use super::{Problem, contains};

/// What the oracle found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The first solution in order: the version of each package that is there.
    Solution(Vec<(usize, u32)>),
    /// Every choice was tried.
    NoSolution,
    /// The budget of tries ran out.
    TooHard,
}

/// The first solution in the order of decisions: roots first, then what the decided versions require, layer by layer,
/// within a layer by number, highest version first. It learns nothing and narrows nothing.
pub fn first_solution(problem: &Problem, tries: u64) -> Answer {
    let mut layer: Vec<usize> = problem.roots.iter().map(|(package, _)| *package).collect();
    layer.sort_unstable();
    layer.dedup();
    let mut search = Search { problem, chosen: vec![None; problem.n_versions.len()], tries };
    if search.decide(&layer, 0, &layer) {
        let chosen = search.chosen.iter().enumerate();
        return Answer::Solution(
            chosen.filter_map(|(package, version)| Some((package, (*version)?))).collect(),
        );
    }
    if search.tries == 0 { Answer::TooHard } else { Answer::NoSolution }
}

struct Search<'a> {
    problem: &'a Problem,
    chosen: Vec<Option<u32>>,
    tries: u64,
}

impl Search<'_> {
    /// Decides `layer[position..]` and everything that follows; `known` is every package discovered so far.
    fn decide(&mut self, layer: &[usize], position: usize, known: &[usize]) -> bool {
        let Some(package) = layer.get(position).copied() else {
            let mut next: Vec<usize> = Vec::new();
            for source in layer {
                let version = self.chosen[*source].expect("the layer is decided");
                let edges = &self.problem.edges[*source][version as usize];
                next.extend(edges.iter().map(|(target, _)| *target).filter(|target| !known.contains(target)));
            }
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return true;
            }
            let known: Vec<usize> = known.iter().chain(&next).copied().collect();
            return self.decide(&next, 0, &known);
        };
        for version in (0..self.problem.n_versions[package]).rev() {
            if self.tries == 0 {
                return false;
            }
            self.tries -= 1;
            self.chosen[package] = Some(version);
            if self.fits(package, version) && self.decide(layer, position + 1, known) {
                return true;
            }
            self.chosen[package] = None;
        }
        false
    }

    fn fits(&self, package: usize, version: u32) -> bool {
        let clauses = self.problem.roots.iter().chain(&self.problem.limits);
        let within =
            clauses.filter(|(about, _)| *about == package).all(|(_, ranges)| contains(ranges, version));
        let out = self.problem.edges[package][version as usize]
            .iter()
            .all(|(target, ranges)| self.chosen[*target].is_none_or(|chosen| contains(ranges, chosen)));
        let into = self.chosen.iter().enumerate().all(|(source, chosen)| {
            chosen.is_none_or(|chosen| {
                let edges = &self.problem.edges[source][chosen as usize];
                edges
                    .iter()
                    .filter(|(target, _)| *target == package)
                    .all(|(_, ranges)| contains(ranges, version))
            })
        });
        within && out && into
    }
}

/// Checks a solution by itself: roots are there, limits and edges are met, and nothing is there without a reason.
pub fn check_solution(problem: &Problem, solution: &[(usize, u32)]) -> Result<(), String> {
    let mut chosen = vec![None; problem.n_versions.len()];
    for (package, version) in solution {
        if *version >= problem.n_versions[*package] || chosen[*package].replace(*version).is_some() {
            return Err(format!("package {package} has no one version {version}"));
        }
    }
    let mut reached: Vec<usize> = Vec::new();
    for (package, ranges) in &problem.roots {
        if !chosen[*package].is_some_and(|version| contains(ranges, version)) {
            return Err(format!("root {package} is not met"));
        }
        reached.push(*package);
    }
    for (package, ranges) in &problem.limits {
        if !chosen[*package].is_none_or(|version| contains(ranges, version)) {
            return Err(format!("the limit on {package} is broken"));
        }
    }
    let mut is_reached = vec![false; problem.n_versions.len()];
    while let Some(package) = reached.pop() {
        if std::mem::replace(&mut is_reached[package], true) {
            continue;
        }
        let Some(version) = chosen[package] else { return Err(format!("package {package} is missing")) };
        for (target, ranges) in &problem.edges[package][version as usize] {
            if !chosen[*target].is_some_and(|version| contains(ranges, version)) {
                return Err(format!("the edge of {package} {version} to {target} is not met"));
            }
            reached.push(*target);
        }
    }
    match solution.iter().find(|(package, _)| !is_reached[*package]) {
        Some((package, _)) => Err(format!("nothing asks for package {package}")),
        None => Ok(()),
    }
}
