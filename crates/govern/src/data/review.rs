//! The table `[review]`: where changes are reviewed.

use toml::Spanned;

use super::reader::{TableReader, word};

/// The review system.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// What kind of system it is.
    pub system: ReviewKind,
    /// Where it is: changes are named by URL below it.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Manifest, SMALL_FAMILY};

    #[track_caller]
    fn check(table: &str, expected: Option<ReviewKind>) {
        let read = Manifest::read(&format!("{SMALL_FAMILY}{table}"));
        assert_eq!(read.ok().map(|manifest| manifest.review.system), expected, "{table}");
    }

    #[test]
    fn a_review_system_is_gerrit_unless_it_is_said() {
        check("", Some(ReviewKind::Gerrit));
        check("[review]\nurl = 'https://review.example.org'\n", Some(ReviewKind::Gerrit));
        check("[review]\nsystem = 'gerrit'\n", Some(ReviewKind::Gerrit));
        check("[review]\nsystem = 'github'\n", Some(ReviewKind::GitHub));
        check("[review]\nsystem = 'phabricator'\n", None);
    }
}
