//! What the index said of projects, as tables that are used as they lie in a file: nothing is parsed that nobody looks at.
//!
//! A project has three files. The *listing* ([`listing`]) has what tells releases apart: versions, tags, Pythons, yanks. The
//! *files* ([`files`]) have the rest of what the page says, a block for each release. The *requirements* ([`requirements`]) have the metadata
//! that was read, of whatever releases somebody asked about. The answers as they came stay beside them: a record names the one
//! that it was made of, counts only as long as that one lies there unchanged, and is made again from it.
//!
//! A question that was answered has a fourth ([`question`]): all facts that its answer rests on, so that the same question again reads
//! one file.
//!
//! A record is written beside its place and renamed into it. Its bytes are checked before any use (a checksum, and every number that is
//! a position): a record of another format, a torn one or another project's is absent, and never an error.

mod bytes;
mod files;
mod listing;
mod question;
mod records;
mod requirements;
mod store;
mod view;

pub(crate) use files::{Files, files_record};
pub(crate) use listing::Listing;
pub(crate) use question::{ListOfQuestion, question_record, read_question};
pub(crate) use records::is_whole;
pub use records::{is_record, sealed_record};
pub(crate) use requirements::{KeptRequirements, PlaceOfMetadata};
pub(crate) use store::{FactStore, Origin, RecordKind};
pub(crate) use view::{Sight, is_screened, lacks_files, view, view_for_many, wanted_file};
