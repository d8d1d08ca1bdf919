//! Crates by Cargo's rules: versions that are not compatible side by side, features, and why there is no solution.
//!
//! `cargo run --example crates --features cargo`
#![allow(clippy::disallowed_macros, reason = "an example prints")]

use std::error::Error;

use haggle_resolve::Control;
use haggle_resolve::cargo::{CrateDependency, CrateFacts, CrateOutcome, CrateRelease, resolve};

/// Two lines of `ink`, and a crate whose feature turns one of them on.
pub fn facts() -> Result<CrateFacts, Box<dyn Error>> {
    let mut facts = CrateFacts::default();
    for version in ["1.4.0", "1.5.2", "2.0.1"] {
        facts.add("ink", CrateRelease::new(version.parse()?));
    }
    let mut ink = CrateDependency::new("ink", "1.4".parse()?);
    ink.is_optional = true;
    let paper = CrateRelease::new("0.3.0".parse()?).depend(ink).feature("colour", &["dep:ink"]);
    facts.add("paper", paper);
    Ok(facts)
}

/// The pins of requirements such as `("paper", "0.3", &["colour"])`, or the positions of those that conflict.
pub fn pins(roots: &[(&str, &str, &[&str])]) -> Result<String, Box<dyn Error>> {
    let mut dependencies = Vec::new();
    for (name, requirement, features) in roots {
        let mut dependency = CrateDependency::new(name, requirement.parse()?);
        dependency.features = features.iter().map(|feature| (*feature).to_owned()).collect();
        dependencies.push(dependency);
    }
    Ok(match resolve(&facts()?, &dependencies, &Control::default()) {
        CrateOutcome::Solved(pins) => {
            let pins = pins.iter().map(|pin| format!("{} {}", pin.name, pin.version));
            pins.collect::<Vec<_>>().join(", ")
        }
        CrateOutcome::Unsolvable(conflict) => format!("cannot hold together: {:?}", conflict.roots),
        CrateOutcome::Stopped(stop) => stop.to_string(),
    })
}

/// Prints three answers.
pub fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", pins(&[("paper", "0.3", &[]), ("ink", "2", &[])])?);
    println!("{}", pins(&[("paper", "0.3", &["colour"]), ("ink", "2", &[])])?);
    println!("{}", pins(&[("paper", "0.3", &["colour"]), ("ink", "=1.3", &[])])?);
    Ok(())
}
