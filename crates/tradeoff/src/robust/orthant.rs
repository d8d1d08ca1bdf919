//! The probability that a random vector is positive in all coordinates, exactly.
//!
//! The vector is `sum of E_j x_j` with independent exponential `E_j`: the direction of uniform weights on a simplex. Only
//! positive numbers are multiplied and added, so that nothing cancels.

use crate::numeric::index_to_f64;

/// Vectors of `width` coordinates, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vectors {
    width: usize,
    entries: Vec<f64>,
}

impl Vectors {
    /// Vectors from their coordinates; each is `width` long.
    pub(super) fn new(width: usize, entries: Vec<f64>) -> Self {
        Self { width, entries }
    }

    fn iter(&self) -> std::slice::ChunksExact<'_, f64> {
        self.entries.chunks_exact(self.width)
    }
}

/// `P(sum of E_j x_j > 0 in every coordinate)`.
///
/// One coordinate is settled after the other. Let some vectors be positive in it and some negative, and let the first of each
/// race: `E_i a_i` against `E_j b_j`. The smaller is used up, with the odds of the memoryless exponential distribution, together
/// with as much of the other; what both used up is an exponential multiple of a vector that is 0 in this coordinate, and what is
/// left of the other is exponential afresh. Each course of the race until one side is used up is a simplex of a triangulation
/// of the cut simplex, with its share of the volume.
///
/// Cost: about `c(n)^(width - 1) n^2` with `c(n) = binomial(n - 1, n / 2)` for `n` vectors.
pub(super) fn positive_orthant(vectors: &Vectors) -> f64 {
    match vectors.width {
        0 => 1.0,
        1 => positive_sum(&vectors.entries, &mut Scratch::default()),
        _ => match Race::new(vectors) {
            Some(race) => race.run(),
            None => 0.0,
        },
    }
}

/// The work that [`positive_orthant`] may take for `n` vectors of a width, in steps of the last race.
pub(super) fn orthant_cost(n: usize, width: usize) -> f64 {
    let courses = (0..n / 2)
        .map(index_to_f64)
        .fold(1.0, |product, k| product * (index_to_f64(n.saturating_sub(1)) - k) / (k + 1.0));
    let mut cost = index_to_f64(n * n) / 4.0;
    for _ in 1..width {
        cost *= courses;
    }
    // However few the courses, the vectors are read.
    cost.max(index_to_f64(4 * n * width))
}

#[derive(Default)]
struct Scratch {
    positive: Vec<f64>,
    negative: Vec<f64>,
    row: Vec<f64>,
}

/// `P(sum of E_j x_j > 0)` for numbers: one race, followed over all its courses at once.
fn positive_sum(numbers: &[f64], scratch: &mut Scratch) -> f64 {
    let Scratch { positive, negative, row } = scratch;
    positive.clear();
    negative.clear();
    for &x in numbers {
        if x > 0.0 {
            positive.push(x);
        } else if x < 0.0 {
            negative.push(-x);
        }
    }
    if positive.is_empty() {
        return 0.0;
    }
    // row[j]: the chance of a positive sum with the positives from the present one and the negatives from j left.
    row.clear();
    row.resize(negative.len(), 0.0);
    for a in positive.iter().rev() {
        let mut next = 1.0;
        for (chance, b) in row.iter_mut().zip(negative.iter()).rev() {
            // The positive wins against this negative with the odds a : b.
            next = (a * next + b * *chance) / (a + b);
            *chance = next;
        }
    }
    row.first().copied().unwrap_or(1.0)
}

/// The race in one coordinate of vectors that have others.
struct Race {
    /// The width without the coordinate that is raced for.
    width: usize,
    /// The positive and negative sizes in the coordinate, and the other coordinates.
    positive: Vec<(f64, Vec<f64>)>,
    negative: Vec<(f64, Vec<f64>)>,
    /// The other coordinates of the vectors that are 0 in this one.
    neutral: Vec<f64>,
}

impl Race {
    /// Chooses the coordinate whose race has the fewest courses; none if a coordinate cannot be positive.
    fn new(vectors: &Vectors) -> Option<Self> {
        let count = |coordinate: usize, wanted: fn(f64) -> bool| {
            vectors.iter().filter(|vector| wanted(vector[coordinate])).count()
        };
        let counts: Vec<(usize, usize)> = (0..vectors.width)
            .map(|coordinate| (count(coordinate, |x| x > 0.0), count(coordinate, |x| x < 0.0)))
            .collect();
        if counts.iter().any(|(positive, _)| *positive == 0) {
            return None;
        }
        let coordinate =
            (0..vectors.width).min_by_key(|&at| counts[at].0.min(counts[at].1 + 1) * 100 + counts[at].1)?;
        let mut race = Self { width: vectors.width - 1, positive: vec![], negative: vec![], neutral: vec![] };
        for vector in vectors.iter() {
            let others: Vec<f64> =
                vector.iter().enumerate().filter(|(at, _)| *at != coordinate).map(|(_, x)| *x).collect();
            let size = vector[coordinate];
            if size > 0.0 {
                race.positive.push((size, others));
            } else if size < 0.0 {
                race.negative.push((-size, others));
            } else {
                race.neutral.extend(others);
            }
        }
        Some(race)
    }

    fn run(&self) -> f64 {
        let mut used = Vectors::new(self.width, self.neutral.clone());
        self.follow(0, 0, 1.0, &mut used, &mut Scratch::default())
    }

    /// The chance from a state of the race on, times `odds`: positives from `i` and negatives from `j` are left.
    fn follow(&self, i: usize, j: usize, odds: f64, used: &mut Vectors, scratch: &mut Scratch) -> f64 {
        let Some((a, x)) = self.positive.get(i) else { return 0.0 };
        let before = used.entries.len();
        let Some((b, y)) = self.negative.get(j) else {
            for (_, rest) in &self.positive[i..] {
                used.entries.extend_from_slice(rest);
            }
            let chance =
                if self.width == 1 { positive_sum(&used.entries, scratch) } else { positive_orthant(used) };
            used.entries.truncate(before);
            return odds * chance;
        };
        // `b x + a y` and not a scaled one: the size of a vector does not matter, and a coordinate that is proportional
        // to the one raced for becomes 0 exactly.
        used.entries.extend(x.iter().zip(y).map(|(x, y)| (b * x + a * y) / (a + b)));
        let positive_left = self.follow(i, j + 1, odds * a / (a + b), used, scratch);
        let negative_left = self.follow(i + 1, j, odds * b / (a + b), used, scratch);
        used.entries.truncate(before);
        positive_left + negative_left
    }
}
