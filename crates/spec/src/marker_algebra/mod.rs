//! The algebra of markers: decision diagrams in an arena that the caller owns.

mod apply;
mod arena;
mod atom;
mod node;
mod operation;
mod print;
mod restrict;

use crate::{Marker, VersionSet};
use atom::Atom;
use node::{Edges, FALSE, TRUE};
use operation::Operation;

pub use arena::{MarkerArena, MarkerNode, NodeBudgetExceeded};
pub use print::Simplified;

/// An answer about all environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkerAnswer {
    /// It holds in all.
    Yes,
    /// It fails in one.
    No,
    /// It depends on comparisons that nothing is known about.
    Unknown,
}

impl MarkerArena {
    /// The function of a marker.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn node(&mut self, marker: &Marker) -> Result<MarkerNode, NodeBudgetExceeded> {
        let mut operands = Vec::new();
        for step in marker.steps() {
            let node = match step {
                crate::marker::StepRef::Term(term) => {
                    let atom = atom::atom(&term);
                    self.atom_node(atom)?
                }
                crate::marker::StepRef::And | crate::marker::StepRef::Or => {
                    let right = operands.pop().unwrap_or(TRUE);
                    let left = operands.pop().unwrap_or(TRUE);
                    let is_and = matches!(step, crate::marker::StepRef::And);
                    self.apply(if is_and { Operation::And } else { Operation::Or }, left, right)?
                }
            };
            operands.push(node);
        }
        Ok(MarkerNode(operands.pop().unwrap_or(TRUE)))
    }

    /// The function that holds where `python_full_version` is in the set.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn python(&mut self, versions: &VersionSet) -> Result<MarkerNode, NodeBudgetExceeded> {
        self.atom_node(Atom::Python(versions.clone())).map(MarkerNode)
    }

    /// Where both hold.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn and(&mut self, left: MarkerNode, right: MarkerNode) -> Result<MarkerNode, NodeBudgetExceeded> {
        self.apply(Operation::And, left.0, right.0).map(MarkerNode)
    }

    /// Where either holds.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn or(&mut self, left: MarkerNode, right: MarkerNode) -> Result<MarkerNode, NodeBudgetExceeded> {
        self.apply(Operation::Or, left.0, right.0).map(MarkerNode)
    }

    /// Where it does not hold.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn not(&mut self, node: MarkerNode) -> Result<MarkerNode, NodeBudgetExceeded> {
        self.apply(Operation::AndNot, TRUE, node.0).map(MarkerNode)
    }

    /// Whether there is no environment where both hold.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn disjoint(
        &mut self,
        left: MarkerNode,
        right: MarkerNode,
    ) -> Result<MarkerAnswer, NodeBudgetExceeded> {
        let both = self.apply(Operation::And, left.0, right.0)?;
        Ok(self.is_never(both))
    }

    /// Whether the second holds wherever the first does.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn implies(
        &mut self,
        left: MarkerNode,
        right: MarkerNode,
    ) -> Result<MarkerAnswer, NodeBudgetExceeded> {
        let counterexamples = self.apply(Operation::AndNot, left.0, right.0)?;
        Ok(self.is_never(counterexamples))
    }

    /// Whether the function holds nowhere: `No` where it holds without regard to opaque comparisons.
    fn is_never(&self, root: u32) -> MarkerAnswer {
        if root == FALSE {
            return MarkerAnswer::Yes;
        }
        let mut open = vec![root];
        let mut seen = std::collections::HashSet::new();
        while let Some(id) = open.pop() {
            if id == TRUE {
                return MarkerAnswer::No;
            }
            let Some(node) = self.nodes.get(id as usize) else { continue };
            if id == FALSE || !seen.insert(id) {
                continue;
            }
            match &node.edges {
                Edges::Versions { children, .. } => open.extend(children),
                Edges::Texts { cases, others } => {
                    open.push(*others);
                    open.extend(cases.iter().map(|(_, child)| child));
                }
                Edges::Opaque { .. } => {}
            }
        }
        MarkerAnswer::Unknown
    }
}
