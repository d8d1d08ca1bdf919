//! Says what is wrong in a requirements file, repairs what can be repaired, and raises a bound, all else staying as it is.
//!
//! `cargo run --example lint -- FILE NAME VERSION`
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "an example reads and prints")]

use std::error::Error;

use haggle_spec::file::apply_edits;
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::{Operator, PackageName, Specifier, SpecifierSet, Version};

/// The faults with their places, one per line.
pub fn faults(bytes: &[u8]) -> String {
    let (file, diagnostics) = RequirementsFile::parse(bytes);
    let lines = file.source().lines();
    let texts = diagnostics.iter().map(|found| {
        let place = lines.position(found.span.start);
        format!("{place}: {found}: `{}`\n", file.source().slice(found.span))
    });
    texts.collect()
}

/// The file with every suggestion applied.
pub fn repaired(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let (_, diagnostics) = RequirementsFile::parse(bytes);
    let edits: Vec<_> = diagnostics.into_iter().filter_map(|found| found.suggestion).collect();
    Ok(apply_edits(bytes, &edits)?)
}

/// The file with `>=version` for a package, instead of the lower bounds that it had.
pub fn raised(bytes: &[u8], name: &PackageName, version: &Version) -> Result<Vec<u8>, Box<dyn Error>> {
    let (file, _) = RequirementsFile::parse(bytes);
    let mut edits = Vec::new();
    for line in file.requirements().filter(|line| line.requirement.name() == name) {
        let is_kept = |specifier: &&Specifier| {
            !matches!(specifier.operator(), Operator::GreaterEqual | Operator::Greater | Operator::Compatible)
        };
        let kept = line.requirement.specifiers().iter().filter(is_kept).cloned();
        let bound = Specifier::new(Operator::GreaterEqual, version.clone())?;
        let specifiers: SpecifierSet = std::iter::once(bound).chain(kept).collect();
        edits.extend(file.set_specifiers(line, &specifiers.to_string()));
    }
    Ok(apply_edits(bytes, &edits)?)
}

/// Reads the file, and prints its faults and what it would be.
pub fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, name, version] = arguments.as_slice() else { return Err("FILE NAME VERSION".into()) };
    let bytes = std::fs::read(path)?;
    print!("{}", faults(&bytes));
    let raised = raised(&repaired(&bytes)?, &name.parse()?, &version.parse()?)?;
    print!("{}", String::from_utf8_lossy(&raised));
    Ok(())
}
