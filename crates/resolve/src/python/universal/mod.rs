//! One answer for many environments: a range of Pythons, any platform; or a list.
//!
//! Environments are values of a few variables: a final release of Python, a system, an implementation, a machine. Values
//! that do not exist together are left out, and a marker is the set of environments where it holds ([`space`], a decision
//! diagram each). The request is lowered once, every requirement with its set ([`prepare`]).
//!
//! Then one environment is solved as if it were alone ([`run`]), and from what its answer rests on (the conditions of the
//! chosen releases' requirements, and the proofs that ruled out what would come first) follows for which others the answer
//! is the same. That is repeated until no environment is left ([`cover`]). Answers that agree on a package are one pin,
//! whose marker is put in its shortest form at the end ([`words`]). Where independent markers multiply the environments,
//! the answer is put together package by package instead ([`compose`]).

mod allowed_words;
mod base;
mod compose;
mod cover;
mod coverage;
mod diagram;
mod families;
mod fewest;
mod from_urls;
mod group;
mod lower;
mod outcome;
mod parts;
mod places;
mod prepare;
mod prepared;
mod pythons;
mod reach;
mod reasons;
mod resolve;
mod run;
mod scope;
mod solution;
mod space;
mod steps;
mod vocabulary;
mod words;

pub use outcome::{ForkStrategy, UniversalOutcome};
pub use parts::{SolutionPart, SolutionParts};
pub use resolve::{resolve_environments, resolve_universal};
pub use scope::Environments;
pub use solution::{HeldBack, IgnoredBound, UniversalPin, UniversalSolution};
