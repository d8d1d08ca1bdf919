//! Where decision diagrams live, each node once.

use core::fmt;
use std::collections::HashMap;

use super::atom::{Atom, Variable};
use super::node::{Edges, FALSE, Node, TRUE};
use super::operation::Operation;

/// Where decision diagrams of markers live: made by the caller, dropped by the caller, nothing global.
///
/// What the diagrams know:
/// - `python_full_version`, and `python_version` as the ranges of full versions that it stands for;
/// - equality of texts (`os_name == "nt"`), each variable on its own;
/// - `extra`, one at a time, as the reference evaluates it: for several extras at once two disjoint markers may both hold,
///   each for its own extra;
/// - every other comparison as a thing that may hold or not, whatever else does.
///
/// They speak of environments whose `python_full_version` is a version without label and whose `python_version` is its
/// first two numbers, as those of every released Python are.
///
/// Laws:
/// - Equal handles are equal functions; as far as the first three kinds of comparison go, equal functions have equal
///   handles.
/// - `Yes` is a proof. `No` is a proof too: there is an environment that shows it. What depends on comparisons of the
///   fourth kind is `Unknown`.
/// - Handles of another arena mean nothing here; using one gives a wrong answer or `None`, and never a panic.
///
/// An operation takes time proportional to the product of both diagrams at worst. It makes no more nodes than the budget
/// allows, and does not recurse.
///
/// ```
/// use haggle_spec::{MarkerAnswer, Marker, MarkerArena};
/// let mut arena = MarkerArena::with_budget(10_000);
/// let old: Marker = "python_version < '3.8'".parse()?;
/// let new: Marker = "python_full_version >= '3.8.2' and os_name == 'nt'".parse()?;
/// let (old, new) = (arena.node(&old)?, arena.node(&new)?);
/// assert_eq!(arena.disjoint(old, new)?, MarkerAnswer::Yes);
/// let not_old = arena.not(old)?;
/// assert_eq!(arena.implies(new, not_old)?, MarkerAnswer::Yes);
/// assert_eq!(arena.implies(not_old, new)?, MarkerAnswer::No);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MarkerArena {
    pub(super) nodes: Vec<Node>,
    ids: HashMap<Node, u32>,
    pub(super) variables: Vec<Variable>,
    pub(super) results: HashMap<(Operation, u32, u32), u32>,
    budget: usize,
}

/// A function from environments to yes or no, in one arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarkerNode(pub(super) u32);

/// The arena would need more nodes than its budget allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeBudgetExceeded {
    budget: usize,
}

impl fmt::Display for NodeBudgetExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the markers need more than {} nodes", self.budget)
    }
}

impl core::error::Error for NodeBudgetExceeded {}

impl MarkerArena {
    /// An arena of at most `n_nodes` nodes.
    pub fn with_budget(n_nodes: usize) -> Self {
        let constant = |edges| Node { variable: u32::MAX, edges };
        let nodes = vec![
            constant(Edges::Opaque { yes: FALSE, no: FALSE }),
            constant(Edges::Opaque { yes: TRUE, no: TRUE }),
        ];
        MarkerArena {
            nodes,
            ids: HashMap::new(),
            variables: Vec::new(),
            results: HashMap::new(),
            budget: n_nodes.min(u32::MAX as usize - 1),
        }
    }

    /// The function that holds everywhere.
    pub fn always(&self) -> MarkerNode {
        MarkerNode(TRUE)
    }

    /// The function that holds nowhere.
    pub fn never(&self) -> MarkerNode {
        MarkerNode(FALSE)
    }

    /// How many nodes there are.
    pub fn n_nodes(&self) -> usize {
        self.nodes.len() - 2
    }

    pub(super) fn atom_node(&mut self, atom: Atom) -> Result<u32, NodeBudgetExceeded> {
        let (variable, edges) = match atom {
            Atom::Constant(value) => return Ok(u32::from(value)),
            Atom::Python(set) => {
                let (starts_inside, cuts) = set.into_cuts();
                let children =
                    (0..=cuts.len()).map(|index| u32::from(starts_inside != (index % 2 == 1))).collect();
                (Variable::Python, Edges::Versions { cuts, children })
            }
            Atom::Text { variable, text, is_equal } => {
                let cases = vec![(text, u32::from(is_equal))];
                (Variable::Text(variable), Edges::Texts { cases, others: u32::from(!is_equal) })
            }
            Atom::Opaque { comparison, is_negated } => {
                let edges = Edges::Opaque { yes: u32::from(!is_negated), no: u32::from(is_negated) };
                (Variable::Opaque(comparison), edges)
            }
        };
        let variable = self.variable(variable);
        self.intern(variable, edges)
    }

    pub(super) fn variable(&mut self, variable: Variable) -> u32 {
        let index = self.variables.iter().position(|known| *known == variable).unwrap_or_else(|| {
            self.variables.push(variable);
            self.variables.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX - 1)
    }

    /// The node of these edges, brought into their one form; a child where they all lead there.
    pub(super) fn intern(&mut self, variable: u32, edges: Edges) -> Result<u32, NodeBudgetExceeded> {
        let edges = match edges {
            Edges::Versions { cuts, children } => {
                let mut kept_cuts = Vec::with_capacity(cuts.len());
                let mut kept = vec![children[0]];
                for (cut, child) in cuts.into_iter().zip(children.into_iter().skip(1)) {
                    if kept.last() != Some(&child) {
                        kept_cuts.push(cut);
                        kept.push(child);
                    }
                }
                if kept_cuts.is_empty() {
                    return Ok(kept[0]);
                }
                Edges::Versions { cuts: kept_cuts, children: kept }
            }
            Edges::Texts { mut cases, others } => {
                cases.retain(|(_, child)| *child != others);
                if cases.is_empty() {
                    return Ok(others);
                }
                Edges::Texts { cases, others }
            }
            Edges::Opaque { yes, no } if yes == no => return Ok(yes),
            edges @ Edges::Opaque { .. } => edges,
        };
        let node = Node { variable, edges };
        if let Some(&id) = self.ids.get(&node) {
            return Ok(id);
        }
        if self.n_nodes() >= self.budget {
            return Err(NodeBudgetExceeded { budget: self.budget });
        }
        let id = u32::try_from(self.nodes.len()).map_err(|_| NodeBudgetExceeded { budget: self.budget })?;
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        Ok(id)
    }
}
