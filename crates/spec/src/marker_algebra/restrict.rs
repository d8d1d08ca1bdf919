//! Taking for granted what is known about the environment.

use std::collections::HashMap;

use super::arena::{MarkerArena, MarkerNode, NodeBudgetExceeded};
use super::atom::Variable;
use super::node::{Edges, FALSE, TRUE};
use crate::version::cut::Cut;
use crate::{Marker, MarkerEnvironment, MarkerVariable, VersionSet};

impl MarkerArena {
    /// A function that agrees with this one wherever `python_full_version` is in the set, and decides on no version that
    /// it need not decide on.
    ///
    /// # Errors
    /// Where the budget is too small.
    ///
    /// ```
    /// use haggle_spec::{Marker, MarkerArena, SpecifierSet};
    /// let mut arena = MarkerArena::with_budget(1000);
    /// let marker: Marker = "python_version >= '3.8' and os_name == 'nt'".parse()?;
    /// let python: SpecifierSet = ">=3.9".parse()?;
    /// let node = arena.node(&marker)?;
    /// let restricted = arena.restrict_python(node, &python.to_set())?;
    /// assert_eq!(arena.to_marker(restricted).to_string(), r#"os_name == "nt""#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restrict_python(
        &mut self,
        node: MarkerNode,
        versions: &VersionSet,
    ) -> Result<MarkerNode, NodeBudgetExceeded> {
        if versions.is_empty() {
            return Ok(node);
        }
        self.rebuild(node, |arena, variable, edges| match (&arena.variables[variable as usize], &edges) {
            (Variable::Python, Edges::Versions { cuts, children }) => {
                let (cuts, children) = without_unreachable(cuts, children, versions);
                arena.intern(variable, Edges::Versions { cuts, children })
            }
            _ => arena.intern(variable, edges),
        })
    }

    /// What is left of the function in one environment: it decides on `extra`, `extras` and `dependency_groups` only.
    ///
    /// # Errors
    /// Where the budget is too small.
    pub fn restrict_environment(
        &mut self,
        node: MarkerNode,
        environment: &MarkerEnvironment,
    ) -> Result<MarkerNode, NodeBudgetExceeded> {
        self.rebuild(node, |arena, variable, edges| {
            let child = match (&arena.variables[variable as usize], &edges) {
                (Variable::Python, Edges::Versions { cuts, children }) => {
                    environment.version(MarkerVariable::PythonFullVersion).and_then(|version| {
                        children.get(cuts.partition_point(|cut| cut.is_below(version))).copied()
                    })
                }
                (Variable::Text(variable), Edges::Texts { .. }) => {
                    environment.value(*variable).map(|value| edges.of_text(Some(value)))
                }
                (Variable::Opaque(comparison), Edges::Opaque { yes, no }) => comparison
                    .parse::<Marker>()
                    .ok()
                    .filter(|marker| !marker.mentions_extra())
                    .and_then(|marker| {
                        marker.evaluate_in(environment, &crate::MarkerScope::requirement()).ok()
                    })
                    .map(|holds| if holds { *yes } else { *no }),
                _ => None,
            };
            match child {
                Some(child) => Ok(child),
                None => arena.intern(variable, edges),
            }
        })
    }

    /// Makes every node below anew, lower ids first: children come before those that point to them.
    fn rebuild(
        &mut self,
        root: MarkerNode,
        make: impl Fn(&mut Self, u32, Edges) -> Result<u32, NodeBudgetExceeded>,
    ) -> Result<MarkerNode, NodeBudgetExceeded> {
        let mut made: HashMap<u32, u32> = HashMap::from([(FALSE, FALSE), (TRUE, TRUE)]);
        for id in self.below(root.0) {
            let Some(node) = self.nodes.get(id as usize).cloned() else { continue };
            let anew = |child: u32| made.get(&child).copied().unwrap_or(child);
            let edges = match node.edges {
                Edges::Versions { cuts, children } => {
                    Edges::Versions { cuts, children: children.into_iter().map(anew).collect() }
                }
                Edges::Texts { cases, others } => Edges::Texts {
                    cases: cases.into_iter().map(|(text, child)| (text, anew(child))).collect(),
                    others: anew(others),
                },
                Edges::Opaque { yes, no } => Edges::Opaque { yes: anew(yes), no: anew(no) },
            };
            let id_anew = make(self, node.variable, edges)?;
            made.insert(id, id_anew);
        }
        Ok(MarkerNode(made.get(&root.0).copied().unwrap_or(root.0)))
    }

    /// The nodes of a diagram, ascending, constants left out.
    fn below(&self, root: u32) -> Vec<u32> {
        let mut found = std::collections::BTreeSet::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if id <= TRUE || id as usize >= self.nodes.len() || !found.insert(id) {
                continue;
            }
            match &self.nodes[id as usize].edges {
                Edges::Versions { children, .. } => open.extend(children),
                Edges::Texts { cases, others } => {
                    open.push(*others);
                    open.extend(cases.iter().map(|(_, child)| child));
                }
                Edges::Opaque { yes, no } => open.extend([yes, no]),
            }
        }
        found.into_iter().collect()
    }
}

/// The places between stretches that hold a version of the set; what lies between these is given to the stretch before.
fn without_unreachable(cuts: &[Cut], children: &[u32], versions: &VersionSet) -> (Vec<Cut>, Vec<u32>) {
    let mut kept_cuts = Vec::new();
    let mut kept = Vec::new();
    for (index, child) in children.iter().enumerate() {
        let lower = index.checked_sub(1).and_then(|index| cuts.get(index));
        let stretch = VersionSet::between(lower.cloned(), cuts.get(index).cloned());
        if !stretch.is_disjoint(versions) {
            if !kept.is_empty() {
                kept_cuts.extend(lower.cloned());
            }
            kept.push(*child);
        }
    }
    (kept_cuts, kept)
}
