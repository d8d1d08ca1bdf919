//! haggle itself: the search alone, and building the table plus one search.

use haggle_resolve::{Control, Query, Solver, Table, SolveVerdict};
use haggle_testkit::resolver::{Problem, query_of, table_of};

use super::{Roots, Side};

pub(crate) struct Haggle {
    solver: Solver<'static>,
    queries: Vec<Query>,
}

impl Haggle {
    pub(crate) fn new(problem: &Problem, queries: &[Roots]) -> Self {
        // One table an instance lives as long as the program, so that the solver can borrow it.
        let table: &'static Table = Box::leak(Box::new(table_of(problem)));
        let queries = queries.iter().map(|roots| query_of(table, roots, &problem.limits)).collect();
        Self { solver: Solver::new(table), queries }
    }
}

impl Side for Haggle {
    fn name(&self) -> &'static str {
        "haggle"
    }

    fn solve(&mut self) -> Vec<bool> {
        let control = Control::default();
        self.queries
            .iter()
            .map(|query| matches!(self.solver.solve(query, &control), SolveVerdict::Solved(_)))
            .collect()
    }
}

pub(crate) struct BuildAndSolve {
    problem: Problem,
    queries: Vec<Roots>,
}

impl BuildAndSolve {
    pub(crate) fn new(problem: &Problem, queries: &[Roots]) -> Self {
        Self { problem: problem.clone(), queries: queries.to_vec() }
    }
}

impl Side for BuildAndSolve {
    fn name(&self) -> &'static str {
        "haggle, table and search"
    }

    fn solve(&mut self) -> Vec<bool> {
        let table = table_of(&self.problem);
        let mut solver = Solver::new(&table);
        let control = Control::default();
        self.queries
            .iter()
            .map(|roots| {
                let query = query_of(&table, roots, &self.problem.limits);
                matches!(solver.solve(&query, &control), SolveVerdict::Solved(_))
            })
            .collect()
    }
}
