//! The generic solver against an oracle that tries everything.

use haggle_resolve::{ClauseId, Control, PackageId, Query, SolveVerdict, Solver, Stop, Table};
use haggle_testkit::resolver::{
    Answer, Problem, Ranges, Shape, check_solution, first_solution, problem, query_of, table_of,
};

fn lower(problem: &Problem) -> (Table, Query) {
    let table = table_of(problem);
    let query = query_of(&table, &problem.roots, &problem.limits);
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
        (SolveVerdict::Solved(solution), Answer::Solution(expected)) => {
            assert_eq!(plain(solution), expected, "{}: not the first solution in order", problem.name);
        }
        (SolveVerdict::Solved(solution), Answer::TooHard) => {
            check_solution(problem, &plain(solution)).unwrap();
        }
        (SolveVerdict::Unsolvable, Answer::NoSolution) => {
            let core = solver.core(&query);
            let refuted = first_solution(&part(problem, &core), 3_000_000);
            assert_ne!(refuted.clone(), Answer::Solution(Vec::new()));
            assert!(!matches!(refuted, Answer::Solution(_)), "{}: the core has a solution", problem.name);
            let refutation = solver.refutation(&query).unwrap();
            assert_eq!(refutation.clauses(), core);
        }
        (SolveVerdict::Unsolvable, Answer::TooHard) => {}
        (verdict, answer) => panic!("{}: solver says {verdict:?}, oracle {answer:?}", problem.name),
    }
    matches!(verdict, SolveVerdict::Unsolvable)
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

/// A chain of packages of which each version needs one version of the next, and the last is not to be had: once the first
/// conflict is seen, all of it is seen.
#[test]
fn dead_ends_of_chains_are_seen_ahead() {
    const LENGTH: usize = 20;
    let mut edges: Vec<Vec<Vec<(usize, Ranges)>>> = (0..LENGTH)
        .map(|package| (0..50).map(|version| vec![(package + 1, vec![(version, version + 1)])]).collect())
        .collect();
    edges[0][0].clear();
    edges.push(Vec::new());
    edges[LENGTH - 1].iter_mut().for_each(|edges| edges[0].1.clear());
    let chain = Problem {
        name: "chain".to_owned(),
        n_versions: edges.iter().map(|versions| u32::try_from(versions.len()).unwrap()).collect(),
        names: Vec::new(),
        edges,
        roots: vec![(0, vec![(0, 50)])],
        limits: Vec::new(),
    };
    let (table, query) = lower(&chain);
    let mut solver = Solver::new(&table);
    for _ in 0..2 {
        let SolveVerdict::Solved(solution) = solver.solve(&query, &Control::default()) else {
            panic!("version 0 will do")
        };
        assert_eq!(plain(&solution), [(0, 0)]);
        assert!(solver.n_learned() <= 2, "{} nogoods", solver.n_learned());
    }
}

#[test]
fn a_reused_solver_answers_like_a_new_one() {
    for seed in 0..500 {
        let problem = problem(Shape::Tangled, seed);
        let (table, query) = lower(&problem);
        let mut solver = Solver::new(&table);
        let whole = solver.solve(&query, &Control::default());
        for left_out in query.clauses() {
            let part = solver.solve_some(&query, |clause| clause != left_out, &Control::default());
            let anew =
                Solver::new(&table).solve_some(&query, |clause| clause != left_out, &Control::default());
            assert_eq!(part, anew);
        }
        assert_eq!(solver.solve(&query, &Control::default()), whole);
    }
}

#[test]
fn a_search_out_of_steps_says_so() {
    let problem = haggle_testkit::resolver::registry(2_000, 5);
    let (table, query) = lower(&problem);
    let control = Control { max_steps: Some(300), cancelled: None };
    assert_eq!(Solver::new(&table).solve(&query, &control), SolveVerdict::Stopped(Stop::OutOfSteps));
    let flag = std::sync::atomic::AtomicBool::new(true);
    let control = Control { max_steps: None, cancelled: Some(&flag) };
    assert_eq!(Solver::new(&table).solve(&query, &control), SolveVerdict::Stopped(Stop::Cancelled));
}
