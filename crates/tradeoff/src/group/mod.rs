//! Groups: what voting rules say of the stakeholders' orders, how far they agree and how unequal the outcome is.
//!
//! Reported beside the rule, never instead of it: disagreement is shown, not averaged away.

mod agreement;
mod bargain;
mod inequality;
mod kemeny;
mod profile;
mod schulze;
mod shapley;

pub use agreement::{Concordance, kendall_tau, kendall_w, mean_spearman, spearman};
pub use bargain::{Bargain, bargain};
pub use inequality::gini;
pub use kemeny::{Kemeny, kemeny};
pub use profile::{Ballot, PreferenceProfile, ProfileError, ProfileErrorKind};
pub use schulze::{Schulze, schulze};
pub use shapley::shapley;
