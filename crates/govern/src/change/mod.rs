//! Drafts of changes: files before and after, and the message that goes with them.

mod draft;
mod message;

pub use draft::{ChangeDraft, FileChange};
pub use message::{Link, Message, read_links};
