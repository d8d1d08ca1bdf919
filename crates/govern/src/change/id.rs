//! The Change-Id of a change, as Gerrit's `commit-msg` hook computes it.
//!
//! The hook asks git for the hash of a blob of three texts: who commits and when, the commit that is checked out, the message. Known
//! before anything is pushed, it lets one change name another.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::str::FromStr;

use sha1::{Digest, Sha1};

use crate::data::ProjectName;

/// The hash of the empty tree: what the hook hashes where there is no commit yet.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// An `I` and 40 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeId(String);

impl ChangeId {
    /// The id that the hook gives a message.
    ///
    /// `committer` is what `git var GIT_COMMITTER_IDENT` prints; `head` is the commit that is checked out, where there is one.
    ///
    /// ```
    /// use haggle_govern::change::ChangeId;
    ///
    /// let id = ChangeId::compute("A <a@example.org> 1700000000 +0000", None, "Use xattr\n");
    /// assert_eq!(id.to_string(), "Ideaea460865880c0cc455db5b07f24508f2f9c37");
    /// ```
    pub fn compute(committer: &str, head: Option<&str>, message: &str) -> Self {
        let content = format!("{}\n{}\n{message}", committer.trim_end(), head.unwrap_or(EMPTY_TREE));
        let mut hash = Sha1::new();
        hash.update(format!("blob {}\0", content.len()));
        hash.update(&content);
        let digits = <[u8; 20]>::from(hash.finalize());
        Self(digits.iter().fold("I".to_owned(), |text, byte| text + &format!("{byte:02x}")))
    }
}

/// The Change-Ids of one set of changes. The same message at the same commit, or at none, has the same Change-Id in every repository;
/// here each repository has its own.
#[derive(Debug, Default)]
pub struct GivenChangeIds(BTreeMap<ChangeId, ProjectName>);

impl GivenChangeIds {
    /// The Change-Id that `compute` gives for the commit that is checked out, or with the repository's name in its place where another
    /// repository has that one already.
    pub fn distinct(
        &mut self,
        project: &ProjectName,
        head: Option<&str>,
        compute: &dyn Fn(Option<&str>) -> ChangeId,
    ) -> ChangeId {
        let mut id = compute(head);
        if self.0.get(&id).is_some_and(|other| other != project) {
            id = compute(Some(project.as_str()));
        }
        self.0.insert(id.clone(), project.clone());
        id
    }
}

impl Display for ChangeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that is not a Change-Id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAChangeId;

impl Display for NotAChangeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a Change-Id is an `I` and 40 hexadecimal digits")
    }
}

impl std::error::Error for NotAChangeId {}

impl FromStr for ChangeId {
    type Err = NotAChangeId;

    /// Reads a whole Change-Id, digits in lower case: Gerrit refuses others.
    ///
    /// # Errors
    /// Another letter, another length, other digits.
    fn from_str(text: &str) -> Result<Self, NotAChangeId> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        match text.strip_prefix('I') {
            Some(digits) if digits.len() == 40 && digits.bytes().all(is_digit) => Ok(Self(text.to_owned())),
            _ => Err(NotAChangeId),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_repositories_never_have_the_same() {
        let mut given = GivenChangeIds::default();
        let compute = |head: Option<&str>| ChangeId::compute("A <a@example.org> 0 +0000", head, "Same\n");
        let mut of = |name: &str| given.distinct(&name.parse().unwrap(), None, &compute);
        let (first, second) = (of("x/one"), of("x/two"));
        assert_eq!(first, compute(None));
        assert_ne!(first, second);
        assert_eq!(of("x/one"), first);
        assert_eq!(of("x/two"), second);
    }
}
