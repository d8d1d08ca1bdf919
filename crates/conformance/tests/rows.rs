//! The rows of this repository: all agree, and there are enough of each operation.

use std::collections::BTreeMap;
use std::path::Path;

use haggle_conformance::{FileReport, operations, run_all};

/// The least number of rows in all, and of an operation.
const LEAST: usize = 10_000;
const LEAST_OF_OPERATION: usize = 200;

/// Operations without rows here, and why: `rows/README.md` says more.
const WITHOUT_REFERENCE: &[(&str, &str)] = &[
    ("openstack/project.json: read", "the rule is younger than the last release on PyPI"),
    ("openstack/project.json: verify_pyproject", "the rule is younger than the last release on PyPI"),
    ("openstack/project.json: extras", "the rule is younger than the last release on PyPI"),
    ("openstack/check.json: in_global", "the rule is younger than the last release on PyPI"),
    ("openstack/check.json: exclusions", "the rule is younger than the last release on PyPI"),
    ("openstack/check.json: validate_one", "the rule is younger than the last release on PyPI"),
    ("openstack/check.json: requirements_list", "the rule is younger than the last release on PyPI"),
    (
        "openstack/constraints.json: bounds_policy",
        "the rule has been turned round since the last release on PyPI",
    ),
    ("openstack/lower_constraints.json: merge_lower", "the rule is younger than the last release on PyPI"),
    ("openstack/lower_constraints.json: validate_lower", "the rule is younger than the last release on PyPI"),
    ("openstack/release_bounds.json: compare_lower_bounds", "openstack/releases is not on PyPI"),
    ("openstack/release_bounds.json: skipped", "openstack/releases is not on PyPI"),
    ("openstack/bindep.json: active_real", "it is about a file of another repository"),
    ("openstack/bindep.json: profiles_real", "it is about a file of another repository"),
    ("openstack/bindep.json: rule_count_real", "it is about a file of another repository"),
    ("openstack/edit_constraint.json: edit_args", "haggle does not have this command line"),
    ("openstack/generate.json: options", "haggle does not have this command line"),
    ("openstack/generate.json: freeze", "it installs packages"),
    ("openstack/setup_cfg_merge.json: fact", "it is a statement in words"),
    ("openstack/update_sync.json: fact", "it is a statement in words"),
    ("openstack/realdata.json: measured", "it is about files of another repository"),
    ("tradeoff/disagreements.json: finding", "it is about the faults of tools"),
    ("replay/bumps.jsonl: bump", "it is the history of another repository"),
    ("replay/sync: sync", "it is the history of another repository"),
];

fn rows() -> Vec<FileReport> {
    run_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rows")).expect("the rows are here")
}

#[test]
fn every_row_of_the_repository_agrees() {
    let reports = rows();
    let failures: Vec<String> = reports
        .iter()
        .flat_map(|report| {
            report.failures.iter().map(move |(row, what)| format!("{} {row}: {what}", report.file))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} rows differ:\n{}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n")
    );

    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for report in reports.iter().filter(|report| !report.file.contains("through an index server")) {
        for (operation, n_rows) in &report.ran {
            *counts.entry(format!("{}: {operation}", report.file)).or_default() += n_rows;
        }
    }
    assert!(counts.values().sum::<usize>() >= LEAST, "{counts:#?}");
    for operation in operations() {
        let n_rows = counts.remove(&operation).unwrap_or(0);
        match WITHOUT_REFERENCE.iter().find(|(name, _)| *name == operation) {
            Some(_) => assert_eq!(n_rows, 0, "{operation} has rows, and is listed as without"),
            None => assert!(n_rows >= LEAST_OF_OPERATION, "{operation} has {n_rows} rows"),
        }
    }
    assert!(counts.is_empty(), "no list has these operations: {counts:?}");
    check_statement(&reports);
}

/// What the README of `haggle-spec` says of the rows.
fn check_statement(reports: &[FileReport]) {
    let of_spec = || reports.iter().filter(|report| report.file.starts_with("pep/"));
    let n_rows: usize = of_spec().map(FileReport::n_ran).sum();
    let n_excepted: usize = of_spec().map(|report| report.excepted.len()).sum();
    let thousands = |n: usize| format!("{},{:03}", n / 1000, n % 1000);
    let (agree, all) = (thousands(n_rows - n_excepted), thousands(n_rows));
    let statement =
        format!("{agree} of the {all} rows in `crates/conformance/rows/pep`, differs in {n_excepted}");
    let readme = include_str!("../../spec/README.md").replace('\n', " ");
    assert!(readme.contains(&statement), "crates/spec/README.md does not say: {statement}");
}
