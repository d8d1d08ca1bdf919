//! Files that hold requirements: parsed without loss, edited at the places that were parsed.
//!
//! | format | parser |
//! |---|---|
//! | `requirements.txt`, pip's grammar | [`requirements::RequirementsFile`] |
//! | a file of constraints, pip's grammar | [`constraints::Constraints`] |
//! | the global list of a family of projects | [`global::GlobalRequirements`] |
//! | a denylist | [`denylist::Denylist`] |
//! | any file, as the requirements process of `OpenStack` reads it | [`EntryFile`] |
//! | `bindep.txt` | [`bindep::BindepFile`] |
//! | `setup.cfg` | [`setup_cfg::SetupCfg`] |
//! | `pyproject.toml` | `pyproject::PyProject`, a feature that is on by default |
//!
//! They have this in common:
//!
//! - Parsing takes any bytes and never fails. It gives what was understood, and a [`Diagnostic`] with a span of bytes for each
//!   thing that was not; one bad line hides no other.
//! - Nothing is lost: `to_bytes` gives the bytes that were parsed, whatever their encoding.
//! - An edit is an [`Edit`], a span and the text that replaces it, in the file as it was parsed. [`apply_edits`] splices
//!   edits into the bytes: comments, order, blank lines, line endings, byte order mark and encoding stay. After that, parse
//!   again.
//!
//! # What this module does not do
//! It reads no file, follows no `-r`, and looks at no environment. It does not read `setup.py`, Poetry's tables or lock
//! files. It reads UTF-8, UTF-16, UTF-32, Python's encodings of one byte for a character and, with the feature `encodings` (on by
//! default), most of several bytes or with states; others are reported, not guessed.

pub mod bindep;
pub mod constraints;
mod decode;
pub mod denylist;
mod diagnostics;
mod edit;
mod encoding;
mod entries;
mod entry;
mod format;
pub mod global;
mod ini;
mod interpolation;
mod logical;
mod placed;
#[cfg(feature = "pyproject")]
pub mod pyproject;
pub mod requirements;
mod separator;
pub mod setup_cfg;
mod source;
mod splice;

#[cfg(doc)]
use crate::{Diagnostic, Edit};

pub use crate::diagnostic::FileErrorKind;
pub use edit::{EditError, apply_edits};
pub use encoding::{CodePage, Encoding};
#[cfg(feature = "encodings")]
pub use encoding::{MultiByte, Stateful};
pub use entries::{EntryFile, EntryLine, EntryLineKind, LinesByName};
pub use entry::{Entry, Sorting, Style, Urls};
pub use format::normalize_requirement;
pub use placed::PlacedText;
pub use separator::MarkerSeparator;
pub use source::{SourceLines, SourceText};
