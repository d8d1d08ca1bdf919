//! Numbers of samples side by side, and sets of samples as bits.

/// One number of each of 64 samples.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Lanes(pub(crate) [f64; 64]);

impl Lanes {
    /// All zero.
    pub(crate) const ZERO: Self = Self([0.0; 64]);

    /// The numbers of eight samples.
    #[inline(always)]
    pub(crate) fn part(&self, part: usize) -> &[f64; 8] {
        &self.0.as_chunks::<8>().0[part]
    }

    /// The numbers of eight samples.
    #[inline(always)]
    pub(crate) fn part_mut(&mut self, part: usize) -> &mut [f64; 8] {
        &mut self.0.as_chunks_mut::<8>().0[part]
    }
}

/// Eight numbers, where a register finds them.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Eight<T>(pub(crate) [T; 8]);

/// How many times 64 samples are counted together.
pub(crate) const WORDS: usize = 8;

/// A set of the 512 samples that are counted together. The byte `8 part + word` holds those of one eighth of 64 samples: bytes
/// that are found one after another lie apart, since compilers make slow work of joining neighbours.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Samples(pub(crate) [u8; 64]);

impl Samples {
    /// No sample.
    pub(crate) const NONE: Self = Self([0; 64]);

    /// The first ones, if so many are left.
    pub(crate) fn first(left: u64) -> Self {
        let mut samples = Self::NONE;
        let mut left = left;
        for word in 0..WORDS {
            for part in 0..8 {
                *samples.byte_mut(word, part) = if left < 8 { (1 << left) - 1 } else { u8::MAX };
                left = left.saturating_sub(8);
            }
        }
        samples
    }

    /// Those of one eighth of 64 samples.
    #[inline(always)]
    pub(crate) fn byte(&self, word: usize, part: usize) -> u8 {
        self.0[8 * part + word % WORDS]
    }

    /// Those of one eighth of 64 samples.
    #[inline(always)]
    pub(crate) fn byte_mut(&mut self, word: usize, part: usize) -> &mut u8 {
        &mut self.0[8 * part + word % WORDS]
    }
}
