//! The pins of an answer for many environments, each with the marker of where it is needed.

use std::collections::BTreeSet;

use haggle_spec::{PackageName, Version};

use super::needed::needed;
use super::solution::{Cell, UniversalSolution};
use crate::python::outcome::{Edge, PinRequirements};

/// A version of a package, and where it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniversalPin {
    /// The package.
    pub name: PackageName,
    /// The version.
    pub version: Version,
    /// A marker that holds, among the environments that were asked for, where something requires the package and this is the
    /// version of it; empty where that is all of them.
    pub marker: String,
    /// Whether its requirements are known.
    pub requirements: PinRequirements,
}

impl UniversalSolution {
    /// The pins, by name and then by version, and who requires what somewhere. A package that turns out to be required
    /// nowhere has no pin.
    ///
    /// Where the markers cannot be put together within a bound, a pin's marker only tells its version from others.
    pub fn pins_and_edges(&self) -> (Vec<UniversalPin>, Vec<Edge>) {
        let needed = needed(self);
        let mut pins = Vec::new();
        for (name, cells) in &self.cells {
            let versions: BTreeSet<&Version> = cells.iter().map(|cell| &cell.version).collect();
            for version in &versions {
                let of_version: Vec<&Cell> = cells.iter().filter(|cell| cell.version == **version).collect();
                let marker = match &needed {
                    Some(needed) => needed.markers.get(&(name.clone(), (*version).clone())).cloned(),
                    None => Some(self.region_in_words(&of_version, versions.len())),
                };
                pins.extend(marker.map(|marker| UniversalPin {
                    name: name.clone(),
                    version: (*version).clone(),
                    marker,
                    requirements: of_version[0].known.clone(),
                }));
            }
        }
        (pins, needed.map(|needed| needed.edges).unwrap_or_default())
    }

    /// The pins of [`UniversalSolution::pins_and_edges`].
    pub fn pins(&self) -> Vec<UniversalPin> {
        self.pins_and_edges().0
    }

    fn region_in_words(&self, cells: &[&Cell], n_versions: usize) -> String {
        let regions: BTreeSet<String> = cells.iter().map(|cell| cell.region.in_words(&self.atoms)).collect();
        let regions: Vec<String> = regions.into_iter().collect();
        match regions.as_slice() {
            _ if n_versions == 1 => String::new(),
            [region] => region.clone(),
            regions => regions.iter().map(|region| format!("({region})")).collect::<Vec<_>>().join(" or "),
        }
    }
}
