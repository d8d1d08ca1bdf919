//! Two functions put together.

use super::arena::{MarkerArena, NodeBudgetExceeded};
use super::node::{Edges, FALSE};
use super::operation::Operation;
use crate::version::cut::Cut;

/// A node that is being made: its children are results still to come.
struct Pending {
    key: (Operation, u32, u32),
    variable: u32,
    shape: Shape,
    pairs: Vec<(u32, u32)>,
    results: Vec<u32>,
}

enum Shape {
    Versions(Vec<Cut>),
    /// The texts; the last result is that of the others.
    Texts(Vec<Box<str>>),
    Opaque,
}

impl MarkerArena {
    /// Both functions put together, from the leaves up, with a stack of our own.
    pub(super) fn apply(
        &mut self,
        operation: Operation,
        left: u32,
        right: u32,
    ) -> Result<u32, NodeBudgetExceeded> {
        let mut pending: Vec<Pending> = Vec::new();
        let mut next = Some((left, right));
        loop {
            let result = if let Some((left, right)) = next.take() {
                let Some(result) = self.known(operation, left, right) else {
                    let split = self.split(operation, left, right);
                    // A node has one child at least.
                    next = split.pairs.first().copied();
                    pending.push(split);
                    continue;
                };
                result
            } else {
                let Some(done) = pending.pop() else { return Ok(FALSE) };
                let Pending { key, variable, shape, results, .. } = done;
                let id = self.intern(variable, shape.with(results))?;
                self.results.insert(key, id);
                id
            };
            let Some(top) = pending.last_mut() else { return Ok(result) };
            top.results.push(result);
            next = top.pairs.get(top.results.len()).copied();
        }
    }

    fn known(&self, operation: Operation, left: u32, right: u32) -> Option<u32> {
        operation.shortcut(left, right).or_else(|| self.results.get(&(operation, left, right)).copied())
    }

    /// The decision that comes first in either diagram, with the pairs of functions behind it.
    fn split(&self, operation: Operation, left: u32, right: u32) -> Pending {
        let (left_node, right_node) = (&self.nodes[left as usize], &self.nodes[right as usize]);
        let variable = left_node.variable.min(right_node.variable);
        let ours = (left_node.variable == variable).then_some(&left_node.edges);
        let theirs = (right_node.variable == variable).then_some(&right_node.edges);
        let (shape, pairs) = match ours.or(theirs) {
            Some(Edges::Versions { .. }) => {
                let mut cuts: Vec<Cut> =
                    [ours, theirs].into_iter().flatten().flat_map(Edges::cuts).cloned().collect();
                cuts.sort_unstable();
                cuts.dedup();
                // A stretch is known by the place where it starts.
                let starts = core::iter::once(None).chain(cuts.iter().map(Some));
                let at = |edges: Option<&Edges>, start, node| edges.map_or(node, |edges| edges.at_cut(start));
                let pairs = starts.map(|start| (at(ours, start, left), at(theirs, start, right))).collect();
                (Shape::Versions(cuts), pairs)
            }
            Some(Edges::Texts { .. }) => {
                let mut texts: Vec<Box<str>> =
                    [ours, theirs].into_iter().flatten().flat_map(Edges::texts).map(Into::into).collect();
                texts.sort_unstable();
                texts.dedup();
                let cases = texts.iter().map(|text| Some(&**text)).chain([None]);
                let at = |edges: Option<&Edges>, text, node| edges.map_or(node, |edges| edges.of_text(text));
                let pairs = cases.map(|text| (at(ours, text, left), at(theirs, text, right))).collect();
                (Shape::Texts(texts), pairs)
            }
            _ => {
                let at =
                    |edges: Option<&Edges>, holds, node| edges.map_or(node, |edges| edges.of_outcome(holds));
                let pairs = [true, false].map(|holds| (at(ours, holds, left), at(theirs, holds, right)));
                (Shape::Opaque, pairs.to_vec())
            }
        };
        Pending { key: (operation, left, right), variable, shape, pairs, results: Vec::new() }
    }
}

impl Shape {
    fn with(self, results: Vec<u32>) -> Edges {
        match self {
            Shape::Versions(cuts) => Edges::Versions { cuts, children: results },
            Shape::Texts(texts) => {
                let others = results.last().copied().unwrap_or(FALSE);
                Edges::Texts { cases: texts.into_iter().zip(results).collect(), others }
            }
            Shape::Opaque => Edges::Opaque {
                yes: results.first().copied().unwrap_or(FALSE),
                no: results.get(1).copied().unwrap_or(FALSE),
            },
        }
    }
}
