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
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable;
mod samples;
mod splitmix;
#[cfg(target_arch = "x86_64")]
mod sse2;
mod standings;

pub(crate) use dispatch::{Kernel, Path};
#[cfg(feature = "instructions")]
pub use instructions::Instructions;
pub(crate) use lanes::{Eight, Lanes};
pub(crate) use numbers::{Numbers, Words};
#[cfg(test)]
pub(crate) type PortableNumbers = portable::Portable<f64>;
pub(crate) use samples::WORDS;
pub(crate) use splitmix::{GOLDEN, halves, mix};
pub(crate) use standings::{Order, Pair, Standings};
