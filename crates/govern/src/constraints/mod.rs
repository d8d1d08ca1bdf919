//! The constraints as the requirements process writes them: one name edited, and pins merged from several interpreters.
//!
//! Source: `openstack/requirements` (`edit_constraint.py`, `generate.py`), observed.

mod edit;
mod freeze;
mod order;

pub use edit::edit;
pub use freeze::{Freeze, FreezeError, clone_versions, combine, parse_freeze};
pub(crate) use order::name_hash;
pub use order::sort_by_hash;
