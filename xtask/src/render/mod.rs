//! What people read, made from data: nothing here decides anything.

pub mod diagnostic;
pub mod resolution;
pub mod snippet;
