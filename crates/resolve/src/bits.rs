//! Bit sets as slices of words: the domain of a package is one such slice, and most are one word long.
//!
//! Bit 0 stands for "absent", bit `k + 1` for version `k`.

/// The number of 64-bit words that hold "absent" and `n_versions` versions.
pub(crate) fn words_for(n_versions: u32) -> u32 {
    n_versions / u64::BITS + 1
}

pub(crate) const ABSENT: u64 = 1;

pub(crate) fn set_bit(words: &mut [u64], bit: u32) {
    words[(bit / u64::BITS) as usize] |= 1 << (bit % u64::BITS);
}

pub(crate) fn has_bit(words: &[u64], bit: u32) -> bool {
    words[(bit / u64::BITS) as usize] & (1 << (bit % u64::BITS)) != 0
}

/// Sets the bits of the versions `from..to`.
pub(crate) fn set_versions(words: &mut [u64], from: u32, to: u32) {
    let mut bit = from + 1;
    while bit <= to {
        let word = (bit / u64::BITS) as usize;
        let low = bit % u64::BITS;
        let n = (u64::BITS - low).min(to + 1 - bit);
        words[word] |= (u64::MAX >> (u64::BITS - n)) << low;
        bit += n;
    }
}

/// The words of the versions that are taken, on top of the bits in `first`.
pub(crate) fn words_of(takes: impl Iterator<Item = bool>, n_versions: usize, first: u64) -> Vec<u64> {
    let mut words = vec![0; n_versions / 64 + 1];
    words[0] = first;
    for (bit, takes) in (1usize..).zip(takes) {
        words[bit / 64] |= u64::from(takes) << (bit % 64);
    }
    words
}

pub(crate) fn is_disjoint(left: &[u64], right: &[u64]) -> bool {
    left.iter().zip(right).all(|(a, b)| a & b == 0)
}

pub(crate) fn is_subset(left: &[u64], right: &[u64]) -> bool {
    left.iter().zip(right).all(|(a, b)| a & !b == 0)
}

pub(crate) fn is_empty(words: &[u64]) -> bool {
    words.iter().all(|word| *word == 0)
}

pub(crate) fn count(words: &[u64]) -> u32 {
    words.iter().map(|word| word.count_ones()).sum()
}

/// Whether exactly one bit is set.
pub(crate) fn is_single(words: &[u64]) -> bool {
    if let [word] = words {
        return word.is_power_of_two();
    }
    count(words) == 1
}

/// The highest bit that is set: the value that is liked best.
pub(crate) fn highest(words: &[u64]) -> Option<u32> {
    let position = words.iter().rposition(|word| *word != 0)?;
    let base = u32::try_from(position).ok()? * u64::BITS;
    Some(base + u64::BITS - 1 - words[position].leading_zeros())
}

/// The versions among the bits, ascending.
pub(crate) fn versions(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    (0u32..)
        .zip(words)
        .flat_map(|(position, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                Some(position * u64::BITS + bit)
            })
        })
        .filter_map(|bit| bit.checked_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cross_words() {
        for (from, to) in [(0, 0), (0, 1), (0, 63), (0, 64), (5, 200), (62, 64), (63, 127), (100, 190)] {
            let mut words = vec![0; words_for(200) as usize];
            set_versions(&mut words, from, to);
            assert_eq!(versions(&words).collect::<Vec<_>>(), (from..to).collect::<Vec<_>>());
            assert_eq!(count(&words), to - from);
            assert_eq!(highest(&words), if from == to { None } else { Some(to) });
        }
    }
}
