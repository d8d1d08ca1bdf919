//! A change to one repository.

use super::message::Message;
use crate::data::ProjectName;

/// A change to one repository that nobody has written yet.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeDraft {
    /// The repository's name in the review system.
    pub project: ProjectName,
    /// The branch that it goes to.
    pub branch: String,
    /// The topic that it is pushed under.
    pub topic: Option<String>,
    /// The message of its commit.
    pub message: Message,
    /// The files, changed or looked at.
    pub files: Vec<FileChange>,
}

/// A file before and after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path in the repository.
    pub path: String,
    /// The bytes as they are.
    pub before: Vec<u8>,
    /// The bytes as they would be.
    pub after: Vec<u8>,
}

impl ChangeDraft {
    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(|file| file.before == file.after)
    }

    /// The change as a unified diff, in the way that git prints one.
    pub fn diff(&self) -> String {
        self.files.iter().map(FileChange::diff).collect()
    }
}

impl FileChange {
    /// A file as a unified diff with three lines around each hunk; empty where nothing changes.
    ///
    /// Bytes that are not UTF-8 are shown as U+FFFD: the diff is for reading, the bytes are in [`FileChange::after`].
    ///
    /// ```
    /// use haggle_govern::change::FileChange;
    ///
    /// let change = FileChange { path: "list.txt".into(), before: b"a\n".to_vec(), after: b"a\nb\n".to_vec() };
    /// assert_eq!(change.diff(), "--- a/list.txt\n+++ b/list.txt\n@@ -1 +1,2 @@\n a\n+b\n");
    /// ```
    pub fn diff(&self) -> String {
        if self.before == self.after {
            return String::new();
        }
        let before = String::from_utf8_lossy(&self.before);
        let after = String::from_utf8_lossy(&self.after);
        similar::TextDiff::from_lines(before.as_ref(), after.as_ref())
            .unified_diff()
            .context_radius(3)
            .header(&format!("a/{}", self.path), &format!("b/{}", self.path))
            .to_string()
    }
}
