//! Ids and queries of another table, and clauses and steps of another query: an error, or nothing, and never a panic.

use haggle_resolve::{
    Control, PackageId, Query, RepairChange, SolveVerdict, Solver, Stop, Table, TableBuilder, TableError,
    minimal_conflict, smallest_repairs, solve,
};

/// Packages of so many versions; the first needs the last version of the second.
fn table(n_versions: &[u32]) -> (Table, Vec<PackageId>) {
    let mut builder = TableBuilder::new();
    let ids: Vec<PackageId> = n_versions.iter().map(|n| builder.package(*n).unwrap()).collect();
    if let [first, second, ..] = *ids {
        let last = n_versions[1];
        builder.edge(first, 0, second, &[(last - 1, last)]).unwrap();
    }
    (builder.build().unwrap(), ids)
}

#[test]
fn a_query_of_another_table_is_not_solved() {
    let (small, small_ids) = table(&[1, 2]);
    let (large, large_ids) = table(&[3, 200, 70]);
    let mut query = Query::new();
    query.require(&large, large_ids[2], &[(60, 70)]).unwrap();
    let control = Control::default();
    assert_eq!(solve(&small, &query, &control), SolveVerdict::Stopped(Stop::OtherTable));
    assert_eq!(Stop::OtherTable.to_string(), "its query is about another table");
    let mut solver = Solver::new(&small);
    assert_eq!(minimal_conflict(&mut solver, &query, |_| true, &control), Err(Stop::OtherTable));
    let change = RepairChange { removes: query.clauses().collect() };
    let repairs = smallest_repairs(&mut solver, &query, &[change], 1, 8, &control);
    assert!(repairs.sets.is_empty() && !repairs.is_complete);
    assert_eq!(query.limit(&small, small_ids[0], &[]), Err(TableError::OtherTable));
    assert_eq!(query.versions(&small, query.clauses().next().unwrap()).count(), 0);
}

#[test]
fn ids_of_another_table_have_nothing() {
    let (small, _) = table(&[1, 2]);
    let (large, ids) = table(&[3, 200, 70]);
    assert_eq!(small.n_versions(ids[2]), 0);
    assert_eq!(small.edges_of(ids[2]).count(), 0);
    let (empty, _) = table(&[4]);
    let edge = large.edges_of(ids[0]).next().unwrap();
    assert_eq!((empty.source_of(edge), empty.target_of(edge)), (None, None));
    assert_eq!((empty.source_versions(edge).count(), empty.allowed_versions(edge).count()), (0, 0));
    assert!(!empty.has_edge(edge, 0) && !empty.allows(edge, 0) && !large.allows(edge, u32::MAX));
    let mut builder = TableBuilder::new();
    assert_eq!(builder.edge(ids[2], 0, ids[1], &[]), Err(TableError::UnknownPackage));
    let own = builder.package(2).unwrap();
    assert_eq!(builder.edge(own, 2, own, &[]), Err(TableError::UnknownVersion));
    assert_eq!(builder.edge(own, 0, own, &[(0, 3)]), Err(TableError::UnknownVersion));
    assert_eq!(Query::new().require(&small, ids[2], &[]), Err(TableError::UnknownPackage));
}

#[test]
fn a_proof_is_of_the_query_that_was_solved() {
    let (table, ids) = table(&[1, 2]);
    let mut query = Query::new();
    query.require(&table, ids[0], &[(0, 1)]).unwrap();
    let clause = query.require(&table, ids[1], &[(0, 1)]).unwrap();
    let mut solver = Solver::new(&table);
    assert_eq!(solver.solve(&query, &Control::default()), SolveVerdict::Unsolvable);
    let mut other = Query::new();
    other.require(&table, ids[0], &[(0, 1)]).unwrap();
    assert!(solver.refutation(&other).is_none() && solver.core(&other).is_empty());
    assert_eq!((other.package_of(clause), other.is_root(clause)), (None, false));
    let proof = solver.refutation(&query).unwrap();
    let last = proof.steps().map(|(id, ..)| id).last().unwrap();
    assert!(proof.step(last).is_some());
    assert!(solver.core(&query).len() == 2);
}
