//! The algebra of markers: decision diagrams in an arena that the caller owns.

mod atom;
mod print;
mod restrict;

use core::fmt;
use std::collections::HashMap;

use crate::version_set::Cut;
use crate::{Marker, VersionSet};
use atom::{Atom, Variable};

pub use print::Simplified;

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
/// use haggle_spec::{Answer, Marker, MarkerArena};
/// let mut arena = MarkerArena::with_budget(10_000);
/// let old: Marker = "python_version < '3.8'".parse()?;
/// let new: Marker = "python_full_version >= '3.8.2' and os_name == 'nt'".parse()?;
/// let (old, new) = (arena.node(&old)?, arena.node(&new)?);
/// assert_eq!(arena.disjoint(old, new)?, Answer::Yes);
/// let not_old = arena.not(old)?;
/// assert_eq!(arena.implies(new, not_old)?, Answer::Yes);
/// assert_eq!(arena.implies(not_old, new)?, Answer::No);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MarkerArena {
    nodes: Vec<Node>,
    ids: HashMap<Node, u32>,
    variables: Vec<Variable>,
    results: HashMap<(Operation, u32, u32), u32>,
    budget: usize,
}

/// A function from environments to yes or no, in one arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarkerNode(u32);

/// An answer about all environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It holds in all.
    Yes,
    /// It fails in one.
    No,
    /// It depends on comparisons that nothing is known about.
    Unknown,
}

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

const FALSE: u32 = 0;
const TRUE: u32 = 1;

/// A decision on one variable. Nodes below decide on variables of higher numbers only, and have lower ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    variable: u32,
    edges: Edges,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Edges {
    /// One child more than places; neighbours differ.
    Versions { cuts: Vec<Cut>, children: Vec<u32> },
    /// Sorted by text; no child is that of the others.
    Texts { cases: Vec<(Box<str>, u32)>, others: u32 },
    /// Two children that differ.
    Opaque { yes: u32, no: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Operation {
    And,
    Or,
    AndNot,
}

impl Operation {
    /// The result where one side decides it.
    fn shortcut(self, left: u32, right: u32) -> Option<u32> {
        match (self, left, right) {
            (Operation::And, FALSE, _) | (Operation::And, _, FALSE) => Some(FALSE),
            (Operation::Or, TRUE, _) | (Operation::Or, _, TRUE) => Some(TRUE),
            (Operation::And, TRUE, other)
            | (Operation::And, other, TRUE)
            | (Operation::Or, FALSE, other)
            | (Operation::Or | Operation::AndNot, other, FALSE) => Some(other),
            (Operation::AndNot, FALSE, _) | (Operation::AndNot, _, TRUE) => Some(FALSE),
            (Operation::And | Operation::Or, left, right) if left == right => Some(left),
            (Operation::AndNot, left, right) if left == right => Some(FALSE),
            _ => None,
        }
    }
}

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
    pub fn disjoint(&mut self, left: MarkerNode, right: MarkerNode) -> Result<Answer, NodeBudgetExceeded> {
        let both = self.apply(Operation::And, left.0, right.0)?;
        Ok(self.is_never(both))
    }

    /// Whether the second holds wherever the first does.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn implies(&mut self, left: MarkerNode, right: MarkerNode) -> Result<Answer, NodeBudgetExceeded> {
        let counterexamples = self.apply(Operation::AndNot, left.0, right.0)?;
        Ok(self.is_never(counterexamples))
    }

    /// Whether the function holds nowhere: `No` where it holds without regard to opaque comparisons.
    fn is_never(&self, root: u32) -> Answer {
        if root == FALSE {
            return Answer::Yes;
        }
        let mut open = vec![root];
        let mut seen = std::collections::HashSet::new();
        while let Some(id) = open.pop() {
            if id == TRUE {
                return Answer::No;
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
        Answer::Unknown
    }

    fn atom_node(&mut self, atom: Atom) -> Result<u32, NodeBudgetExceeded> {
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

    fn variable(&mut self, variable: Variable) -> u32 {
        let index = self.variables.iter().position(|known| *known == variable).unwrap_or_else(|| {
            self.variables.push(variable);
            self.variables.len() - 1
        });
        u32::try_from(index).unwrap_or(u32::MAX - 1)
    }

    /// The node of these edges, brought into their one form; a child where they all lead there.
    fn intern(&mut self, variable: u32, edges: Edges) -> Result<u32, NodeBudgetExceeded> {
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

    /// Both functions put together, from the leaves up, with a stack of our own.
    fn apply(&mut self, operation: Operation, left: u32, right: u32) -> Result<u32, NodeBudgetExceeded> {
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

impl Edges {
    fn cuts(&self) -> &[Cut] {
        match self {
            Edges::Versions { cuts, .. } => cuts,
            _ => &[],
        }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let cases = match self {
            Edges::Texts { cases, .. } => &cases[..],
            _ => &[],
        };
        cases.iter().map(|(text, _)| &**text)
    }

    /// The child for the stretch that starts at a place, or at the very start.
    fn at_cut(&self, start: Option<&Cut>) -> u32 {
        let Edges::Versions { cuts, children } = self else { return FALSE };
        let passed = start.map_or(0, |start| cuts.partition_point(|cut| cut <= start));
        children.get(passed).copied().unwrap_or(FALSE)
    }

    /// The child for a text, or for all that have no case.
    fn of_text(&self, text: Option<&str>) -> u32 {
        let Edges::Texts { cases, others } = self else { return FALSE };
        let case = text.and_then(|text| cases.binary_search_by(|(case, _)| (**case).cmp(text)).ok());
        case.and_then(|index| cases.get(index)).map_or(*others, |(_, child)| *child)
    }

    fn of_outcome(&self, holds: bool) -> u32 {
        match self {
            Edges::Opaque { yes, no } => {
                if holds {
                    *yes
                } else {
                    *no
                }
            }
            _ => FALSE,
        }
    }
}
