//! The order of decisions: direct requirements first, then by depth of discovery, then by number.

use crate::table::Table;

/// Where the order stood at the start of a level.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    cursor: usize,
    n_ordered: usize,
    n_discovered: usize,
    next_layer: usize,
}

/// Packages in layers. A layer is what the decided versions of the layer before require; it is put in order once the
/// layer before is decided, so that the order depends on the decisions alone and not on what was learned.
#[derive(Debug, Default)]
pub(super) struct Order {
    is_discovered: Vec<bool>,
    discovered: Vec<u32>,
    ordered: Vec<u32>,
    /// The position in `ordered` of the package that is decided next.
    cursor: usize,
    /// The position in `discovered` where the layer after the last ordered one starts.
    next_layer: usize,
}

impl Order {
    pub(super) fn new(n_packages: usize) -> Self {
        Self { is_discovered: vec![false; n_packages], ..Self::default() }
    }

    pub(super) fn clear(&mut self) {
        self.back_to(Mark::default());
    }

    pub(super) fn discover(&mut self, package: u32) {
        let known = &mut self.is_discovered[package as usize];
        if !*known {
            *known = true;
            self.discovered.push(package);
        }
    }

    /// Goes past the package that [`Order::next`] gave, and discovers what its value requires.
    pub(super) fn decide(&mut self, table: &Table, package: u32, value: u32) {
        for (_, group) in table.edges_at(package, value) {
            self.discover(group.target);
        }
        self.cursor += 1;
    }

    /// The package to decide next, or none when all that were discovered are decided.
    pub(super) fn next(&mut self) -> Option<u32> {
        if self.cursor == self.ordered.len() {
            let layer = self.discovered.get(self.next_layer..)?;
            if layer.is_empty() {
                return None;
            }
            self.ordered.extend_from_slice(layer);
            self.ordered[self.cursor..].sort_unstable();
            self.next_layer = self.discovered.len();
        }
        Some(self.ordered[self.cursor])
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            cursor: self.cursor,
            n_ordered: self.ordered.len(),
            n_discovered: self.discovered.len(),
            next_layer: self.next_layer,
        }
    }

    pub(super) fn back_to(&mut self, mark: Mark) {
        for package in self.discovered.drain(mark.n_discovered..) {
            self.is_discovered[package as usize] = false;
        }
        self.ordered.truncate(mark.n_ordered);
        self.cursor = mark.cursor;
        self.next_layer = mark.next_layer;
    }

    /// The packages that were decided.
    pub(super) fn decided(&self) -> &[u32] {
        &self.ordered[..self.cursor]
    }
}
