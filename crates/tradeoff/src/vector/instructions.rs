//! The choice of instructions, for whoever measures or compares them.

use super::dispatch::Path;

/// A set of vector instructions that this processor has. Sampling gives the same bits with any: the choice is one of speed alone, for
/// measurements and tests; whatever samples without a choice takes the best.
///
/// ```
/// use haggle_tradeoff::robust::{Instructions, sampled_acceptability_with};
///
/// let values = [vec![0.2, 0.7, 0.4], vec![0.5, 0.1, 0.6]];
/// let with = |instructions| sampled_acceptability_with(&values, 5000, 1, 1, instructions);
/// let all = Instructions::available();
/// assert!(all.iter().all(|&instructions| with(instructions) == with(all[0])));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instructions(pub(crate) Path);

impl Instructions {
    /// Those that this processor has, the best first and those of every processor last.
    pub fn available() -> Vec<Self> {
        Path::all().into_iter().map(Self).collect()
    }

    /// `avx512` or `avx2`, `plain` for what every x86-64 has, `portable` elsewhere.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}
