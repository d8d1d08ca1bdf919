//! The pins of an answer for many environments, each with the marker of where it is needed.

use haggle_spec::{PackageName, Version};

use super::solution::UniversalSolution;
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
    /// Law: of the environments that were asked for, a marker holds in those where the pin is meant and in no others. No
    /// comparison of it can be left out.
    pub fn pins_and_edges(&self) -> (Vec<UniversalPin>, Vec<Edge>) {
        (self.pins.clone(), self.edges.clone())
    }

    /// The pins of [`UniversalSolution::pins_and_edges`].
    pub fn pins(&self) -> Vec<UniversalPin> {
        self.pins.clone()
    }
}
