//! haggle itself: the search alone, and building the table plus one search.

use haggle_resolve::{Control, PackageId, Query, Solver, Table, TableBuilder, Verdict};
use haggle_testkit::resolver::Problem;

use super::Side;

type Roots = Vec<(usize, Vec<(u32, u32)>)>;

pub(crate) struct Haggle {
    solver: Solver<'static>,
    queries: Vec<Query>,
}

pub(crate) fn build(problem: &Problem) -> Table {
    let mut builder = TableBuilder::new();
    let ids: Vec<PackageId> =
        problem.n_versions.iter().map(|n| builder.package(*n).expect("the table is small")).collect();
    for (source, versions) in problem.edges.iter().enumerate() {
        for (version, edges) in (0..).zip(versions) {
            for (target, ranges) in edges {
                builder.edge(ids[source], version, ids[*target], ranges).expect("ranges were checked");
            }
        }
    }
    builder.build().expect("the table is small")
}

fn query(table: &Table, problem: &Problem, roots: &Roots) -> Query {
    let ids: Vec<PackageId> = table.packages().collect();
    let mut query = Query::new();
    for (package, ranges) in roots {
        query.require(table, ids[*package], ranges).expect("ranges were checked");
    }
    for (package, ranges) in &problem.limits {
        query.limit(table, ids[*package], ranges).expect("ranges were checked");
    }
    query
}

impl Haggle {
    pub(crate) fn new(problem: &Problem, queries: &[Roots]) -> Self {
        // One table an instance lives as long as the program, so that the solver can borrow it.
        let table: &'static Table = Box::leak(Box::new(build(problem)));
        let queries = queries.iter().map(|roots| query(table, problem, roots)).collect();
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
            .map(|query| matches!(self.solver.solve(query, &control), Verdict::Solved(_)))
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
        let table = build(&self.problem);
        let mut solver = Solver::new(&table);
        let control = Control::default();
        self.queries
            .iter()
            .map(|roots| {
                let query = query(&table, &self.problem, roots);
                matches!(solver.solve(&query, &control), Verdict::Solved(_))
            })
            .collect()
    }
}
