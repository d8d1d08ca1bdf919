//! Groups: what voting rules say of the stakeholders' orders, how far they agree and how unequal the outcome is.
//!
//! Reported beside the rule, never instead of it: disagreement is shown, not averaged away. [`family_deal`] bargains over several
//! decisions at once.

mod agreement;
mod bargain;
mod deal;
mod inequality;
mod kemeny;
mod profile;
mod schulze;
mod shapley;

pub use agreement::{Concordance, kendall_tau, kendall_w, mean_spearman, spearman};
pub use bargain::{Bargain, bargain};
pub use deal::{
    BlockedMove, Deal, DealError, DealFamily, DealIssue, DealMove, DealOption, DealParty, FamilyDeal,
    SidePayment, family_deal,
};
pub use inequality::gini;
pub use kemeny::{Kemeny, kemeny};
pub use profile::{Ballot, PreferenceProfile, ProfileError, ProfileErrorKind};
pub use schulze::{Schulze, schulze};
pub use shapley::shapley;
