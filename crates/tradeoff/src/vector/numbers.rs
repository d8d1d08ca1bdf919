//! Eight numbers or eight words side by side, and what is done with them. What is written here works on any processor; the types
//! for some of them replace it by their instructions, which give the same bits.

/// Eight doubles. Each operation is rounded as IEEE 754 has it, lane by lane.
pub(crate) trait Numbers: Copy {
    /// Eight words of 64 bits of the same processor.
    type Words: Words;

    /// Whether there are registers for two dozen of these: loops of known length are worth their code.
    const MANY_REGISTERS: bool = false;

    /// From eight numbers.
    fn load(numbers: &[f64; 8]) -> Self;

    /// The numbers that have these bits.
    fn of_bits(words: Self::Words) -> Self;

    /// The eight numbers.
    fn array(self) -> [f64; 8];

    /// To eight numbers.
    #[inline(always)]
    fn store(self, to: &mut [f64; 8]) {
        *to = self.array();
    }

    /// The same number in each lane.
    #[inline(always)]
    fn splat(number: f64) -> Self {
        Self::load(&[number; 8])
    }

    /// The product and the sum with a third number, rounded once.
    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        let (a, b, c) = (self.array(), factor.array(), summand.array());
        let mut out = [0.0; 8];
        for lane in 0..8 {
            out[lane] = a[lane].mul_add(b[lane], c[lane]);
        }
        Self::load(&out)
    }

    /// The smaller one; no lane is a NaN.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        lanewise(self, other, |a, b| if a < b { a } else { b })
    }

    /// The larger one; no lane is a NaN.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        lanewise(self, other, |a, b| if a > b { a } else { b })
    }

    /// The lanes in which this one is larger, as bits.
    #[inline(always)]
    fn above(self, other: Self) -> u8 {
        let (a, b) = (self.array(), other.array());
        (0..8).fold(0, |bits, lane| bits | u8::from(a[lane] > b[lane]) << lane)
    }

    /// The sum in the lanes that the bits name, and this one in the others.
    #[inline(always)]
    fn add_where(self, bits: u8, other: Self) -> Self {
        let (mut sums, other) = (self.array(), other.array());
        for lane in 0..8 {
            // All ones or none: the zero of a lane that is not wanted changes nothing.
            let keep = u64::from(bits >> lane & 1).wrapping_neg();
            sums[lane] += f64::from_bits(other[lane].to_bits() & keep);
        }
        Self::load(&sums)
    }
}

/// Eight words of 64 bits.
pub(crate) trait Words: Copy {
    /// From eight words.
    fn load(words: &[u64; 8]) -> Self;

    /// The eight words.
    fn array(self) -> [u64; 8];

    /// From the bytes of eight words.
    #[inline(always)]
    fn of_bytes(bytes: &[u8; 64]) -> Self {
        let mut words = [0; 8];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Self::load(&words)
    }

    /// To the bytes of eight words.
    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; 64]) {
        for (bytes, word) in to.as_chunks_mut::<8>().0.iter_mut().zip(self.array()) {
            *bytes = word.to_le_bytes();
        }
    }

    /// The same word in each lane.
    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self::load(&[word; 8])
    }

    /// The sum modulo 2^64.
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        each(self, other, u64::wrapping_add)
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        each(self, other, |a, b| a & b)
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        each(self, other, |a, b| a | b)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        each(self, other, |a, b| a ^ b)
    }

    #[inline(always)]
    fn shift_left<const BY: u32>(self) -> Self {
        each(self, self, |a, _| a << BY)
    }

    #[inline(always)]
    fn shift_right<const BY: u32>(self) -> Self {
        each(self, self, |a, _| a >> BY)
    }

    #[inline(always)]
    fn rotate_left<const BY: i32>(self) -> Self {
        each(self, self, |a, _| a.rotate_left(BY.unsigned_abs()))
    }

    /// How many bits of each word are set.
    #[inline(always)]
    fn count_ones(self) -> Self {
        each(self, self, |a, _| u64::from(a.count_ones()))
    }
}

#[inline(always)]
fn lanewise<N: Numbers>(a: N, b: N, operation: impl Fn(f64, f64) -> f64) -> N {
    let (mut out, b) = (a.array(), b.array());
    for (a, b) in out.iter_mut().zip(b) {
        *a = operation(*a, b);
    }
    N::load(&out)
}

#[inline(always)]
fn each<W: Words>(a: W, b: W, operation: impl Fn(u64, u64) -> u64) -> W {
    let (mut out, b) = (a.array(), b.array());
    for (a, b) in out.iter_mut().zip(b) {
        *a = operation(*a, b);
    }
    W::load(&out)
}

/// Any processor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable<T>([T; 8]);

impl Numbers for Portable<f64> {
    type Words = Portable<u64>;

    #[inline(always)]
    fn load(numbers: &[f64; 8]) -> Self {
        Self(*numbers)
    }

    #[inline(always)]
    fn of_bits(words: Portable<u64>) -> Self {
        Self(words.array().map(f64::from_bits))
    }

    #[inline(always)]
    fn array(self) -> [f64; 8] {
        self.0
    }
}

impl Words for Portable<u64> {
    #[inline(always)]
    fn load(words: &[u64; 8]) -> Self {
        Self(*words)
    }

    #[inline(always)]
    fn array(self) -> [u64; 8] {
        self.0
    }
}
