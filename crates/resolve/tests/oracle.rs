//! The generic solver against an oracle that tries everything.
#![allow(clippy::unwrap_used)]

use haggle_resolve::{ClauseId, Control, PackageId, Query, Solver, Table, TableBuilder, Verdict};
use haggle_testkit::resolver::{Answer, Problem, Shape, check_solution, first_solution, problem};

fn lower(problem: &Problem) -> (Table, Query) {
    let mut builder = TableBuilder::new();
    let ids: Vec<PackageId> = problem.n_versions.iter().map(|n| builder.package(*n).unwrap()).collect();
    for (source, versions) in problem.edges.iter().enumerate() {
        for (version, edges) in (0..).zip(versions) {
            for (target, ranges) in edges {
                builder.edge(ids[source], version, ids[*target], ranges).unwrap();
            }
        }
    }
    let table = builder.build().unwrap();
    let mut query = Query::new();
    for (package, ranges) in &problem.roots {
        query.require(&table, ids[*package], ranges).unwrap();
    }
    for (package, ranges) in &problem.limits {
        query.limit(&table, ids[*package], ranges).unwrap();
    }
    (table, query)
}

fn plain(solution: &[(PackageId, u32)]) -> Vec<(usize, u32)> {
    solution.iter().map(|(package, version)| (package.index(), *version)).collect()
}

/// The problem with some of its clauses only.
fn part(problem: &Problem, clauses: &[ClauseId]) -> Problem {
    let kept = |position: usize| clauses.iter().any(|clause| clause.index() == position);
    let n_roots = problem.roots.len();
    let roots = problem.roots.iter().enumerate().filter(|(position, _)| kept(*position));
    let limits = problem.limits.iter().enumerate().filter(|(position, _)| kept(n_roots + position));
    Problem {
        roots: roots.map(|(_, root)| root.clone()).collect(),
        limits: limits.map(|(_, limit)| limit.clone()).collect(),
        ..problem.clone()
    }
}

#[track_caller]
fn check(problem: &Problem) -> bool {
    let (table, query) = lower(problem);
    let mut solver = Solver::new(&table);
    let verdict = solver.solve(&query, &Control::default());
    match (&verdict, first_solution(problem, 3_000_000)) {
        (Verdict::Solved(solution), Answer::Solution(expected)) => {
            assert_eq!(plain(solution), expected, "{}: not the first solution in order", problem.name);
        }
        (Verdict::Solved(solution), Answer::TooHard) => check_solution(problem, &plain(solution)).unwrap(),
        (Verdict::Unsolvable, Answer::NoSolution) => {
            let core = solver.core(&query);
            let refuted = first_solution(&part(problem, &core), 3_000_000);
            assert_ne!(refuted.clone(), Answer::Solution(Vec::new()));
            assert!(!matches!(refuted, Answer::Solution(_)), "{}: the core has a solution", problem.name);
            let refutation = solver.refutation(&query).unwrap();
            assert_eq!(refutation.clauses(), core);
        }
        (Verdict::Unsolvable, Answer::TooHard) => {}
        (verdict, answer) => panic!("{}: solver says {verdict:?}, oracle {answer:?}", problem.name),
    }
    matches!(verdict, Verdict::Unsolvable)
}

#[test]
fn every_solution_holds_and_no_solution_means_none() {
    let mut n_unsolvable = 0;
    for shape in Shape::ALL {
        for seed in 0..5_000 {
            n_unsolvable += u32::from(check(&problem(shape, seed)));
        }
    }
    assert!((2_500..22_500).contains(&n_unsolvable), "both answers are common: {n_unsolvable} of 25000");
}
