//! The environments of an answer in parts, each with what is installed there and why: questions are about one of them.

use std::collections::BTreeSet;

use haggle_spec::{MarkerEnvironment, PackageName};

use super::diagram::Set;
use super::solution::UniversalSolution;
use super::space::Space;
use super::words::words;
use crate::python::outcome::{Pin, Solution};

/// The most parts that an answer is put into.
const MOST_PARTS: usize = 500;

/// Environments in which an answer has the same packages for the same reasons.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SolutionPart {
    /// What is installed there, and who requires what.
    pub solution: Solution,
    /// One of the environments.
    pub environment: MarkerEnvironment,
    region: Set,
}

/// The parts of an answer: see [`UniversalSolution::parts`].
#[derive(Debug, Clone)]
pub struct SolutionParts {
    space: Space,
    parts: Vec<SolutionPart>,
}

impl SolutionParts {
    /// The parts.
    ///
    /// Law: each environment that was asked for is in exactly one.
    pub fn parts(&self) -> &[SolutionPart] {
        &self.parts
    }

    /// A marker that holds, of the environments that were asked for, in those of the parts at these positions; empty where these are
    /// all. `None` where it takes too many comparisons.
    pub fn marker(&mut self, positions: &[usize]) -> Option<String> {
        let regions = positions.iter().filter_map(|position| Some(self.parts.get(*position)?.region));
        let region = self.space.diagrams.any(regions.collect());
        words(&mut self.space, region)
    }
}

impl UniversalSolution {
    /// The environments in parts: within one, the pins, and what requires them, are the same, and so are the markers that the
    /// request tells apart. `None` where there are more than some hundred.
    pub fn parts(&self) -> Option<SolutionParts> {
        let mut space = self.space.clone();
        let sets: BTreeSet<Set> =
            self.regions.iter().chain(&self.edge_regions).chain(&self.told_apart).copied().collect();
        let mut regions = vec![space.everywhere];
        for set in sets {
            let mut next = Vec::with_capacity(regions.len());
            for region in regions {
                let (inside, outside) =
                    (space.diagrams.and(region, set), space.diagrams.without(region, set));
                next.extend([inside, outside].into_iter().filter(|part| !part.is_none()));
            }
            regions = next;
            if regions.len() > MOST_PARTS {
                return None;
            }
        }
        let order = space.order();
        let mut parts: Vec<(Vec<u32>, SolutionPart)> = Vec::with_capacity(regions.len());
        for region in regions {
            let values = space.diagrams.pick(region, &order)?;
            parts.push((values.clone(), self.part(&space, region, &values)));
        }
        parts.sort_by(|(one, _), (other, _)| one.cmp(other));
        Some(SolutionParts { space, parts: parts.into_iter().map(|(_, part)| part).collect() })
    }

    fn part(&self, space: &Space, region: Set, values: &[u32]) -> SolutionPart {
        let is_in =
            |set: Set, values: &[u32]| space.diagrams.contains(set, |variable| values[variable as usize]);
        let edges = self.edges.iter().zip(&self.edge_regions).filter(|(_, set)| is_in(**set, values));
        let edges: Vec<_> = edges.map(|(edge, _)| edge.clone()).collect();
        let pins = self.pins.iter().zip(&self.regions).filter(|(_, set)| is_in(**set, values));
        let extras_of = |name: &PackageName| {
            let of_name = edges.iter().filter(|edge| edge.target == *name);
            of_name.flat_map(|edge| edge.requirement.extras()).cloned().collect()
        };
        let pins = pins.map(|(pin, _)| {
            let (version, url) = (pin.version.clone(), pin.url.clone());
            let requirements = pin.requirements.clone();
            (pin.name.clone(), Pin { version, url, extras: extras_of(&pin.name), requirements })
        });
        let pins = pins.collect();
        let listed = self
            .listed
            .iter()
            .find(|environment| space.values_of(environment).is_some_and(|values| is_in(region, &values)));
        SolutionPart {
            solution: Solution { pins, edges, warnings: Vec::new(), n_steps: 0 },
            environment: listed.cloned().unwrap_or_else(|| space.environment(values)),
            region,
        }
    }
}
