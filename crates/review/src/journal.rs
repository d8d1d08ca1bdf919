//! What was pushed last, so that it is not made again.
//!
//! The journal only saves work. An entry says: for exactly these edits and this message, the review system got this commit. It counts
//! only where the system says that the commit is still the current one, so an entry that is old, torn, missing or of somebody else
//! costs time and changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use haggle_govern::change::ChangeDraft;

/// A folder with one file per repository, branch, topic and subject.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// The journal for a system.
    pub(crate) fn new(folder: &Path, system: &str) -> Self {
        Self { folder: folder.join("journal").join(plain(system)) }
    }

    /// Whether the entry of a draft says that this commit is what it gave.
    pub(crate) fn says(&self, draft: &ChangeDraft, message: &str, revision: &str) -> bool {
        fs::read(self.place(draft)).is_ok_and(|entry| entry == content(draft, message, revision))
    }

    /// Writes an entry down. Where that fails, the next run has more to do.
    pub(crate) fn note(&self, draft: &ChangeDraft, message: &str, revision: &str) {
        let place = self.place(draft);
        let Some(folder) = place.parent() else { return };
        // A torn entry is not equal to any draft: no care is needed.
        let written =
            fs::create_dir_all(folder).and_then(|()| fs::write(&place, content(draft, message, revision)));
        drop(written);
    }

    fn place(&self, draft: &ChangeDraft) -> PathBuf {
        let ChangeDraft { project, branch, topic, message, .. } = draft;
        let topic = topic.as_deref().unwrap_or_default();
        let mut subject = plain(&message.subject);
        subject.truncate(60);
        self.folder.join(plain(project.as_str())).join(format!(
            "{}+{}+{subject}",
            plain(branch),
            plain(topic)
        ))
    }
}

/// A text as a part of a file's name.
fn plain(text: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    text.chars().take(80).map(keep).collect()
}

/// Everything that makes the commit, but where it is.
fn content(draft: &ChangeDraft, message: &str, revision: &str) -> Vec<u8> {
    let mut bytes = format!("haggle 1\n{revision}\n{message}\0").into_bytes();
    for file in &draft.files {
        for part in [file.path.as_bytes(), &file.before, &file.after] {
            bytes.extend_from_slice(part.len().to_string().as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(part);
        }
    }
    bytes
}
