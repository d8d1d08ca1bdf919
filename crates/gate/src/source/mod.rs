//! What the gate asks of the sources themselves.

pub mod cycles;
mod modules;
pub mod prose;
