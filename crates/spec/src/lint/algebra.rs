//! Markers as functions: what the rules ask the algebra of markers, within a budget, and each marker once.

use std::collections::HashMap;

use crate::{Marker, MarkerAnswer, MarkerArena, MarkerNode, NodeBudgetExceeded};

/// Nodes of one file's markers. A file that needs more is not asked about.
const BUDGET: usize = 5_000;

/// From here on, the next file gets an arena of its own.
const REFILL: usize = 2_000;

/// A longer marker is not asked about: putting its comparisons together takes time that grows with their square.
const MAX_COMPARISONS: usize = 128;

/// What is known about platforms: a name of one implies the names that it has in other variables.
const PLATFORMS: &str = "(sys_platform != 'win32' or (os_name == 'nt' and platform_system == 'Windows')) \
    and (sys_platform != 'linux' or (os_name == 'posix' and platform_system == 'Linux')) \
    and (sys_platform != 'darwin' or (os_name == 'posix' and platform_system == 'Darwin'))";

/// The markers of the files that are linted.
#[derive(Debug)]
pub(super) struct Markers {
    arena: MarkerArena,
    platforms: Option<MarkerNode>,
    /// By the marker's text; nothing where it is too long or the budget is used up.
    nodes: HashMap<Box<str>, Option<MarkerNode>>,
    clean: std::collections::HashSet<Box<str>>,
}

impl Markers {
    pub(super) fn new() -> Self {
        let mut arena = MarkerArena::with_budget(BUDGET);
        let platforms = PLATFORMS.parse::<Marker>().ok().and_then(|marker| arena.node(&marker).ok());
        Self { arena, platforms, nodes: HashMap::new(), clean: std::collections::HashSet::new() }
    }

    /// To call between two files.
    pub(super) fn next_file(&mut self) {
        if self.arena.n_nodes() > REFILL {
            let clean = core::mem::take(&mut self.clean);
            *self = Self { clean, ..Self::new() };
        }
        if self.clean.len() > REFILL {
            self.clean.clear();
        }
    }

    /// Whether no rule has anything to say about the marker.
    pub(super) fn is_clean(&self, marker: &Marker) -> bool {
        self.clean.contains(marker.as_str())
    }

    pub(super) fn set_clean(&mut self, marker: &Marker) {
        self.clean.insert(marker.as_str().into());
    }

    /// The function of a marker, or of none, which holds everywhere.
    pub(super) fn node(&mut self, marker: Option<&Marker>) -> Option<MarkerNode> {
        let Some(marker) = marker else { return Some(self.arena.always()) };
        if let Some(node) = self.nodes.get(marker.as_str()) {
            return *node;
        }
        let is_short = marker.steps().nth(2 * MAX_COMPARISONS).is_none();
        let node = if is_short { self.arena.node(marker).ok() } else { None };
        self.nodes.insert(marker.as_str().into(), node);
        node
    }

    /// Whether it is proved that the marker holds nowhere.
    pub(super) fn is_never(&mut self, marker: &Marker) -> bool {
        let Some(node) = self.node(Some(marker)) else { return false };
        if node == self.arena.never() {
            return true;
        }
        let is_compound = marker.steps().nth(1).is_some();
        is_compound && self.with_platforms(node).is_ok_and(|node| node == self.arena.never())
    }

    /// Whether it is proved that the marker holds everywhere.
    pub(super) fn is_always(&mut self, marker: &Marker) -> bool {
        self.node(Some(marker)) == Some(self.arena.always())
    }

    /// Whether it is proved that there is an environment where both hold.
    pub(super) fn overlap(&mut self, left: MarkerNode, right: MarkerNode) -> bool {
        let Ok(left) = self.with_platforms(left) else { return false };
        self.arena.disjoint(left, right) == Ok(MarkerAnswer::No)
    }

    fn with_platforms(&mut self, node: MarkerNode) -> Result<MarkerNode, NodeBudgetExceeded> {
        match self.platforms {
            Some(platforms) if node != self.arena.always() => self.arena.and(platforms, node),
            _ => Ok(node),
        }
    }
}
