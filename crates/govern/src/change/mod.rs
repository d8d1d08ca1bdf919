//! Drafts of changes: files before and after, and the message that goes with them; and the order in which they are published.

mod check;
mod draft;
mod id;
mod message;
mod set;
mod trailers;
pub mod zuul;

pub use check::{MessageDependency, MessageFinding, MessageReading, check_message};
pub use draft::{ChangeDraft, FileChange};
pub use id::{ChangeId, GivenChangeIds, NotAChangeId};
pub use message::{Link, Message, read_links};
pub use set::{ChangeSet, ChangeSetError};
pub use trailers::trailers;
