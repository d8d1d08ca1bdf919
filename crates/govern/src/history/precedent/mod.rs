//! Precedent: where comparable requirements went.
//!
//! Of each move a few facts are known that a lead knows too: what imports the distribution, what kind of thing it is, where the family's
//! other repositories have it, and how finely the family sorts its requirements by that day. How probable each destination is, given
//! where the requirement is and these facts, comes from counting the moves that share them (module `model`); those moves are shown by name.

mod ask;
mod facts;
mod model;

pub use ask::{
    Asked, Comparable, ComparableMove, Precedent, PrecedentModel, PrecedentPlace, PrecedentQuestion, WentTo,
};
pub use facts::{FactName, PrecedentFact};
pub use model::STRENGTH;

pub(super) use facts::FactSet;
