//! `SplitMix64` (G. Steele, D. Lea, C. Flood 2014, doi:10.1145/2714064.2660195): a stream of random words from a state that grows by a
//! constant.

#[cfg(target_arch = "x86_64")]
use super::numbers::Words;

/// What the state grows by with every word.
pub(crate) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

const FACTORS: [u64; 2] = [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];

/// The word of a state.
#[inline(always)]
pub(crate) fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(FACTORS[0]);
    let word = (word ^ (word >> 27)).wrapping_mul(FACTORS[1]);
    word ^ (word >> 31)
}

/// The upper and the lower half of the word of a state as numbers: uniform in `[0, 1)`, multiples of 2^-32.
#[allow(clippy::cast_precision_loss, reason = "32 bits fit a double exactly")]
#[inline(always)]
pub(crate) fn halves(state: u64) -> (f64, f64) {
    let word = mix(state);
    ((word >> 32) as f64 / 4_294_967_296.0, (word & 0xffff_ffff) as f64 / 4_294_967_296.0)
}

/// A number whose last bits are worth 2^-32.
#[cfg(target_arch = "x86_64")]
pub(super) const COARSE: f64 = 1_048_576.0;

/// Words of 64 bits that can be multiplied side by side.
#[cfg(target_arch = "x86_64")]
pub(super) trait Mixing: Words {
    /// The product modulo 2^64.
    fn multiply(self, by: u64) -> Self;

    /// The words of states.
    #[inline(always)]
    fn mix(self) -> Self {
        let word = self.xor(self.shift_right::<30>()).multiply(FACTORS[0]);
        let word = word.xor(word.shift_right::<27>()).multiply(FACTORS[1]);
        word.xor(word.shift_right::<31>())
    }
}
