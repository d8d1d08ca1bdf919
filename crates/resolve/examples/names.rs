//! Versions that go together, for packages of any kind: here the parts of a kitchen.
//!
//! `cargo run --example names`
#![allow(clippy::disallowed_macros, reason = "an example prints")]

use haggle_resolve::Control;
use haggle_resolve::named::{NamedOutcome, Need, Universe, resolve};

/// What is on sale, and what needs what.
pub fn shop() -> Universe<&'static str, u32> {
    let mut shop = Universe::new();
    shop.add("oven", 2019, [Need::within("socket", 16..)]);
    shop.add("oven", 2024, [Need::within("socket", 32..), Need::within("hood", 2..)]);
    shop.add("socket", 16, []);
    shop.add("socket", 32, []);
    shop.add("hood", 1, []);
    shop.add("hood", 2, [Need::within("duct", 150..=150)]);
    shop.add("duct", 125, []);
    shop.add("duct", 150, []);
    shop
}

/// The newest of everything that goes together, or why nothing does.
pub fn choice(needs: &[Need<&'static str, u32>]) -> String {
    match resolve(&shop(), needs, &Control::default()) {
        NamedOutcome::Solved(chosen) => {
            let lines = chosen.iter().map(|(name, version)| format!("{name} {version}"));
            lines.collect::<Vec<_>>().join(", ")
        }
        NamedOutcome::Unsolvable(conflict) => conflict.to_string(),
        NamedOutcome::Stopped(stop) => stop.to_string(),
    }
}

/// Prints a choice, and why there is none for another wish.
pub fn main() {
    println!("{}", choice(&[Need::any("oven"), Need::exactly("duct", 125)]));
    println!("{}", choice(&[Need::within("oven", 2020..), Need::exactly("duct", 125)]));
}
