//! What the shared lists of a family change in a project's requirements file.
//!
//! `cargo run --example sync -- GLOBAL CONSTRAINTS REQUIREMENTS`
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "an example reads and prints")]

use std::collections::BTreeMap;
use std::error::Error;

use haggle_govern::check::SharedLists;
use haggle_govern::sync::{SyncLists, SyncPolicy, plan};
use haggle_spec::VersionSet;
use haggle_spec::file::{EntryFile, Urls};

/// The requirements file as the shared lists want it.
pub fn synced(global: &str, constraints: &str, requirements: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let (list, faults) = EntryFile::parse(global, Urls::Forbidden);
    if let Some(fault) = faults.first() {
        return Err(format!("the global list: {fault}").into());
    }
    let (pins, none) =
        (EntryFile::parse(constraints, Urls::Allowed).0, EntryFile::parse("", Urls::Allowed).0);
    let shared = SharedLists::new(&list, &pins, &none, &none);
    let lists = SyncLists { lists: &shared, global, pythons: &VersionSet::full(), drops_unlisted: false };
    let path = "requirements.txt".to_owned();
    let files = BTreeMap::from([(path.clone(), requirements.to_vec())]);
    let mut changed = plan(&files, &lists, SyncPolicy::Full)?.files;
    Ok(changed.remove(&path).unwrap_or_else(|| requirements.to_vec()))
}

/// Reads the three files and prints the new one.
pub fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [global, constraints, requirements] = paths.as_slice() else {
        return Err("GLOBAL CONSTRAINTS REQUIREMENTS".into());
    };
    let text = |path: &String| std::fs::read_to_string(path);
    let bytes = synced(&text(global)?, &text(constraints)?, &std::fs::read(requirements)?)?;
    print!("{}", String::from_utf8_lossy(&bytes));
    Ok(())
}
