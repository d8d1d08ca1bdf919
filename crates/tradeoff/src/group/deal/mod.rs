//! The family's deal: the joint choice over all open issues that leaves no party worse off than today.
//!
//! One decision alone rarely has a bargain, since every move costs somebody. Over several issues one move can pay for another.

mod agreed;
mod blocked;
mod bound;
mod family;
mod search;
mod solve;
mod table;

pub use agreed::{Deal, DealMove};
pub use blocked::{BlockedMove, SidePayment};
pub use family::{DealError, DealFamily, DealIssue, DealOption, DealParty};
pub use solve::{FamilyDeal, family_deal};
