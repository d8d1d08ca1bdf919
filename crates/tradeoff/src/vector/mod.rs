//! Many samples side by side in vector registers: the instructions are chosen at run time, the bits are the same with any.

#![allow(
    clippy::inline_always,
    reason = "the loops must be compiled inside the function that has the vector instructions"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod dispatch;
#[cfg(feature = "instructions")]
mod instructions;
mod lanes;
mod numbers;
mod standings;

pub(crate) use dispatch::{Kernel, Path};
#[cfg(feature = "instructions")]
pub use instructions::Instructions;
pub(crate) use lanes::{Eight, Lanes, Samples, WORDS};
pub(crate) use numbers::{Numbers, Words};
pub(crate) use standings::{Order, Pair, Standings};
