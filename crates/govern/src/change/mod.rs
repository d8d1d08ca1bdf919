//! Drafts of changes: files before and after, and the message that goes with them; and the order in which they are published.

mod draft;
mod id;
mod message;
mod set;

pub use draft::{ChangeDraft, FileChange};
pub use id::{ChangeId, NotAChangeId};
pub use message::{Link, Message, read_links};
pub use set::{ChangeSet, ChangeSetError};
