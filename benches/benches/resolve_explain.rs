//! What a failure costs beyond being found: the proof, a minimal conflict, every single repair.

use criterion::{Criterion, criterion_group, criterion_main};
use haggle_resolve::{Control, RepairChange, SolveVerdict, Solver, minimal_conflict, smallest_repairs};
use haggle_testkit::resolver::{Problem, query_of, registry, table_of};

/// A registry of 500 packages in which the package that most require is limited to its oldest version.
fn unsolvable() -> Problem {
    let mut problem = registry(500, 2);
    let mut n_asking = vec![0u32; problem.n_versions.len()];
    for (target, ranges) in problem.edges.iter().filter_map(|versions| versions.last()).flatten() {
        n_asking[*target] += u32::from(ranges.first().is_some_and(|(from, _)| *from > 0));
    }
    let most = (0..n_asking.len()).max_by_key(|package| n_asking[*package]).unwrap_or(0);
    problem.limits.push((most, vec![(0, 1)]));
    problem.roots.iter_mut().for_each(|(package, ranges)| {
        // Roots at their latest version, so that there is no way around.
        let n = problem.n_versions[*package];
        *ranges = vec![(n - 1, n)];
    });
    problem
}

fn explain(criterion: &mut Criterion) {
    let problem = unsolvable();
    let table = table_of(&problem);
    let query = query_of(&table, &problem.roots, &problem.limits);
    let control = Control::default();
    let changes: Vec<RepairChange> =
        query.clauses().map(|clause| RepairChange { removes: vec![clause] }).collect();
    let mut solver = Solver::new(&table);
    assert_eq!(solver.solve(&query, &control), SolveVerdict::Unsolvable, "the limit contradicts");
    let mut group = criterion.benchmark_group("explain");
    group.bench_function("proof", |bencher| {
        bencher.iter(|| {
            let verdict = solver.solve(&query, &control);
            (verdict, solver.refutation(&query))
        });
    });
    group.bench_function("minimal conflict", |bencher| {
        bencher.iter(|| minimal_conflict(&mut solver, &query, |_| true, &control));
    });
    group.bench_function("single repairs", |bencher| {
        bencher.iter(|| smallest_repairs(&mut solver, &query, &changes, 1, 64, &control));
    });
    group.finish();
}

criterion_group!(benches, explain);
criterion_main!(benches);
