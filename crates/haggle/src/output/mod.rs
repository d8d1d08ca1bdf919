//! What people read and what is written, made from data: nothing here decides anything.

pub mod backtest;
pub mod diagnostic;
pub mod evaluation;
pub mod failure;
pub mod files;
pub mod format;
pub mod graph;
pub mod inclusion;
pub mod progress;
pub mod records;
pub mod resolution;
pub mod snippet;
pub mod universal;
