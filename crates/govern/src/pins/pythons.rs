//! The Pythons of a family, as markers see them.

use haggle_resolve::python::PythonVersion;
use haggle_spec::{Marker, MarkerAnswer, MarkerArena, MarkerNode, SpecifierSet, VersionSet};

/// How many nodes the algebra may make for a marker; past that, nothing is known of it.
const NODES: usize = 10_000;

/// On which of some Pythons a marker can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// On none.
    Nowhere,
    /// On some, or only under other conditions.
    Somewhere,
    /// On all, whatever else.
    Everywhere,
}

/// Every patch release of these Pythons.
pub(super) fn set(pythons: &[PythonVersion]) -> VersionSet {
    pythons.iter().fold(VersionSet::empty(), |set, python| {
        let series = format!("==3.{}.*", python.minor()).parse::<SpecifierSet>();
        series.map_or(set.clone(), |series| set.union(&series.to_set()))
    })
}

/// On which of the Pythons a marker can hold; no marker holds everywhere.
pub(super) fn reach(marker: Option<&Marker>, pythons: &[PythonVersion]) -> Reach {
    let Some(marker) = marker else { return Reach::Everywhere };
    let mut arena = MarkerArena::with_budget(NODES);
    let nodes = arena.node(marker).and_then(|own| Ok((own, arena.python(&set(pythons))?)));
    let Ok((own, supported)) = nodes else { return Reach::Somewhere };
    let is_yes = |answer: Result<MarkerAnswer, _>| {
        answer == Ok::<_, haggle_spec::NodeBudgetExceeded>(MarkerAnswer::Yes)
    };
    if is_yes(arena.disjoint(own, supported)) {
        Reach::Nowhere
    } else if is_yes(arena.implies(supported, own)) {
        Reach::Everywhere
    } else {
        Reach::Somewhere
    }
}

/// Whether a marker asks for nothing but the version of Python.
pub(super) fn is_of_python(marker: &Marker) -> bool {
    let mut arena = MarkerArena::with_budget(NODES);
    let Ok(node) = arena.node(marker) else { return false };
    // On one Python, what is left of a marker that asks for nothing else holds everywhere or nowhere.
    (0..=99).all(|minor| {
        let Ok(series) = format!("==3.{minor}.*").parse::<SpecifierSet>() else { return false };
        is_constant(&mut arena, node, &series.to_set())
    })
}

fn is_constant(arena: &mut MarkerArena, node: MarkerNode, series: &VersionSet) -> bool {
    let Ok(supported) = arena.python(series) else { return false };
    arena.disjoint(node, supported) == Ok(MarkerAnswer::Yes)
        || arena.implies(supported, node) == Ok(MarkerAnswer::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(marker: &str, pythons: &[&str], expected: (Reach, bool)) {
        let marker: Marker = marker.parse().unwrap();
        let pythons: Vec<PythonVersion> = pythons.iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!((reach(Some(&marker), &pythons), is_of_python(&marker)), expected);
    }

    #[test]
    fn a_marker_reaches_pythons() {
        check("python_version=='3.9'", &["3.10", "3.11"], (Reach::Nowhere, true));
        check("python_version>='3.10'", &["3.10", "3.11"], (Reach::Everywhere, true));
        check("python_version>='3.10'", &["3.9", "3.11"], (Reach::Somewhere, true));
        check("python_version<'3.10' or os_name=='nt'", &["3.11"], (Reach::Somewhere, false));
        check("python_full_version<'3.11.4'", &["3.11"], (Reach::Somewhere, false));
    }
}
