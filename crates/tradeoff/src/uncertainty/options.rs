//! How much work to put into a decision.

/// How much work to put into what is sampled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Options {
    /// How many times to draw uncertain facts and weights; at least 1.
    pub samples: u32,
    /// The seed of the draws: the same seed gives the same bits on any platform.
    pub seed: u64,
}

impl Default for Options {
    /// 10,000 samples, whose standard error is 0.005 at most, and the seed 1.
    fn default() -> Self {
        Self { samples: 10_000, seed: 1 }
    }
}
