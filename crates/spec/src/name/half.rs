//! Sixteen bytes of a name, looked at side by side.

/// What sixteen bytes are; bit `n` of a set is of byte `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Half {
    /// Letters and digits of ASCII.
    pub(super) alphanumeric: u32,
    /// `-`, `_` and `.`.
    pub(super) separators: u32,
    /// The bytes in lower case, with `-` for each separator.
    pub(super) normalised: [u8; 16],
}

/// In capital letters it is zero, in all others and in digits it is one.
const LOWER: u8 = 0x20;

/// With the vectors that every processor of this kind has.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
#[allow(unsafe_code, reason = "a call of what needs vectors, which every program for this target has")]
pub(super) fn half(bytes: [u8; 16]) -> Half {
    // SAFETY: this is compiled for targets with SSE2 only.
    unsafe { vector_half(bytes) }
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
#[target_feature(enable = "sse2")]
fn vector_half(bytes: [u8; 16]) -> Half {
    use core::arch::x86_64::{
        __m128i, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cvtsi128_si64, _mm_min_epu8,
        _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8, _mm_sub_epi8, _mm_unpackhi_epi64,
    };
    let all = |byte: u8| _mm_set1_epi8(byte.cast_signed());
    let bits = |mask: __m128i| _mm_movemask_epi8(mask).cast_unsigned();
    let [low, high] = halves(bytes);
    let bytes = _mm_set_epi64x(high.cast_signed(), low.cast_signed());
    // Whether a byte is one of some that follow each other: it is not above the last of them, counted from the first.
    let is_from = |bytes: __m128i, first: u8, last: u8| {
        let place = _mm_sub_epi8(bytes, all(first));
        _mm_cmpeq_epi8(_mm_min_epu8(place, all(last - first)), place)
    };
    let is = |byte: u8| _mm_cmpeq_epi8(bytes, all(byte));
    let lower = _mm_or_si128(bytes, all(LOWER));
    let alphanumeric = _mm_or_si128(is_from(lower, b'a', b'z'), is_from(bytes, b'0', b'9'));
    // `-` and `.` follow each other.
    let separators = _mm_or_si128(is_from(bytes, b'-', b'.'), is(b'_'));
    let normalised = _mm_or_si128(_mm_and_si128(separators, all(b'-')), _mm_andnot_si128(separators, lower));
    let low = _mm_cvtsi128_si64(normalised).cast_unsigned();
    let high = _mm_cvtsi128_si64(_mm_unpackhi_epi64(normalised, normalised)).cast_unsigned();
    Half {
        alphanumeric: bits(alphanumeric),
        separators: bits(separators),
        normalised: (u128::from(high) << 64 | u128::from(low)).to_le_bytes(),
    }
}

/// The two words of sixteen bytes.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
#[allow(clippy::cast_possible_truncation, reason = "a word is half of the bytes")]
fn halves(bytes: [u8; 16]) -> [u64; 2] {
    let all = u128::from_le_bytes(bytes);
    [all as u64, (all >> 64) as u64]
}

/// With whatever the compiler makes of it.
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
#[inline]
pub(super) fn half(bytes: [u8; 16]) -> Half {
    plain_half(bytes)
}

/// Byte by byte.
#[cfg(any(test, not(all(target_arch = "x86_64", target_feature = "sse2"))))]
#[inline]
fn plain_half(bytes: [u8; 16]) -> Half {
    let is_separator = |byte: u8| matches!(byte, b'-' | b'.' | b'_');
    let (mut alphanumeric, mut separators) = (0, 0);
    for (place, byte) in bytes.into_iter().enumerate() {
        alphanumeric |= u32::from(byte.is_ascii_alphanumeric()) << place;
        separators |= u32::from(is_separator(byte)) << place;
    }
    let normalised = bytes.map(|byte| if is_separator(byte) { b'-' } else { byte | LOWER });
    Half { alphanumeric, separators, normalised }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place_is_what_it_is_alone() {
        for byte in 0..=u8::MAX {
            for place in 0..16 {
                let mut bytes = *b"ab-c_d.0Z9 @[`{/";
                bytes[place] = byte;
                assert_eq!(half(bytes), plain_half(bytes), "{bytes:?}");
            }
        }
    }
}
