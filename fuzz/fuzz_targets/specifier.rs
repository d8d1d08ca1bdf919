//! Specifiers: printing and parsing is the identity, and sets agree with the specifiers they are made from.

#![no_main]

use haggle_spec::{Prereleases, SpecifierSet, Version, VersionSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.split('\n');
    let Some(first) = lines.next() else { return };
    let specifiers = match first.parse::<SpecifierSet>() {
        Ok(specifiers) => specifiers,
        Err(error) => {
            assert!(first.get(error.span().range()).is_some());
            return;
        }
    };
    let printed: SpecifierSet = specifiers.to_string().parse().expect("what is printed is a set");
    assert_eq!(printed, specifiers);
    let set = specifiers.to_set();
    assert_eq!(set.complement().complement(), set);
    assert_eq!(set.union(&set.complement()), VersionSet::full());
    if let Some(recovered) = set.to_specifier_set() {
        assert_eq!(recovered.to_set(), set);
    }
    // Versions of the specifiers, and of the other lines.
    let bounds = specifiers.iter().filter_map(|specifier| specifier.version().cloned());
    let others = lines.filter_map(|line| line.parse::<Version>().ok());
    for version in bounds.chain(others) {
        let expected = specifiers.contains(&version, Prereleases::Allow);
        if !specifiers.has_arbitrary() {
            assert_eq!(set.contains(&version), expected, "{specifiers} {version}");
        }
        if specifiers.is_unsatisfiable(Prereleases::Default) {
            assert!(!expected, "{specifiers} {version}");
        }
    }
});
