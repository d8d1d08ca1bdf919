//! Sorting networks: K. Batcher's odd-even merge exchange (D. Knuth, volume 3, 5.2.2 M).

/// The exchanges of a network for `K` numbers, `K` up to 16, known when compiling: each puts the smaller of two numbers first.
pub(super) struct Network<const K: usize>;

/// As many exchanges as 16 numbers take, rounded up.
const MOST: usize = 64;

impl<const K: usize> Network<K> {
    const ALL: ([(usize, usize); MOST], usize) = batcher(K);
    pub(super) const EXCHANGES: &'static [(usize, usize)] = Self::ALL.0.split_at(Self::ALL.1).0;
}

/// The exchanges of a network for `n` numbers.
pub(super) fn exchanges(n: usize) -> Vec<(usize, usize)> {
    let mut network = Vec::new();
    let mut step = Some(Step::first(n));
    while let Some(at) = step {
        network.extend((0..n.saturating_sub(at.d)).filter(|i| i & at.p == at.r).map(|i| (i, i + at.d)));
        step = at.next();
    }
    network
}

const fn batcher(n: usize) -> ([(usize, usize); MOST], usize) {
    let (mut network, mut len) = ([(0, 0); MOST], 0);
    let mut step = Some(Step::first(n));
    while let Some(at) = step {
        let mut i = 0;
        while i + at.d < n {
            if i & at.p == at.r {
                network[len] = (i, i + at.d);
                len += 1;
            }
            i += 1;
        }
        step = at.next();
    }
    (network, len)
}

/// The exchanges of `i` and `i + d` for every `i` that has the bits `r` of `p`.
#[derive(Clone, Copy)]
struct Step {
    top: usize,
    p: usize,
    q: usize,
    r: usize,
    d: usize,
}

impl Step {
    const fn first(n: usize) -> Self {
        let top = n.next_power_of_two() / 2;
        // Without a top bit there is nothing to sort: the distance leaves no pair.
        Self { top, p: top, q: top, r: 0, d: if top == 0 { n } else { top } }
    }

    const fn next(self) -> Option<Self> {
        if self.q != self.p {
            return Some(Self { d: self.q - self.p, q: self.q / 2, r: self.p, ..self });
        }
        let p = self.p / 2;
        if p == 0 { None } else { Some(Self { top: self.top, p, q: self.top, r: 0, d: p }) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Network, exchanges};

    /// A network that sorts every row of zeros and ones sorts everything (Knuth, 5.3.4 Z).
    #[test]
    fn networks_sort_all_zeros_and_ones() {
        for n in 0..=12_usize {
            let network = exchanges(n);
            for bits in 0_u32..1 << n {
                let mut row: Vec<u32> = (0..n).map(|at| bits >> at & 1).collect();
                for &(low, high) in &network {
                    if row[low] > row[high] {
                        row.swap(low, high);
                    }
                }
                assert!(row.is_sorted(), "{n} {bits:b}");
            }
        }
    }

    #[test]
    fn networks_known_when_compiling_are_the_same() {
        assert_eq!(Network::<1>::EXCHANGES, exchanges(1));
        assert_eq!(Network::<7>::EXCHANGES, exchanges(7));
        assert_eq!(Network::<11>::EXCHANGES, exchanges(11));
        assert_eq!(Network::<16>::EXCHANGES, exchanges(16));
    }
}
