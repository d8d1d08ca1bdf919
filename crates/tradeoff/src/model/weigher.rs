//! Stakeholders' weights: the nominal ones, and draws from what they leave open.

use super::consistency::Consistency;
use crate::methods::rank_order_centroid;
use crate::numeric::{Forks, Interval, Spread, Stream, index_to_f64};
use crate::vector::{Lanes, Numbers};

/// One stakeholder's weights of the leaves.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Weigher {
    /// Swing points by criterion, with the criteria that share a parent, parents first.
    Swing {
        points: Vec<Interval>,
        families: Vec<Vec<usize>>,
        parents: Vec<Option<usize>>,
        leaves: Vec<usize>,
    },
    /// Leaves from the most important down.
    Ranking(Vec<usize>),
    /// Any weights of so many leaves.
    Unstated(usize),
    /// These weights of the leaves, and how consistent the comparisons were that they follow from.
    Compared(Vec<f64>, Consistency),
}

impl Weigher {
    /// The weights that are taken for what was said: the middle of each interval, the rank-order centroid, or equal weights.
    pub(crate) fn nominal(&self) -> Vec<f64> {
        match self {
            Self::Swing { points, leaves, .. } => {
                let mut weights = Vec::new();
                self.swing(|criterion| points[criterion].middle(), &mut weights);
                leaves.iter().map(|&criterion| weights[criterion]).collect()
            }
            Self::Ranking(order) => {
                let mut weights = vec![0.0; order.len()];
                for (leaf, weight) in order.iter().zip(rank_order_centroid(order.len())) {
                    weights[*leaf] = weight;
                }
                weights
            }
            Self::Unstated(n_leaves) => vec![1.0 / index_to_f64(*n_leaves); *n_leaves],
            Self::Compared(weights, _) => weights.clone(),
        }
    }

    /// How far the comparisons go together, where that is how the weights were stated.
    pub(crate) fn consistency(&self) -> Option<Consistency> {
        match self {
            Self::Compared(_, consistency) => Some(*consistency),
            _ => None,
        }
    }

    /// Whether the weights leave nothing open.
    pub(crate) fn is_certain(&self) -> bool {
        match self {
            Self::Swing { points, .. } => points.iter().all(|interval| interval.width() <= 0.0),
            Self::Ranking(order) => order.len() < 2,
            Self::Unstated(n_leaves) => *n_leaves < 2,
            Self::Compared(..) => true,
        }
    }

    /// Draws weights from what was left open, and adds them times the power to the group's. The scratch space is anything.
    pub(crate) fn add_draw(
        &self,
        stream: &mut Stream,
        power: f64,
        group: &mut [f64],
        scratch: &mut Vec<f64>,
    ) {
        match self {
            Self::Swing { points, leaves, .. } => {
                // Both halves of a word, one after the other.
                let mut spare = None;
                let mut half = || {
                    spare.take().unwrap_or_else(|| {
                        let (upper, lower) = stream.halves();
                        spare = Some(lower);
                        upper
                    })
                };
                self.swing(|criterion| Spread::over(points[criterion]).at(half()), scratch);
                for (sum, &criterion) in group.iter_mut().zip(leaves) {
                    *sum += power * scratch[criterion];
                }
            }
            Self::Ranking(order) => {
                // Weights drawn from the simplex and put in descending order are uniform on the cone of the ranking.
                scratch.clear();
                scratch.resize(order.len(), 0.0);
                stream.simplex(scratch);
                scratch.sort_unstable_by(|a, b| b.total_cmp(a));
                for (leaf, weight) in order.iter().zip(&*scratch) {
                    group[*leaf] += power * weight;
                }
            }
            Self::Unstated(n_leaves) => {
                scratch.clear();
                scratch.resize(*n_leaves, 0.0);
                stream.simplex(scratch);
                for (sum, weight) in group.iter_mut().zip(&*scratch) {
                    *sum += power * weight;
                }
            }
            Self::Compared(weights, _) => {
                for (sum, weight) in group.iter_mut().zip(weights) {
                    *sum += power * weight;
                }
            }
        }
    }

    /// The swing points, where that is how the weights were stated.
    pub(crate) fn swing_plan(&self) -> Option<Swing<'_>> {
        match self {
            Self::Swing { points, families, parents, leaves } => {
                Some(Swing { points, families, parents, leaves })
            }
            _ => None,
        }
    }

    /// The weight of every criterion, groups included, from its points.
    fn swing(&self, mut points_of: impl FnMut(usize) -> f64, weights: &mut Vec<f64>) {
        let Self::Swing { points, families, parents, .. } = self else { return };
        weights.clear();
        weights.resize(points.len(), 0.0);
        for family in families {
            let mut sum = 0.0;
            for &criterion in family {
                weights[criterion] = points_of(criterion);
                sum += weights[criterion];
            }
            for &criterion in family {
                let share =
                    if sum > 0.0 { weights[criterion] / sum } else { 1.0 / index_to_f64(family.len()) };
                weights[criterion] = share * parents[criterion].map_or(1.0, |parent| weights[parent]);
            }
        }
    }
}

/// The parts of [`Weigher::Swing`].
pub(crate) struct Swing<'a> {
    points: &'a [Interval],
    families: &'a [Vec<usize>],
    parents: &'a [Option<usize>],
    leaves: &'a [usize],
}

impl Swing<'_> {
    /// Does in 64 lanes side by side what [`Weigher::add_draw`] does in one.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "compiled inside functions that have vector instructions")]
    pub(crate) fn add_columns<N: Numbers>(
        &self,
        streams: &mut Forks<'_>,
        power: f64,
        group: &mut [Lanes],
        scratch: &mut Vec<Lanes>,
    ) {
        scratch.clear();
        scratch.resize(self.points.len(), Lanes::ZERO);
        let mut order = self.families.iter().flatten();
        while let Some(&one) = order.next() {
            let spread = |criterion: usize| Spread::over(self.points[criterion]);
            let mut unused = Lanes::ZERO;
            match order.next() {
                Some(&two) => {
                    let Ok([upper, lower]) = scratch.get_disjoint_mut([one, two]) else { return };
                    streams.halves::<N>([spread(one), spread(two)], upper, lower);
                }
                None => streams.halves::<N>([spread(one), Spread::UNIT], &mut scratch[one], &mut unused),
            }
        }
        for family in self.families {
            let mut sums = Lanes::ZERO;
            for &criterion in family {
                for at in 0..64 / N::LANES {
                    N::of(&sums, at).add(N::of(&scratch[criterion], at)).put(&mut sums, at);
                }
            }
            let is_positive = family.iter().any(|&criterion| self.points[criterion].low() > 0.0);
            let equal = 1.0 / index_to_f64(family.len());
            for &criterion in family {
                let mut column = scratch[criterion];
                for at in 0..64 / N::LANES {
                    N::of(&column, at).divide(N::of(&sums, at)).put(&mut column, at);
                }
                if !is_positive {
                    for (share, sum) in column.0.iter_mut().zip(&sums.0) {
                        *share = if *sum > 0.0 { *share } else { equal };
                    }
                }
                if let Some(parent) = self.parents[criterion] {
                    for (weight, parent) in column.0.iter_mut().zip(&scratch[parent].0) {
                        *weight *= parent;
                    }
                }
                scratch[criterion] = column;
            }
        }
        for (column, &criterion) in group.iter_mut().zip(self.leaves) {
            for at in 0..64 / N::LANES {
                let weights = N::of(&scratch[criterion], at).multiply(N::splat(power));
                N::of(column, at).add(weights).put(column, at);
            }
        }
    }
}
