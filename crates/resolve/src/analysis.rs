//! Questions to a solved graph: why is this here, what does this bring, what is in a cycle, what is built first.
//!
//! Nodes are positions `0..n`; an edge leads from what requires to what is required. Answers are in a fixed order.
//!
//! ```
//! use haggle_resolve::analysis::Graph;
//!
//! // 0 and 1 are roots; both need 2, and 1 alone needs 3.
//! let graph = Graph::new(4, &[(0, 2), (1, 2), (1, 3)]);
//! assert_eq!(graph.brings(&[0, 1], &[1]), [1, 3]);
//! assert_eq!(graph.why(&[0, 1], 3), Some(vec![1, 3]));
//! assert_eq!(graph.build_order()[0], [2]);
//! ```

use std::collections::VecDeque;

use petgraph::Direction;
use petgraph::algo::{dominators, tarjan_scc};
use petgraph::graph::{DefaultIx, DiGraph, NodeIndex};
use petgraph::visit::Dfs;

/// A solved graph.
#[derive(Debug, Clone)]
pub struct Graph {
    graph: DiGraph<(), ()>,
}

/// A line of [`Graph::tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeLine {
    /// How far below its root the node is.
    pub depth: usize,
    /// The node.
    pub node: usize,
    /// The node was shown further up, so that its children are not shown again.
    pub is_repeated: bool,
}

impl Graph {
    /// A graph of `n_nodes` nodes. Edges that name no node are left out; an edge given twice counts once.
    pub fn new(n_nodes: usize, edges: &[(usize, usize)]) -> Self {
        let mut sorted: Vec<(usize, usize)> =
            edges.iter().copied().filter(|(from, to)| *from < n_nodes && *to < n_nodes).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut graph = DiGraph::with_capacity(n_nodes, sorted.len());
        for _ in 0..n_nodes {
            graph.add_node(());
        }
        for (from, to) in sorted {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
        Self { graph }
    }

    /// How many nodes there are.
    pub fn n_nodes(&self) -> usize {
        self.graph.node_count()
    }

    /// What the node requires, ascending.
    pub fn requires(&self, node: usize) -> Vec<usize> {
        self.neighbours(node, Direction::Outgoing)
    }

    /// What requires the node, ascending.
    pub fn required_by(&self, node: usize) -> Vec<usize> {
        self.neighbours(node, Direction::Incoming)
    }

    /// Everything that can be reached from the roots, the roots included, ascending. Linear time.
    pub fn reachable(&self, roots: &[usize]) -> Vec<usize> {
        let is_reached = self.marked(roots);
        (0..self.n_nodes()).filter(|node| is_reached[*node]).collect()
    }

    /// What the `feature` among the `roots` brings: what is reachable, less what is reachable without all of the
    /// feature's roots. A set, never a sum: two features may bring together what neither brings alone.
    ///
    /// Laws: a feature of no roots brings nothing; more roots in a feature never bring less.
    pub fn brings(&self, roots: &[usize], feature: &[usize]) -> Vec<usize> {
        let others: Vec<usize> = roots.iter().copied().filter(|root| !feature.contains(root)).collect();
        let without = self.marked(&others);
        self.reachable(roots).into_iter().filter(|node| !without[*node]).collect()
    }

    /// A shortest path from one of the roots to the node, both ends included; the first in order among equals.
    pub fn why(&self, roots: &[usize], node: usize) -> Option<Vec<usize>> {
        let mut came_from: Vec<Option<usize>> = vec![None; self.n_nodes()];
        let mut queue: VecDeque<usize> = VecDeque::new();
        let mut sorted = roots.to_vec();
        sorted.sort_unstable();
        for root in sorted {
            if root < self.n_nodes() && came_from[root].is_none() {
                came_from[root] = Some(root);
                queue.push_back(root);
            }
        }
        while let Some(at) = queue.pop_front() {
            if at == node {
                break;
            }
            for next in self.requires(at) {
                if came_from[next].is_none() {
                    came_from[next] = Some(at);
                    queue.push_back(next);
                }
            }
        }
        let mut path = vec![node];
        let mut at = node;
        loop {
            let before = (*came_from.get(at)?)?;
            if before == at {
                path.reverse();
                return Some(path);
            }
            path.push(before);
            at = before;
        }
    }

    /// The graph below the roots as an indented tree; each node's children are shown once.
    pub fn tree(&self, roots: &[usize]) -> Vec<TreeLine> {
        self.walk(roots, Direction::Outgoing)
    }

    /// The graph above the nodes as an indented tree: what requires each, and what requires that.
    pub fn inverted_tree(&self, nodes: &[usize]) -> Vec<TreeLine> {
        self.walk(nodes, Direction::Incoming)
    }

    /// The cycles: strongly connected components of more than one node, or of one that requires itself. Nodes ascend, and
    /// so do the components by their first node. Linear time (Tarjan, doi:10.1137/0201010).
    pub fn cycles(&self) -> Vec<Vec<usize>> {
        let mut cycles: Vec<Vec<usize>> = self.components();
        cycles.retain(|component| match component.as_slice() {
            [node] => self.graph.contains_edge(NodeIndex::new(*node), NodeIndex::new(*node)),
            _ => true,
        });
        cycles.sort_unstable();
        cycles
    }

    /// What can be built when: components in an order in which each comes after everything that it requires. Among those
    /// that could come next, the one with the least node comes first. A component of several nodes is a cycle, whose
    /// nodes have to be built together.
    pub fn build_order(&self) -> Vec<Vec<usize>> {
        let components = self.components();
        let mut of_node = vec![0; self.n_nodes()];
        for (position, component) in components.iter().enumerate() {
            for node in component {
                of_node[*node] = position;
            }
        }
        let mut n_waiting = vec![0usize; components.len()];
        let mut waiters: Vec<Vec<usize>> = vec![Vec::new(); components.len()];
        for edge in self.graph.raw_edges() {
            let (from, to) = (of_node[edge.source().index()], of_node[edge.target().index()]);
            if from != to {
                n_waiting[from] += 1;
                waiters[to].push(from);
            }
        }
        let key = |component: usize| std::cmp::Reverse((components[component][0], component));
        let ready = (0..components.len()).filter(|component| n_waiting[*component] == 0).map(key);
        let mut ready: std::collections::BinaryHeap<_> = ready.collect();
        let mut order = Vec::with_capacity(components.len());
        while let Some(std::cmp::Reverse((_, next))) = ready.pop() {
            order.push(components[next].clone());
            for waiter in &waiters[next] {
                n_waiting[*waiter] -= 1;
                if n_waiting[*waiter] == 0 {
                    ready.push(key(*waiter));
                }
            }
        }
        order
    }

    /// For each node that the roots reach, the one node other than itself that every path from a root to it passes, nearest
    /// to it; none for roots and for nodes that several roots reach apart (Cooper, Harvey and Kennedy's algorithm).
    pub fn dominators(&self, roots: &[usize]) -> Vec<Option<usize>> {
        let mut graph = self.graph.clone();
        let top = graph.add_node(());
        for root in roots.iter().filter(|root| **root < self.n_nodes()) {
            graph.add_edge(top, NodeIndex::new(*root), ());
        }
        let found = dominators::simple_fast(&graph, top);
        (0..self.n_nodes())
            .map(|node| {
                found.immediate_dominator(NodeIndex::new(node)).filter(|by| *by != top).map(NodeIndex::index)
            })
            .collect()
    }

    fn components(&self) -> Vec<Vec<usize>> {
        let components = tarjan_scc(&self.graph).into_iter();
        components
            .map(|component| {
                let mut nodes: Vec<usize> = component.into_iter().map(NodeIndex::index).collect();
                nodes.sort_unstable();
                nodes
            })
            .collect()
    }

    fn neighbours(&self, node: usize, direction: Direction) -> Vec<usize> {
        let mut nodes: Vec<usize> =
            self.graph.neighbors_directed(NodeIndex::new(node), direction).map(NodeIndex::index).collect();
        nodes.sort_unstable();
        nodes
    }

    fn marked(&self, roots: &[usize]) -> Vec<bool> {
        let mut is_reached = vec![false; self.n_nodes()];
        let mut search: Dfs<NodeIndex<DefaultIx>, _> = Dfs::empty(&self.graph);
        for root in roots.iter().filter(|root| **root < self.n_nodes()) {
            search.move_to(NodeIndex::new(*root));
            while let Some(node) = search.next(&self.graph) {
                is_reached[node.index()] = true;
            }
        }
        is_reached
    }

    fn walk(&self, roots: &[usize], direction: Direction) -> Vec<TreeLine> {
        let mut lines = Vec::new();
        let mut is_shown = vec![false; self.n_nodes()];
        let mut stack: Vec<(usize, usize)> =
            roots.iter().rev().filter(|root| **root < self.n_nodes()).map(|root| (0, *root)).collect();
        while let Some((depth, node)) = stack.pop() {
            let children = self.neighbours(node, direction);
            let is_repeated = is_shown[node] && !children.is_empty();
            lines.push(TreeLine { depth, node, is_repeated });
            if !std::mem::replace(&mut is_shown[node], true) {
                stack.extend(children.into_iter().rev().map(|child| (depth + 1, child)));
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diamond_with_cycle() -> Graph {
        Graph::new(6, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 3), (5, 4)])
    }

    #[test]
    fn removing_one_of_two_may_bring_less_than_both() {
        let graph = Graph::new(4, &[(0, 2), (1, 2), (2, 3)]);
        assert_eq!(graph.brings(&[0, 1], &[0]), [0]);
        assert_eq!(graph.brings(&[0, 1], &[1]), [1]);
        assert_eq!(graph.brings(&[0, 1], &[0, 1]), [0, 1, 2, 3]);
        assert_eq!(graph.brings(&[0, 1], &[]), [0usize; 0]);
    }

    #[test]
    fn a_feature_root_that_others_need_is_not_brought() {
        let graph = Graph::new(3, &[(0, 1), (1, 2)]);
        assert_eq!(graph.brings(&[0, 1], &[1]), [0usize; 0]);
    }

    #[test]
    fn cycles_are_built_together_after_what_they_need() {
        let graph = diamond_with_cycle();
        assert_eq!(graph.cycles(), [[3, 4]]);
        assert_eq!(graph.build_order(), [vec![3, 4], vec![1], vec![2], vec![0], vec![5]]);
    }

    #[test]
    fn why_is_a_shortest_path() {
        let graph = diamond_with_cycle();
        assert_eq!(graph.why(&[0, 5], 3), Some(vec![0, 1, 3]));
        assert_eq!(graph.why(&[5], 3), Some(vec![5, 4, 3]));
        assert_eq!(graph.why(&[5], 0), None);
        assert_eq!(graph.why(&[0], 0), Some(vec![0]));
    }

    #[test]
    fn a_dominator_is_passed_by_every_path() {
        let graph = diamond_with_cycle();
        assert_eq!(graph.dominators(&[0]), [None, Some(0), Some(0), Some(0), Some(3), None]);
        assert_eq!(graph.dominators(&[0, 5])[4], None);
    }

    #[test]
    fn a_tree_shows_children_once() {
        let graph = diamond_with_cycle();
        let lines = graph.tree(&[0]);
        let shown: Vec<_> = lines.iter().map(|line| (line.depth, line.node, line.is_repeated)).collect();
        assert_eq!(
            shown,
            [
                (0, 0, false),
                (1, 1, false),
                (2, 3, false),
                (3, 4, false),
                (4, 3, true),
                (1, 2, false),
                (2, 3, true)
            ]
        );
        let above = graph.inverted_tree(&[3]);
        assert_eq!(above.iter().map(|line| line.node).collect::<Vec<_>>(), [3, 1, 0, 2, 0, 4, 3, 5]);
    }
}
