//! Where each package of an answer is needed: markers, put together along the graph.

use std::collections::{BTreeMap, VecDeque};

use haggle_spec::{
    ExtraName, Marker, MarkerArena, MarkerNode, NodeBudgetExceeded, PackageName, Requirement, Simplified,
    Version, VersionSet,
};

use super::atoms::{Atom, Atoms, Formula};
use super::lower;
use super::region::Region;
use super::solution::UniversalSolution;
use crate::python::outcome::{Edge, Requirer};
use crate::python::requirements::counts_overridden;

/// The most nodes that the markers of an answer may take.
const BUDGET: usize = 200_000;

/// Where packages are needed, and who needs them.
pub(super) struct Needed {
    /// The marker of each version: empty for everywhere; none where nothing needs the version.
    pub(super) markers: BTreeMap<(PackageName, Version), String>,
    /// Who requires what somewhere.
    pub(super) edges: Vec<Edge>,
}

/// Follows requirements from the roots until nothing more is needed anywhere. `None` where the markers take too many nodes,
/// or cannot be written.
pub(super) fn needed(solution: &UniversalSolution) -> Option<Needed> {
    try_needed(solution).ok().flatten()
}

fn try_needed(solution: &UniversalSolution) -> Result<Option<Needed>, NodeBudgetExceeded> {
    let mut walk = Walk {
        solution,
        arena: MarkerArena::with_budget(BUDGET),
        regions: BTreeMap::new(),
        needed: BTreeMap::new(),
        queue: VecDeque::new(),
        edges: BTreeMap::new(),
    };
    let always = walk.arena.always();
    for (position, root) in solution.roots.iter().enumerate() {
        let requirer = Requirer::Root(position, root.source.clone());
        walk.require(&requirer, &root.requirement, None, always)?;
    }
    walk.follow()?;
    let Walk { mut arena, needed, edges, .. } = walk;
    let mut markers = BTreeMap::new();
    for (name, cells) in &solution.cells {
        let mut by_version: BTreeMap<&Version, MarkerNode> = BTreeMap::new();
        for (position, cell) in cells.iter().enumerate() {
            let own = needed.get(&(name, None, position)).copied().unwrap_or(arena.never());
            let known = by_version.get(&cell.version).copied().unwrap_or(arena.never());
            by_version.insert(&cell.version, arena.or(known, own)?);
        }
        for (version, node) in by_version {
            match in_words(&mut arena, node, &solution.everywhere.python)? {
                Simplified::Always => {
                    markers.insert((name.clone(), version.clone()), String::new());
                }
                Simplified::Marker(marker) => {
                    markers.insert((name.clone(), version.clone()), below(&marker.to_string()));
                }
                Simplified::Never => {}
                Simplified::TooLong => return Ok(None),
            }
        }
    }
    Ok(Some(Needed { markers, edges: edges.into_values().collect() }))
}

/// The function as a marker that is right for these Pythons.
fn in_words(
    arena: &mut MarkerArena,
    node: MarkerNode,
    pythons: &VersionSet,
) -> Result<Simplified, NodeBudgetExceeded> {
    let node = arena.restrict_python(node, pythons)?;
    Ok(arena.to_marker(node))
}

/// `<= V and != V` as `< V`: these differ on prereleases of `V` alone, and no released Python is one.
fn below(marker: &str) -> String {
    let mut text = marker.to_owned();
    let mut from = 0;
    while let Some(found) = text[from..].find("python_full_version <= \"") {
        let start = from + found;
        let literal = start + "python_full_version <= ".len();
        let Some(length) = text[literal + 1..].find('"') else { break };
        let end = literal + length + 2;
        let rest = format!(" and python_full_version != {}", &text[literal..end]);
        if text[end..].starts_with(&rest) {
            text.replace_range(end..end + rest.len(), "");
            text.replace_range(start..literal, "python_full_version < ");
        }
        from = start + 1;
    }
    text
}

/// A package, or an extra of it, in one of the package's cells.
type Node<'s> = (&'s PackageName, Option<&'s ExtraName>, usize);

struct Walk<'s> {
    solution: &'s UniversalSolution,
    arena: MarkerArena,
    regions: BTreeMap<(&'s PackageName, usize), MarkerNode>,
    needed: BTreeMap<Node<'s>, MarkerNode>,
    queue: VecDeque<Node<'s>>,
    /// By requirer and text, so that each edge is there once.
    edges: BTreeMap<(Requirer, String), Edge>,
}

impl<'s> Walk<'s> {
    fn follow(&mut self) -> Result<(), NodeBudgetExceeded> {
        while let Some(node) = self.queue.pop_front() {
            let (name, extra, cell) = node;
            let under = self.needed[&node];
            let requirer = Requirer::Package(name.clone(), extra.cloned());
            for requirement in &self.solution.cells[name][cell].requirements {
                self.require(&requirer, requirement, extra, under)?;
            }
        }
        Ok(())
    }

    /// Adds what a requirement asks for in the environments of `under`.
    fn require(
        &mut self,
        requirer: &Requirer,
        requirement: &'s Requirement,
        extra: Option<&ExtraName>,
        under: MarkerNode,
    ) -> Result<(), NodeBudgetExceeded> {
        let solution = self.solution;
        if solution.exclusions.contains(requirement.name()) {
            return Ok(());
        }
        let overrides: Vec<&Requirement> =
            solution.overrides.iter().filter(|instead| instead.name() == requirement.name()).collect();
        if overrides.is_empty() {
            let condition = self.condition_for(requirement, extra)?;
            let there = self.arena.and(under, condition)?;
            return self.add(requirer, requirement, requirement, there);
        }
        if requirement.marker().map_or(extra.is_none(), |marker| counts_overridden(marker, extra)) {
            for instead in overrides {
                let condition = self.condition(instead, None)?;
                let there = self.arena.and(under, condition)?;
                self.add(requirer, requirement, instead, there)?;
            }
        }
        Ok(())
    }

    /// Where the requirement counts for the package itself, or only for the extra.
    fn condition_for(
        &mut self,
        requirement: &Requirement,
        extra: Option<&ExtraName>,
    ) -> Result<MarkerNode, NodeBudgetExceeded> {
        let condition = self.condition(requirement, extra)?;
        if extra.is_none() {
            return Ok(condition);
        }
        // What holds without the extra is required by the package itself.
        let by_itself = self.condition(requirement, None)?;
        let not_by_itself = self.arena.not(by_itself)?;
        self.arena.and(condition, not_by_itself)
    }

    fn add(
        &mut self,
        requirer: &Requirer,
        requirement: &'s Requirement,
        instead: &'s Requirement,
        there: MarkerNode,
    ) -> Result<(), NodeBudgetExceeded> {
        let solution = self.solution;
        let mut is_somewhere = false;
        for (name, wanted) in lower::nodes(requirement).chain(lower::nodes(instead)) {
            for cell in 0..solution.cells.get(name).map_or(0, Vec::len) {
                let region = self.region(name, cell)?;
                let both = self.arena.and(there, region)?;
                if both == self.arena.never() {
                    continue;
                }
                is_somewhere = true;
                let node = (name, wanted, cell);
                let known = self.needed.get(&node).copied().unwrap_or(self.arena.never());
                let more = self.arena.or(known, both)?;
                if more != known {
                    self.needed.insert(node, more);
                    self.queue.push_back(node);
                }
            }
        }
        if is_somewhere {
            let key = (requirer.clone(), instead.to_string());
            self.edges.entry(key).or_insert_with(|| Edge {
                requirer: requirer.clone(),
                target: instead.name().clone(),
                requirement: instead.clone(),
            });
        }
        Ok(())
    }

    fn region(&mut self, name: &'s PackageName, cell: usize) -> Result<MarkerNode, NodeBudgetExceeded> {
        if let Some(known) = self.regions.get(&(name, cell)) {
            return Ok(*known);
        }
        let region: &Region = &self.solution.cells[name][cell].region;
        let mut node = self.arena.always();
        for (atom, holds) in region.decided() {
            let of_atom = atom_node(&mut self.arena, &self.solution.atoms, *atom, *holds)?;
            node = self.arena.and(node, of_atom)?;
        }
        self.regions.insert((name, cell), node);
        Ok(node)
    }

    fn condition(
        &mut self,
        requirement: &Requirement,
        extra: Option<&ExtraName>,
    ) -> Result<MarkerNode, NodeBudgetExceeded> {
        let Some(marker) = requirement.marker() else { return Ok(self.arena.always()) };
        match self.solution.atoms.known_formula(marker) {
            Some(formula) => formula_node(&mut self.arena, &self.solution.atoms, formula, extra),
            None => self.arena.node(marker),
        }
    }
}

fn formula_node(
    arena: &mut MarkerArena,
    atoms: &Atoms,
    formula: &Formula,
    extra: Option<&ExtraName>,
) -> Result<MarkerNode, NodeBudgetExceeded> {
    match formula {
        Formula::Atom { atom, holds } => atom_node(arena, atoms, *atom, *holds),
        Formula::Extra { .. } => Ok(if formula.is_extra(extra) { arena.always() } else { arena.never() }),
        Formula::All(parts) => {
            let mut all = arena.always();
            for part in parts {
                let part = formula_node(arena, atoms, part, extra)?;
                all = arena.and(all, part)?;
            }
            Ok(all)
        }
        Formula::Any(parts) => {
            let mut any = arena.never();
            for part in parts {
                let part = formula_node(arena, atoms, part, extra)?;
                any = arena.or(any, part)?;
            }
            Ok(any)
        }
    }
}

fn atom_node(
    arena: &mut MarkerArena,
    atoms: &Atoms,
    atom: usize,
    holds: bool,
) -> Result<MarkerNode, NodeBudgetExceeded> {
    let (text, _) = &atoms.texts[atom];
    let node = match (text.parse::<Marker>(), atoms.atom(atom)) {
        (Ok(marker), _) => arena.node(&marker)?,
        (Err(_), Atom::Python(versions)) => arena.python(versions)?,
        (Err(_), Atom::Opaque(_, marker)) => arena.node(marker)?,
        (Err(_), Atom::Equals(..)) => arena.always(),
    };
    if holds { Ok(node) } else { arena.not(node) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_is_written_with_one_comparison() {
        let text = |version: &str, other: &str| {
            format!(
                "os_name == \"nt\" or (python_full_version <= \"{version}\" and python_full_version != \"{other}\")"
            )
        };
        let expected = "os_name == \"nt\" or (python_full_version < \"3.12\")";
        assert_eq!(below(&text("3.12", "3.12")), expected);
        assert_eq!(below(&text("3.12", "3.11")), text("3.12", "3.11"));
        assert_eq!(below("python_full_version <= \""), "python_full_version <= \"");
    }
}
