//! How likely a test is to pass, from how many culprits a batch may have: a test that is as likely to pass as to fail tells most.
//!
//! Every order of the parts counts as equally likely, so the chance that `g` of `u` parts hold none of `d` culprits is
//! `C(u - g, d) / C(u, d)`. Only products and quotients are used, so the same numbers come out on every machine.

/// What is known while parts are sorted into culprits and others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// All parts.
    pub n_parts: usize,
    /// Culprits that were found.
    pub n_found: usize,
    /// Parts that nothing is known of yet.
    pub n_open: usize,
    /// Most parts that may be added at once.
    pub most: usize,
}

impl Progress {
    /// The size of the next group: as likely as not it holds a culprit.
    pub fn group(self) -> usize {
        nearest_half(1, self.most.min(self.n_open), |size| self.passes(size))
    }

    /// How many of a group, fewer than all, to test next, where the group has a culprit.
    pub fn part_of_group(self, group: usize) -> usize {
        let all = self.passes(group);
        nearest_half(1, self.most.min(group - 1), |size| (self.passes(size) - all) / (1.0 - all))
    }

    /// The chance that so many of the open parts can be added to what passes, and that passes still.
    fn passes(self, size: usize) -> f64 {
        if self.n_found > 0 {
            return self.none_in(size);
        }
        // Nothing was found: each failure so far may have one culprit or need several parts.
        let Self { n_parts, n_open, .. } = self;
        let tried = n_parts - n_open;
        let of = |size: usize| ALONE * self.alone(size) + (1.0 - ALONE) * self.together(size);
        of(tried + size) / of(tried)
    }

    /// The chance that the first parts hold no culprit, each of which fails alone.
    fn alone(self, size: usize) -> f64 {
        Self { n_open: self.n_parts, ..self }.none_in(size)
    }

    /// The chance that the first parts lack one of those that fail together only.
    fn together(self, size: usize) -> f64 {
        let (mut all_weights, mut held, mut within) = (0.0, 0.0, 1.0);
        for part in 0..self.n_parts.min(MOST_PARTNERS) {
            within *= ratio(size.saturating_sub(part), self.n_parts - part);
            if part > 0 {
                all_weights += prior(part);
                held += prior(part) * within;
            }
        }
        if all_weights > 0.0 { 1.0 - held / all_weights } else { 1.0 }
    }

    /// The chance that so many of the open parts hold no culprit.
    fn none_in(self, size: usize) -> f64 {
        let Self { n_parts, n_found, n_open, .. } = self;
        let (mut weight, mut none) = (1.0, 1.0);
        let (mut all_weights, mut all_none) = (0.0, 0.0);
        for more in 0..=n_open {
            let total = n_found + more;
            if total > 0 {
                let prior = prior(total);
                all_weights += weight * prior;
                all_none += weight * prior * none;
                if weight * prior < NEGLIGIBLE * all_weights {
                    break;
                }
            }
            if more < n_open {
                weight *= ratio((n_open - more) * (total + 1), (more + 1) * (n_parts - total));
                none *= ratio((n_open - size).saturating_sub(more), n_open - more);
            }
        }
        all_none / all_weights
    }
}

/// A share of the chances that changes no choice.
const NEGLIGIBLE: f64 = 1e-9;

/// The chance that culprits fail each alone.
const ALONE: f64 = 0.7;

/// How likely it is, up to a factor, that a batch has so many culprits.
fn prior(n_culprits: usize) -> f64 {
    1.0 / ratio(n_culprits * n_culprits, 1)
}

/// How much of a pool to add to what is needed for sure, so that it is as likely as not to fail. The pool's first `passes` were seen
/// to pass (none: not even nothing of it was tried), its first `fails` to fail.
pub(super) fn prefix(pool: usize, passes: Option<usize>, fails: usize) -> usize {
    let chance = |size: usize| {
        let (mut held, mut all) = (0.0, 0.0);
        // C(size, k) / C(pool, k), for k parts that are needed still.
        let (mut in_size, mut in_passes, mut in_fails) = (1.0, f64::from(u8::from(passes.is_some())), 1.0);
        for needed in 0..=fails.min(MOST_PARTNERS) {
            let weight = partners(needed);
            held += weight * (in_size - in_passes);
            all += weight * (in_fails - in_passes);
            let next = |size: usize| ratio(size.saturating_sub(needed), pool - needed);
            if needed < pool {
                in_size *= next(size);
                in_fails *= next(fails);
                in_passes *= passes.map_or(0.0, next);
            }
        }
        1.0 - held / all
    };
    nearest_half(passes.map_or(0, |size| size + 1), fails - 1, chance)
}

const MOST_PARTNERS: usize = 30;

/// How likely it is, up to a factor, that so many more parts are needed for a failure.
fn partners(needed: usize) -> f64 {
    1.0 / ratio((needed + 1) * (needed + 1), 1)
}

/// The size between two for which a chance that falls with the size is nearest to one half.
fn nearest_half(least: usize, most: usize, chance: impl Fn(usize) -> f64) -> usize {
    let (mut low, mut high) = (least, most);
    // The first size whose chance is at most one half, else the largest.
    while low < high {
        let middle = low.midpoint(high);
        if chance(middle) <= 0.5 { high = middle } else { low = middle + 1 }
    }
    let is_better = low > least && (chance(low - 1) - 0.5).abs() < (chance(low) - 0.5).abs();
    if is_better { low - 1 } else { low }
}

fn ratio(above: usize, below: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "both are far below 2^53")]
    let ratio = above as f64 / below as f64;
    ratio
}
