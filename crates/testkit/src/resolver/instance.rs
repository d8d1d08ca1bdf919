//! Stored problems: JSON, compressed by zstd.

use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;

use super::{Problem, Ranges};

/// Why an instance could not be read.
pub type InstanceError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Deserialize)]
struct Stored {
    name: String,
    packages: Vec<StoredPackage>,
    deps: Vec<Vec<Vec<(usize, Ranges)>>>,
    root: Vec<(usize, Ranges)>,
    allowed: Vec<(usize, Ranges)>,
}

#[derive(Deserialize)]
struct StoredPackage {
    name: String,
    versions: Vec<String>,
}

/// Reads `NAME.json.zst` (or `NAME.json`) of the instances' schema.
///
/// # Errors
/// When the file cannot be read or a number in it lies beyond the table.
pub fn load(path: &Path) -> Result<Problem, InstanceError> {
    load_labelled(path).map(|(problem, _)| problem)
}

/// The text of each version of each package.
pub type Labels = Vec<Vec<String>>;

/// Reads an instance and what its versions are called.
///
/// # Errors
/// As [`load`].
pub fn load_labelled(path: &Path) -> Result<(Problem, Labels), InstanceError> {
    let bytes = std::fs::read(path)?;
    let mut text = Vec::new();
    if path.extension().is_some_and(|extension| extension == "zst") {
        ruzstd::decoding::StreamingDecoder::new(bytes.as_slice())?.read_to_end(&mut text)?;
    } else {
        text = bytes;
    }
    let stored: Stored = serde_json::from_slice(&text)?;
    let n_versions: Result<Vec<u32>, _> =
        stored.packages.iter().map(|package| u32::try_from(package.versions.len())).collect();
    let (names, labels) = stored.packages.into_iter().map(|package| (package.name, package.versions)).unzip();
    let problem = Problem {
        name: stored.name,
        n_versions: n_versions?,
        names,
        edges: stored.deps,
        roots: stored.root,
        limits: stored.allowed,
    };
    check(&problem)?;
    Ok((problem, labels))
}

fn check(problem: &Problem) -> Result<(), InstanceError> {
    let n = problem.n_versions.len();
    let fits = |(target, ranges): &(usize, Ranges)| {
        *target < n && ranges.iter().all(|(from, to)| from <= to && *to <= problem.n_versions[*target])
    };
    let rows_fit = problem.edges.len() == n
        && problem
            .edges
            .iter()
            .zip(&problem.n_versions)
            .all(|(row, n_versions)| row.len() == *n_versions as usize);
    let all_fit = rows_fit
        && problem.roots.iter().chain(&problem.limits).all(fits)
        && problem.edges.iter().flatten().flatten().all(fits);
    if all_fit { Ok(()) } else { Err("a package or a version lies beyond the table".into()) }
}
