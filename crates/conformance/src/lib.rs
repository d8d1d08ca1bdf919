//! Rows with the answers of reference implementations: each area reads its files and compares row by row.
//!
//! A folder of rows holds the areas as folders (`pep/`, `tradeoff/`, ...), or the files of one or more areas themselves. Nothing is
//! passed over in silence: a file, an operation or a field that no runner knows fails and is named, and so does a folder
//! with nothing to run. Exceptions are named rows with a reason, kept beside the area's code.

pub mod corpus;
mod fields;
mod openstack;
mod packse;
mod pep;
mod replay;
mod report;
mod tradeoff;

use std::collections::BTreeSet;
use std::path::Path;

use haggle::output::failure::Failure;

pub use report::FileReport;

/// A kind of rows.
struct Area {
    /// The name of its folder.
    name: &'static str,
    /// The names of its files, and of folders inside its own.
    files: fn() -> Vec<&'static str>,
    /// The operations that its runners know, as `file: operation`.
    operations: fn() -> Vec<String>,
    /// Runs those of its files that a folder has.
    run: fn(&Path) -> Result<Vec<FileReport>, Failure>,
}

/// The areas in the order of the pipeline.
const AREAS: &[Area] = &[
    Area { name: "pep", files: pep::files, operations: pep::operations, run: pep::run },
    Area {
        name: "openstack",
        files: openstack::files,
        operations: openstack::operations,
        run: openstack::run,
    },
    Area { name: "packse", files: packse::files, operations: packse::operations, run: packse::run },
    Area { name: "tradeoff", files: tradeoff::files, operations: tradeoff::operations, run: tradeoff::run },
    Area { name: "replay", files: replay::files, operations: replay::operations, run: replay::run },
];

/// Folders beside the areas whose files have no answers to compare with: instances for benchmarks.
const WITHOUT_ROWS: &[&str] = &["instances"];

/// The operations that runners know, as `area/file: operation`.
pub fn operations() -> Vec<String> {
    let of_area = |area: &Area| {
        let name = area.name;
        (area.operations)().into_iter().map(move |operation| format!("{name}/{operation}"))
    };
    AREAS.iter().flat_map(of_area).collect()
}

/// Runs the rows of a folder: those of the areas whose folders it has, or else those of the files that it has itself.
///
/// # Errors
/// A file that cannot be read, or is not what its name says; a folder with nothing to run.
pub fn run_all(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let names = names_in(folder)?;
    let is_parted = |area: &&Area| names.contains(area.name) && folder.join(area.name).is_dir();
    let mut reports = Vec::new();
    if AREAS.iter().any(|area| is_parted(&area)) {
        for area in AREAS.iter().filter(is_parted) {
            let own = folder.join(area.name);
            reports.extend((area.run)(&own)?);
            reports.extend(strangers(&names_in(&own)?, &(area.files)(), area.name));
        }
        let known: Vec<&str> =
            AREAS.iter().map(|area| area.name).chain(WITHOUT_ROWS.iter().copied()).collect();
        reports.extend(strangers(&names, &known, ""));
    } else {
        for area in AREAS {
            reports.extend((area.run)(folder)?);
        }
        let known: Vec<&str> = AREAS.iter().flat_map(|area| (area.files)()).collect();
        reports.extend(strangers(&names, &known, ""));
    }
    if reports.iter().all(|report| report.n_ran() == 0) {
        return Err(Failure::new(format!("`{}` has nothing to run", folder.display())).hint(
            "name a folder that holds `pep`, `openstack`, `packse` or `tradeoff`, or files of theirs",
        ));
    }
    Ok(reports)
}

/// The names in a folder that may be rows: not hidden ones, and not documents.
fn names_in(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let list = || {
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>()
    };
    let names = list().map_err(|error| Failure::io("list", folder, &error))?;
    let names = names.into_iter().filter_map(|name| name.into_string().ok());
    Ok(names
        .filter(|name| {
            !name.starts_with('.') && Path::new(name).extension().is_none_or(|extension| extension != "md")
        })
        .collect())
}

/// A failing report for each name that nothing knows.
fn strangers(names: &BTreeSet<String>, known: &[&str], area: &str) -> Vec<FileReport> {
    let unknown = names.iter().filter(|name| !known.contains(&name.as_str()));
    let place = |name: &String| if area.is_empty() { name.clone() } else { format!("{area}/{name}") };
    unknown.map(|name| FileReport::without_runner(place(name))).collect()
}

/// Reads a JSON file whole.
fn read_json(path: &Path) -> Result<serde_json::Value, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Failure::new(format!("`{}` is not a file of rows: {error}", path.display())))
}
