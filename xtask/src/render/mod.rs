//! What people read, made from data: nothing here decides anything.

pub mod backtest;
pub mod diagnostic;
pub mod evaluation;
pub mod graph;
pub mod inclusion;
pub mod resolution;
pub mod snippet;
pub mod universal;
