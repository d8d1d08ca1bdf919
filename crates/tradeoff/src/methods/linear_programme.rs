//! A small dense simplex method for linear programmes with a handful of variables.

/// What a linear programme comes to.
pub(crate) enum Minimum {
    /// The point that attains it.
    At(Vec<f64>),
    /// There is none: the cost falls without end.
    Unbounded,
    /// Rounding kept the search from ending.
    NotFound,
}

/// Minimises `cost · x` subject to `rows · x <= bounds` and `x >= 0`. Every bound is zero or more, so that `x = 0` is a
/// feasible point to begin from.
///
/// Bland's rule keeps it from cycling in exact arithmetic; where rounding of numbers far apart brings it back all the same, it gives up.
pub(crate) fn minimise(cost: &[f64], rows: &[Vec<f64>], bounds: &[f64]) -> Minimum {
    let (n, m) = (cost.len(), rows.len());
    let mut table: Vec<Vec<f64>> = rows
        .iter()
        .zip(bounds)
        .enumerate()
        .map(|(at, (row, bound))| {
            let mut line = row.clone();
            line.extend((0..m).map(|slack| if slack == at { 1.0 } else { 0.0 }));
            line.push(*bound);
            line
        })
        .collect();
    let mut reduced: Vec<f64> = cost.to_vec();
    reduced.extend(vec![0.0; m + 1]);
    let mut basis: Vec<usize> = (n..n + m).collect();
    let most_pivots = 1_000 + 100 * (n + m);
    for pivots in 0.. {
        let Some(entering) = (0..n + m).find(|&column| reduced[column] < -1e-12) else { break };
        if pivots == most_pivots {
            return Minimum::NotFound;
        }
        let ratio = |row: &Vec<f64>| (row[entering] > 1e-12).then(|| row[n + m] / row[entering]);
        let leaving = (0..m)
            .filter_map(|at| ratio(&table[at]).map(|ratio| (ratio, basis[at], at)))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((_, _, leaving)) = leaving else { return Minimum::Unbounded };
        pivot(&mut table, &mut reduced, leaving, entering);
        basis[leaving] = entering;
    }
    let mut solution = vec![0.0; n];
    for (at, &variable) in basis.iter().enumerate() {
        if variable < n {
            solution[variable] = table[at][n + m];
        }
    }
    Minimum::At(solution)
}

fn pivot(table: &mut [Vec<f64>], reduced: &mut [f64], leaving: usize, entering: usize) {
    let divisor = table[leaving][entering];
    for entry in &mut table[leaving] {
        *entry /= divisor;
    }
    let line = table[leaving].clone();
    let clear = |row: &mut [f64]| {
        let factor = row[entering];
        if factor != 0.0 {
            for (entry, pivot) in row.iter_mut().zip(&line) {
                *entry -= factor * pivot;
            }
        }
    };
    for (at, row) in table.iter_mut().enumerate() {
        if at != leaving {
            clear(row);
        }
    }
    clear(reduced);
}
