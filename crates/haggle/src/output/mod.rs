//! What people read and what is written, made from data: nothing here decides anything.

pub mod backtest;
pub mod diagnostic;
pub mod evaluation;
pub mod failure;
pub mod files;
pub mod format;
pub mod graph;
pub mod inclusion;
pub mod json;
pub mod page;
#[expect(clippy::disallowed_methods, reason = "progress is shown where standard error is a terminal")]
pub mod progress;
pub mod records;
pub mod resolution;
pub mod snippet;
mod standard_output;
#[expect(clippy::disallowed_methods, reason = "the one module that prints")]
pub mod terminal;
pub mod universal;
