//! Whatever any usable release of a request may bring: packages, their extras, and what each of their releases asks for.

use std::collections::hash_map::Entry;
use std::ops::Range;

use haggle_spec::PackageName;
use haggle_spec::release::ReleaseFacts;
use rustc_hash::FxHashMap;

use super::candidates::Candidates;
use super::installed::is_unread;
use super::request::Request;
use super::requirements::{NodeKey, Requirements, Wanted};

/// The packages that are reached, in the order in which they were.
#[derive(Debug, Default)]
pub(super) struct Packages<'a> {
    positions: FxHashMap<&'a PackageName, usize>,
    list: Vec<(&'a PackageName, Candidates<'a>)>,
}

impl<'a> Packages<'a> {
    pub(super) fn position(&self, name: &PackageName) -> Option<usize> {
        self.positions.get(name).copied()
    }

    pub(super) fn get(&self, name: &PackageName) -> Option<&Candidates<'a>> {
        self.at(self.position(name)?)
    }

    pub(super) fn at(&self, position: usize) -> Option<&Candidates<'a>> {
        self.list.get(position).map(|(_, candidates)| candidates)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a PackageName, &Candidates<'a>)> {
        self.list.iter().map(|(name, candidates)| (*name, candidates))
    }
}

/// That a release, by its position, asks for what lies at these positions.
type Asked = (u32, Range<usize>);

/// Whatever any usable release may bring.
pub(super) struct Reached<'a> {
    facts: &'a ReleaseFacts,
    request: &'a Request,
    pub(super) packages: Packages<'a>,
    /// Of each package, the positions of the releases that may be chosen and whose requirements somebody has asked for: the others
    /// require nothing so far, and are many.
    read: Vec<Vec<u32>>,
    /// Of each node, the releases that ask for something, with the positions of that in `wanted`.
    asks: FxHashMap<NodeKey<'a>, Vec<Asked>>,
    wanted: Vec<Wanted<'a>>,
    queue: Vec<NodeKey<'a>>,
}

impl<'a> Reached<'a> {
    pub(super) fn new(facts: &'a ReleaseFacts, request: &'a Request) -> Self {
        Self {
            facts,
            request,
            packages: Packages::default(),
            read: Vec::new(),
            asks: FxHashMap::default(),
            wanted: Vec::new(),
            queue: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, wanted: &Wanted<'a>) {
        for node in wanted.nodes() {
            if let Entry::Vacant(place) = self.asks.entry(node) {
                place.insert(Vec::new());
                self.queue.push(node);
            }
        }
    }

    pub(super) fn follow(&mut self, requirements: &Requirements<'a>) {
        let mut found = Vec::new();
        while let Some((name, extra)) = self.queue.pop() {
            let package = self.package(name);
            let mut asks = Vec::new();
            for index in 0..self.read[package].len() {
                let position = self.read[package][index];
                let (version, release) = self.packages.list[package].1.versions[position as usize];
                requirements.of_release(name, version, release, extra, &mut found);
                for wanted in &found {
                    self.add(wanted);
                }
                if !found.is_empty() {
                    let start = self.wanted.len();
                    self.wanted.append(&mut found);
                    asks.push((position, start..self.wanted.len()));
                }
            }
            self.asks.insert((name, extra), asks);
        }
    }

    /// The position of a package, which is numbered where it is new.
    fn package(&mut self, name: &'a PackageName) -> usize {
        if let Some(position) = self.packages.position(name) {
            return position;
        }
        let candidates = Candidates::of(name, self.facts, self.request);
        let supplied = self.request.supplied.get(name);
        let is_supplied = |version| supplied.is_some_and(|supplied| supplied.contains_key(version));
        let read = (0u32..).zip(&candidates.versions).filter(|(position, (version, release))| {
            (!is_unread(release) || is_supplied(*version)) && candidates.is_admissible(*position as usize)
        });
        self.read.push(read.map(|(position, _)| position).collect());
        let position = self.packages.list.len();
        self.packages.positions.insert(name, position);
        self.packages.list.push((name, candidates));
        position
    }

    /// All nodes, in order: by name, the package itself before its extras.
    pub(super) fn nodes(&self) -> Vec<NodeKey<'a>> {
        let mut nodes: Vec<NodeKey<'a>> = self.asks.keys().copied().collect();
        nodes.sort_unstable();
        nodes
    }

    /// The releases of a node that ask for something, ascending, each with what it asks for.
    pub(super) fn asks_of(&self, node: NodeKey<'a>) -> impl Iterator<Item = (u32, &[Wanted<'a>])> {
        let asks = self.asks.get(&node).into_iter().flatten();
        asks.map(|(position, wanted)| (*position, &self.wanted[wanted.clone()]))
    }
}
