//! What people read and what is written, made from data: nothing here decides anything.

#[cfg(feature = "live")]
pub mod alternatives;
pub mod audit;
pub mod audited_catalogue;
pub mod backtest;
#[cfg(unix)]
pub mod bisect;
#[cfg(feature = "live")]
mod byte_size;
#[cfg(feature = "live")]
pub mod cache;
#[cfg(all(feature = "live", feature = "report"))]
pub mod changes_report;
pub mod check;
pub mod check_codes;
pub mod command_line;
mod counted;
pub mod decision;
pub mod diagnostic;
pub mod diff;
pub mod doctor;
pub mod elicitation;
pub mod evaluation;
pub mod failure;
pub mod files;
#[cfg(feature = "live")]
pub mod floor;
#[cfg(feature = "live")]
pub mod forecast;
#[cfg(any(feature = "live", feature = "report"))]
mod foreseen;
mod foretold;
pub mod format;
#[cfg(feature = "live")]
pub mod graph;
pub mod help;
#[cfg(feature = "report")]
mod html;
pub mod json;
pub mod lint;
pub mod list_check;
#[cfg(feature = "live")]
pub mod lock_file;
pub mod manifest;
pub mod message;
pub mod moved;
pub mod objections;
pub mod page;
pub mod page_drift;
pub mod pin_draft;
pub mod pin_report;
#[cfg(feature = "live")]
pub mod pinned_files;
#[cfg(feature = "live")]
pub mod pins_file;
#[expect(clippy::disallowed_methods, reason = "progress is shown where standard error is a terminal")]
pub mod progress;
pub mod proposal;
#[cfg(feature = "live")]
pub mod published;
#[cfg(feature = "live")]
pub mod published_pins;
pub mod records;
pub mod repaired;
#[cfg(feature = "report")]
pub mod report;
pub mod requirements_page;
#[cfg(feature = "live")]
pub mod resolution;
pub mod retirement;
pub mod rules;
#[cfg(feature = "live")]
pub mod snapshot_diff;
pub mod snippet;
mod standard_output;
pub mod state;
#[cfg(feature = "live")]
pub mod statistics;
pub mod sync;
mod table;
#[expect(clippy::disallowed_methods, reason = "the one module that prints")]
pub mod terminal;
pub mod verbosity;
mod width;

pub use width::width;
