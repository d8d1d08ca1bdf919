//! Sets of samples as bits.

/// How many times 64 samples are counted together.
pub(crate) const WORDS: usize = 8;

/// A set of the 512 samples that are counted together, one bit each. Where a sample has its bit is for
/// [`Numbers::place`](super::Numbers::place) to say: it differs between processors.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Samples(pub(crate) [u8; 64]);

impl Samples {
    /// No sample.
    pub(crate) const NONE: Self = Self([0; 64]);

    /// Sets the bits of a group of samples of a word: eight for each byte, groups of so many bytes.
    #[inline(always)]
    pub(super) fn note<const BYTES: usize>(&mut self, word: usize, group: usize, bits: [u8; BYTES]) {
        self.0.as_chunks_mut::<BYTES>().0[WORDS * group + word % WORDS] = bits;
    }

    /// The bits of a group of samples of a word.
    #[inline(always)]
    pub(super) fn group(&self, word: usize, group: usize, bytes: usize) -> u64 {
        let at = (WORDS * group + word % WORDS) * bytes;
        self.0[at..at + bytes].iter().rev().fold(0, |bits, byte| bits << 8 | u64::from(*byte))
    }
}
