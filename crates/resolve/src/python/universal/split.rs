//! Splitting the cells of a package.

use haggle_spec::PackageName;

use super::lower::{Partition, Universe};

/// Splits a cell of the package in two, where the atom holds and where it does not.
pub(super) fn split<'a>(
    universe: &Universe<'a>,
    partition: &mut Partition<'a>,
    name: &'a PackageName,
    cell: usize,
    atom: usize,
) {
    let Some(cells) = partition.get_mut(name) else { return };
    let region = cells[cell].clone();
    let parts = [true, false].into_iter().filter_map(|holds| region.with(&universe.atoms, atom, holds));
    cells.splice(cell..=cell, parts.collect::<Vec<_>>());
}

/// Splits every cell of the package that leaves the atom open.
pub(super) fn split_all<'a>(
    universe: &Universe<'a>,
    partition: &mut Partition<'a>,
    name: &'a PackageName,
    atom: usize,
) {
    let mut cell = 0;
    while let Some(region) = partition.get(name).and_then(|cells| cells.get(cell)) {
        if region.value(&universe.atoms, atom).is_none() {
            split(universe, partition, name, cell, atom);
        }
        cell += 1;
    }
}
