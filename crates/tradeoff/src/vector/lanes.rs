//! One number of each of 64 samples, and sets of samples as bits.

/// One number of each of 64 samples.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Lanes(pub(crate) [f64; 64]);

impl Lanes {
    /// All zero.
    pub(crate) const ZERO: Self = Self([0.0; 64]);
}

/// How many times 64 samples are counted together.
pub(crate) const PARTS: usize = 4;

/// One bit for each of the samples that are counted together.
pub(crate) type Bits = [u64; PARTS];

/// How many of the samples are in the set.
#[inline(always)]
pub(crate) fn count(bits: &Bits) -> u64 {
    bits.iter().map(|part| u64::from(part.count_ones())).sum()
}

/// The samples of these parts that there are, if so many are left.
pub(crate) fn valid(left: u64) -> Bits {
    let mut valid = [0; PARTS];
    let mut before = 0;
    for bits in &mut valid {
        let left = left.saturating_sub(before);
        *bits = if left < 64 { (1 << left) - 1 } else { u64::MAX };
        before += 64;
    }
    valid
}
