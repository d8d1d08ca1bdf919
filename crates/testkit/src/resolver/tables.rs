//! Problems as the resolver's tables and queries.

use haggle_resolve::{PackageId, Query, Table, TableBuilder};

use super::{Problem, Ranges};

/// The table of the problem: packages and versions keep their numbers.
///
/// # Panics
/// When an edge lies beyond the problem's packages or versions.
pub fn table_of(problem: &Problem) -> Table {
    let mut builder = TableBuilder::new();
    let ids: Vec<PackageId> =
        problem.n_versions.iter().map(|n| builder.package(*n).expect("the table is small")).collect();
    for (source, versions) in problem.edges.iter().enumerate() {
        for (version, edges) in (0..).zip(versions) {
            for (target, ranges) in edges {
                builder
                    .edge(ids[source], version, ids[*target], ranges)
                    .expect("edges stay within the table");
            }
        }
    }
    builder.build().expect("the table is small")
}

/// The query for some roots under some limits, clauses in this order.
///
/// # Panics
/// When a root or a limit lies beyond the table.
pub fn query_of(table: &Table, roots: &[(usize, Ranges)], limits: &[(usize, Ranges)]) -> Query {
    let ids: Vec<PackageId> = table.packages().collect();
    let mut query = Query::new();
    for (package, ranges) in roots {
        query.require(table, ids[*package], ranges).expect("roots stay within the table");
    }
    for (package, ranges) in limits {
        query.limit(table, ids[*package], ranges).expect("limits stay within the table");
    }
    query
}
