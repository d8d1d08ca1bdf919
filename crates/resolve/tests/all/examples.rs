//! The examples do what they say.

#[cfg(feature = "cargo")]
#[allow(dead_code, reason = "the tests call its parts")]
#[path = "../../examples/crates.rs"]
mod crates;
#[allow(dead_code, reason = "the tests call its parts")]
#[path = "../../examples/names.rs"]
mod names;

use haggle_resolve::named::Need;

#[test]
fn names_go_together_or_it_is_said_why() {
    let duct = Need::exactly("duct", 125);
    assert_eq!(names::choice(&[Need::any("oven"), duct.clone()]), "duct 125, oven 2019, socket 32");
    let why = names::choice(&[Need::within("oven", 2020..), duct]);
    assert!(why.starts_with("1. ") && why.contains("There is no solution, by"), "{why}");
}

#[cfg(feature = "cargo")]
#[test]
fn crates_resolve_by_cargos_rules() {
    let pins = crates::pins(&[("paper", "0.3", &["colour"]), ("ink", "2", &[])]).unwrap();
    assert_eq!(pins, "ink 1.5.2, ink 2.0.1, paper 0.3.0");
    let conflict = crates::pins(&[("paper", "0.3", &["colour"]), ("ink", "=1.3", &[])]).unwrap();
    assert_eq!(conflict, "cannot hold together: [1]");
}
