//! The cells that packages have before any conflict.

use std::collections::BTreeSet;

use haggle_spec::PackageName;
use haggle_spec::release::PackageFacts;

use super::coverage;
use super::lower::{Partition, Universe};
use super::outcome::ForkStrategy;
use super::split::split_all;
use crate::python::candidates::range_of;
use crate::python::request::Resolution;

/// The most cells that a package is given beforehand for its ranges of Python.
const MOST_PYTHON_CELLS: usize = 16;

/// One cell for each package, unless its releases run on different Pythons, lack wheels for an environment that needs one, or
/// are tried in another order where the request names the package.
pub(super) fn first_partition<'a>(universe: &mut Universe<'a>, strategy: ForkStrategy) -> Partition<'a> {
    let names: BTreeSet<&PackageName> = universe.reached.iter().map(|(name, _)| *name).collect();
    let mut partition: Partition<'a> =
        names.iter().map(|name| (*name, vec![universe.everywhere.clone()])).collect();
    if strategy == ForkStrategy::RequiresPython {
        for name in &names {
            let Some(PackageFacts::Releases(releases)) = universe.facts.packages.get(*name) else {
                continue;
            };
            let request = universe.request;
            let ranges = releases.iter().rev();
            for range in ranges.filter_map(|(version, release)| range_of(name, version, release, request)) {
                let atom = universe.atoms.python(range);
                split_all(universe, &mut partition, name, atom);
                if partition[*name].len() >= MOST_PYTHON_CELLS {
                    break;
                }
            }
        }
    }
    coverage::split_beforehand(universe, &mut partition);
    if universe.request.resolution == Resolution::LowestDirect {
        // Which version is tried first depends on where the request names the package.
        for root in &universe.request.requirements {
            let name = root.requirement.name();
            while let Some(atom) = partition
                .get(name)
                .and_then(|cells| cells.iter().find_map(|cell| universe.open_atom(&root.requirement, cell)))
            {
                split_all(universe, &mut partition, name, atom);
            }
        }
    }
    partition
}
