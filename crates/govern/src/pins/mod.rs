//! The pins of a family and the verbs that move them: each edits every shared file that it concerns, as one change with its message.
//!
//! An edit touches the lines that the verb is about and no other byte. What a verb has to know of releases (the newest, the Pythons that
//! one runs on, what moves with a cap) comes in as release facts; what is missing of them is named, so that the caller can ask for it.

mod addition;
mod behind;
mod bound;
mod bump;
mod denylist;
mod draft;
mod drop;
mod environment;
mod error;
mod following;
mod graph;
mod held;
mod lists;
mod manifest;
mod moved;
mod new_pins;
mod newest;
mod order;
mod pythons;
mod releases;
mod rewrite;
mod specifiers;
mod update;

pub(crate) use addition::{Addition, Brought, add, bring, placed};
pub use behind::{Behind, BehindReport, Blocker, Excuse, Mover, lacking, why_behind};
pub use bound::{Cap, Exclusion, Grounds, LeftBehind, Rollback, cap, exclude, rollback};
pub use bump::{Bump, bump};
pub use denylist::{SharedList, add_name, drop_name};
pub use draft::PinDraft;
pub(crate) use drop::unknown_dependants;
pub use drop::{Removal, remove, still_required};
pub use environment::{add_python, drop_python};
pub use error::PinError;
pub use held::{HeldProjects, HoldState, JudgedHold, judge_holds, release_holds};
pub use lists::{HoldsFile, ListDiagnostics, NamedText, PinLists, PinTexts};
pub use manifest::{add_environment, drop_environment};
pub(crate) use new_pins::{NewPins, targets, targets_of};
pub use newest::{Generated, generate};
pub(crate) use releases::{all as all_releases, published};
pub use update::{PinMove, Splits, Step, Update, UpdateGroup, UpdateRequest, update};
