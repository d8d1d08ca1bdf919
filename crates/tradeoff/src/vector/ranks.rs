//! Ranks from pairwise comparisons, counted in bit planes.

use super::lanes::{Bits, PARTS, count};

/// Counts the samples in which the alternative has each rank, and gives those in which it comes first. `masks[a * m + b]` holds the
/// samples in which `a` is above `b`.
#[inline(always)]
pub(crate) fn count_ranks(
    masks: &[Bits],
    alternative: usize,
    m: usize,
    valid: &Bits,
    ranks: &mut [u64],
) -> Bits {
    match m {
        0..=16 => count_in_planes::<4>(masks, alternative, m, valid, ranks),
        17..=128 => count_in_planes::<7>(masks, alternative, m, valid, ranks),
        _ => count_in_planes::<64>(masks, alternative, m, valid, ranks),
    }
}

/// The number of rivals above the alternative is added up in bit planes: plane `k` holds bit `k` of the number of each sample.
#[inline(always)]
fn count_in_planes<const PLANES: usize>(
    masks: &[Bits],
    alternative: usize,
    m: usize,
    valid: &Bits,
    ranks: &mut [u64],
) -> Bits {
    let mut planes = [[0; PARTS]; PLANES];
    for rival in (0..m).filter(|&rival| rival != alternative) {
        let mut carry = masks[rival * m + alternative];
        for plane in &mut planes {
            for (bits, carry) in plane.iter_mut().zip(&mut carry) {
                let next = *bits & *carry;
                *bits ^= *carry;
                *carry = next;
            }
        }
    }
    let mut winning = [0; PARTS];
    for (rank, sum) in ranks.iter_mut().enumerate() {
        let mut with_rank = *valid;
        for (bit, plane) in planes.iter().enumerate() {
            // All ones where the rank has the bit, to keep the plane; zero to turn it round.
            let wanted = ((rank >> bit & 1) as u64).wrapping_neg();
            for (lanes, bits) in with_rank.iter_mut().zip(plane) {
                *lanes &= !(bits ^ wanted);
            }
        }
        *sum += count(&with_rank);
        if rank == 0 {
            winning = with_rank;
        }
    }
    winning
}
