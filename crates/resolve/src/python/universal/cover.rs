//! Solving one environment after the other until each has an answer.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::release::MissingFact;

use super::base::Base;
use super::diagram::Set;
use super::lower::Preferred;
use super::prepared::Prepared;
use super::run::{Answer, Found as RunFound, Wish, run};
use super::solution::Chosen;
use super::space::Space;
use crate::python::warning::Warning;
use crate::solver::{Control, Stop};

/// Why there is no answer.
pub(super) enum Failed {
    Missing(BTreeSet<MissingFact>),
    Unsolvable { region: Set, values: Vec<u32> },
    Stopped(Stop),
}

/// Versions that are kept to where they will do, and the Python with which solving begins.
#[derive(Debug, Clone)]
pub(super) struct Preference {
    pub(super) versions: Preferred,
    pub(super) begins_with: Beginning,
}

/// The Python with which solving begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    Oldest,
    Newest,
}

/// The versions of the environments.
#[derive(Debug, Clone)]
pub(super) struct Covered {
    pub(super) chosen: Chosen,
    pub(super) is_composed: bool,
}

pub(super) struct Search<'a, 'p> {
    pub(super) prepared: &'p Prepared<'a>,
    pub(super) base: &'p Base,
    pub(super) space: Space,
    pub(super) control: Control<'p>,
    pub(super) n_runs: usize,
    /// How many environments are solved by themselves before the answer is put together package by package.
    pub(super) most_alone: usize,
    pub(super) warnings: Vec<Warning>,
}

impl Search<'_, '_> {
    /// Takes an environment that has no answer so far, solves it, and gives its answer to all that surely have the same.
    pub(super) fn cover(&mut self, mut preferred: Option<Preference>) -> Result<Covered, Failed> {
        let mut answers = Vec::new();
        let mut left = self.space.everywhere;
        let mut missing = BTreeSet::new();
        let mut n_runs = 0;
        while n_runs < self.most_alone && !left.is_none() {
            n_runs += 1;
            match self.solve(left, &mut preferred, false)? {
                Solved::Missing(facts, region) => {
                    missing.extend(facts);
                    left = self.space.diagrams.without(left, region);
                }
                Solved::Answer(mut answer) => {
                    let rest = self.space.diagrams.without(left, answer.region);
                    answer.region = self.space.diagrams.and(left, answer.region);
                    left = rest;
                    answers.push(answer);
                }
            }
        }
        if !missing.is_empty() {
            return Err(Failed::Missing(missing));
        }
        if !left.is_none() {
            let chosen = self.compose(&answers, preferred)?;
            return Ok(Covered { chosen, is_composed: true });
        }
        let mut regions: BTreeMap<(u32, u32), Vec<Set>> = BTreeMap::new();
        for answer in &answers {
            for chosen in &answer.chosen {
                regions.entry(*chosen).or_default().push(answer.region);
            }
        }
        let chosen = regions.into_iter().map(|(node, sets)| (node, self.space.diagrams.any(sets))).collect();
        Ok(Covered { chosen, is_composed: false })
    }

    /// Solves one environment of the set. Where versions are preferred, those of its answer are so from then on.
    pub(super) fn solve(
        &mut self,
        within: Set,
        preference: &mut Option<Preference>,
        with_parts: bool,
    ) -> Result<Solved, Failed> {
        let mut order = self.space.order();
        if let Some(preference) = preference {
            order[0].sort_unstable();
            if preference.begins_with == Beginning::Newest {
                order[0].reverse();
            }
        }
        let values = self.space.diagrams.pick(within, &order).ok_or(Failed::Stopped(Stop::OutOfSpace))?;
        if self.space.diagrams.is_full() {
            return Err(Failed::Stopped(Stop::OutOfSpace));
        }
        self.n_runs += 1;
        let wish = Wish { preferred: preference.as_ref().map(|preference| &preference.versions), with_parts };
        let found = run((self.prepared, self.base), wish, &mut self.space, &values, &self.control);
        match found.unwrap_or_else(RunFound::from) {
            RunFound::Stopped(stop) => Err(Failed::Stopped(stop)),
            RunFound::Unsolvable(region) => Err(Failed::Unsolvable { region, values }),
            RunFound::Missing(facts, region) => Ok(Solved::Missing(facts, region)),
            RunFound::Answer(answer) => {
                if let Some(preference) = preference {
                    for (node, version) in &answer.chosen {
                        preference.versions.entry(*node).or_default().insert(*version);
                    }
                }
                for warning in &answer.warnings {
                    if !self.warnings.contains(warning) {
                        self.warnings.push(warning.clone());
                    }
                }
                Ok(Solved::Answer(*answer))
            }
        }
    }
}

/// What one environment has.
pub(super) enum Solved {
    Answer(Answer),
    Missing(Vec<MissingFact>, Set),
}
