//! Drafts of changes: files before and after, and the message that goes with them.

mod draft;
mod id;
mod message;

pub use draft::{ChangeDraft, FileChange};
pub use id::{ChangeId, NotAChangeId};
pub use message::{Link, Message, read_links};
