//! What `Cargo.lock` pins beyond what a manifest can say.

#[test]
fn international_names_need_no_icu_data() {
    let lock = include_str!("../../Cargo.lock");
    let icu: Vec<&str> = lock.lines().filter(|line| line.starts_with("name = \"icu_")).collect();
    assert!(icu.is_empty(), "run `cargo update --package idna_adapter --precise 1.1.0`: {icu:?}");
    assert!(lock.contains("name = \"idna_adapter\"\nversion = \"1.1."), "the pin is not needed any more");
}
