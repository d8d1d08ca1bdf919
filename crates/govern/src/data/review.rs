//! The table `[review]`: where changes are reviewed.

use toml::Spanned;

use super::reader::{TableReader, word};

/// The review system.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// What kind of system it is.
    pub system: ReviewKind,
    /// Where it is: changes are named by URL below it. For GitHub, the address of its REST API.
    pub url: Option<String>,
    /// The topic that changes are pushed under.
    pub topic: Option<String>,
    /// The account that the sync's changes belong to.
    pub owner: Option<String>,
}

/// A kind of review system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ReviewKind {
    /// Gerrit: `gerrit`, or left out.
    #[default]
    Gerrit,
    /// GitHub: `github`.
    GitHub,
}

impl Review {
    pub(super) fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let (url, topic, owner) = (table.optional("url"), table.optional("topic"), table.optional("owner"));
        let system: Option<Option<Spanned<String>>> = table.optional("system");
        let system = match system? {
            Some(name) => {
                let kinds = [("gerrit", ReviewKind::Gerrit), ("github", ReviewKind::GitHub)];
                word(&name, table.errors, &kinds)
            }
            None => Some(ReviewKind::default()),
        };
        Some(Self { system: system?, url: url?, topic: topic?, owner: owner? })
    }
}
