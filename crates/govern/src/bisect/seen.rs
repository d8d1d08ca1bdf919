//! What was seen of sets of parts, and what follows from it.

use std::collections::BTreeMap;

use super::subset::Subset;

/// Results of sets of parts. What contains a set that fails fails, and what is within a set that passes passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    results: BTreeMap<Subset, bool>,
    failing: Vec<Subset>,
    passing: Vec<Subset>,
}

impl Seen {
    /// Nothing was seen. That all parts together fail and that none of them passes is taken for granted.
    pub fn new(n_parts: usize) -> Self {
        Self {
            results: BTreeMap::new(),
            failing: vec![Subset::full(n_parts)],
            passing: vec![Subset::empty(n_parts)],
        }
    }

    /// Adds whether a set fails.
    pub fn add(&mut self, set: Subset, fails: bool) {
        let list = if fails { &mut self.failing } else { &mut self.passing };
        list.push(set.clone());
        self.results.insert(set, fails);
    }

    /// Whether a set fails, where that was seen or follows. What was seen of the set itself goes before what follows.
    pub fn verdict(&self, set: &Subset) -> Option<bool> {
        if let Some(fails) = self.results.get(set) {
            return Some(*fails);
        }
        if self.failing.iter().any(|failing| failing.is_subset(set)) {
            return Some(true);
        }
        self.passing.iter().any(|passing| set.is_subset(passing)).then_some(false)
    }

    /// Whether a set fails, where it was run.
    pub fn run(&self, set: &Subset) -> Option<bool> {
        self.results.get(set).copied()
    }

    /// How many sets were run.
    pub fn n_run(&self) -> usize {
        self.results.len()
    }

    /// Whether anything was run that fails, or that passes.
    pub fn any(&self, fails: bool) -> bool {
        self.results.values().any(|result| *result == fails)
    }
}
