//! What people read, made from data: nothing here decides anything.

pub mod snippet;
