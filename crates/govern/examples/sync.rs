//! What the shared lists of a family change in a project's requirements file.
//!
//! `cargo run --example sync -- GLOBAL CONSTRAINTS REQUIREMENTS`
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "an example reads and prints")]

use std::error::Error;

use haggle_govern::family::SharedFiles;
use haggle_govern::sync::plan;
use haggle_spec::file::requirements::RequirementsFile;

/// The requirements file as the shared lists want it.
pub fn synced(global: &[u8], constraints: &[u8], requirements: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let (shared, diagnostics) = SharedFiles::parse(global, constraints, b"");
    if let Some(fault) = diagnostics.global.first() {
        return Err(format!("the global list: {fault}").into());
    }
    let (file, _) = RequirementsFile::parse(requirements);
    Ok(plan(&file, &shared).apply(requirements)?)
}

/// Reads the three files and prints the new one.
pub fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [global, constraints, requirements] = paths.as_slice() else {
        return Err("GLOBAL CONSTRAINTS REQUIREMENTS".into());
    };
    let bytes = synced(&std::fs::read(global)?, &std::fs::read(constraints)?, &std::fs::read(requirements)?)?;
    print!("{}", String::from_utf8_lossy(&bytes));
    Ok(())
}
