//! Lists what Python sources import from elsewhere, and what happens where an import fails.
//!
//! `cargo run --example imports -- FILE...`
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "an example reads and prints")]

use haggle_scan::{imports, is_standard_library};

/// One line for each import of a module that Python does not bring: place, module, class.
pub fn report(path: &str, source: &[u8]) -> String {
    let scan = imports(source);
    let lines = scan.imports.iter().filter_map(|import| {
        let module = import.module.as_ref()?;
        let is_elsewhere = module.top_level().is_some_and(|name| !is_standard_library(name));
        is_elsewhere.then(|| format!("{path}:{}: {module}: {:?}\n", import.position, import.class()))
    });
    let error = scan.error.iter().map(|error| format!("{path}: {error}\n"));
    lines.chain(error).collect()
}

/// Reads the files and prints their imports.
pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        print!("{}", report(&path, &std::fs::read(&path)?));
    }
    Ok(())
}
