//! The gate's step `module-cycles`: sibling modules that use each other in a circle.
//!
//! A module and its children are one thing: a child may use what its parent defines. Between siblings, each with all
//! that is below it, use goes one way only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use haggle::output::failure::Failure;
use haggle::output::terminal;
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::modules::{Edge, Modules};

/// Prints every circle of the workspace's crates; whether there is none.
pub fn check(root: &Path) -> Result<bool, Failure> {
    let (mut n_files, mut n_circles) = (0, 0);
    for source in crate::checkout::sources(root)? {
        let modules = Modules::read(&source)?;
        n_files += modules.len();
        for (parent, members) in circles(&modules.edges()) {
            n_circles += 1;
            let place = source.join(parent.join("/"));
            let place = place.strip_prefix(root).unwrap_or(&place).display().to_string();
            let names: Vec<&str> = members.keys().copied().collect();
            terminal::out_line(format_args!("{place}: a circle of {}", names.join(", ")))?;
            for line in members.values().flat_map(BTreeMap::values) {
                terminal::out_line(format_args!("    {line}"))?;
            }
        }
    }
    terminal::out_line(format_args!("{n_files} files, {n_circles} circles"))?;
    Ok(n_circles == 0 && n_files > 0)
}

/// The members of a circle, each with one of its uses of each other one, in words.
type Circle<'a> = BTreeMap<&'a str, BTreeMap<&'a str, String>>;

/// The circles between the children of each module: the module's path, and the members.
fn circles(edges: &[Edge]) -> Vec<(&[String], Circle<'_>)> {
    let mut families: BTreeMap<&[String], BTreeSet<(&str, &str)>> = BTreeMap::new();
    for edge in edges {
        if let Some((parent, from, to)) = siblings(edge) {
            families.entry(parent).or_default().insert((from, to));
        }
    }
    let mut circles = Vec::new();
    for (parent, uses) in families {
        let graph: DiGraphMap<&str, ()> = uses.into_iter().collect();
        for component in tarjan_scc(&graph).into_iter().filter(|component| component.len() > 1) {
            let mut circle: Circle<'_> =
                component.into_iter().map(|member| (member, BTreeMap::new())).collect();
            for edge in edges {
                let Some((_, from, to)) = siblings(edge).filter(|(of, ..)| *of == parent) else { continue };
                if circle.contains_key(to)
                    && let Some(lines) = circle.get_mut(from)
                {
                    let words = || format!("{} uses {}", edge.from.join("::"), edge.used.join("::"));
                    lines.entry(to).or_insert_with(words);
                }
            }
            circles.push((parent, circle));
        }
    }
    circles
}

/// The module whose different children both ends are in, and those children.
fn siblings(edge: &Edge) -> Option<(&[String], &str, &str)> {
    let common = edge.from.iter().zip(&edge.to).take_while(|(from, to)| from == to).count();
    Some((&edge.from[..common], edge.from.get(common)?, edge.to.get(common)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str) -> Edge {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        Edge { from: path(from), to: path(to), used: path(to) }
    }

    #[track_caller]
    fn check(edges: &[(&str, &str)], expected: &[&[&str]]) {
        let edges: Vec<Edge> = edges.iter().map(|(from, to)| edge(from, to)).collect();
        let found: Vec<Vec<&str>> =
            circles(&edges).iter().map(|(_, circle)| circle.keys().copied().collect()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn siblings_in_a_circle_are_found() {
        check(&[("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")], &[&["a", "b", "c"]]);
        check(&[("a/x", "b"), ("b/y", "a/z")], &[&["a", "b"]]);
        check(&[("a/x", "a/y"), ("a/y", "a/x")], &[&["x", "y"]]);
    }

    #[test]
    fn chains_and_a_parent_with_its_children_are_none() {
        check(&[("a", "b"), ("b", "c")], &[]);
        check(&[("a", "a/x"), ("a/x", "a")], &[]);
    }
}
