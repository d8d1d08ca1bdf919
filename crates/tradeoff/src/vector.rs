//! Many samples side by side in vector registers: the instructions are chosen at run time, the bits are the same with any.

#![allow(
    clippy::inline_always,
    reason = "the loops must be compiled inside the function that has the vector instructions"
)]

mod dispatch;
mod lanes;
mod ranks;

pub(crate) use dispatch::{Kernel, Path};
pub(crate) use lanes::{Bits, Lanes, PARTS, count, valid};
pub(crate) use ranks::count_ranks;
