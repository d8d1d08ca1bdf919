#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(doc)]
#[doc = include_str!("../docs/compare.md")]
pub mod compare {}
#[cfg(doc)]
#[doc = include_str!("../docs/design.md")]
pub mod design {}

mod change;
mod error;
mod follow;
mod gerrit;
mod git;
mod github;
mod http;
mod identity;
mod journal;
mod process;
mod publication;
mod publish;
mod server;
mod settings;
mod side_by_side;
mod system;

pub use change::{CastVote, Change, ChangeState, Comment, Judgements, Vote, Voter};
pub use error::{ReviewError, ReviewErrorKind};
pub use follow::{Followed, Refreshed, Standing, look, refresh};
pub use gerrit::Gerrit;
pub use git::{Commit, NewCommit, Scratch, TopicCommit, commit_on_topic};
pub use github::GitHub;
pub use identity::{Committer, Login};
pub use publication::Publication;
pub use publish::publish;
pub use settings::Settings;
pub use system::{Push, ReviewSystem, Sought};
