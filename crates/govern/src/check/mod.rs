//! The rules that requirements pass: a project's lines against the shared files, the shared files against each other, and
//! a release against the one before it.
//!
//! Source: `openstack/requirements` (`check.py`, `constraints.py`, `check_exists.py`) and `openstack/releases`, observed.

mod available;
mod line;
mod lists;
mod lower;
mod project;
mod release;
mod shared;

pub use available::{Availability, AvailabilityFault, unavailable};
pub use line::{EntriesByName, LineFault, check_lines, exclusions, is_allowed_by};
pub use lists::{ListFault, ListFinding, NamedLists, check_lists, unused};
pub use lower::{LowerFault, check_lower, is_exempt_from_lower, merge_lower};
pub(crate) use project::findings;
pub use project::{
    CheckedProject, ExcludedBy, GateFault, GateFinding, GateRules, GateVerdict, ProjectFault, ProjectFinding,
    ProjectReport, SharedLists, check_project, gate, without_pin,
};
pub use release::{BoundChange, bound_changes, is_exempt};
pub(crate) use shared::UNCONSTRAINABLE;
pub use shared::{CoverageFault, coverage, incompatible, lower_bounded, unpinned};
