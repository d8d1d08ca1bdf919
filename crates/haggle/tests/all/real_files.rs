//! Real files of a requirements repository, those of the demo, parse without a fault and round-trip. The history of many
//! more is among the rows of haggle-conformance.

use std::path::Path;

use haggle_spec::file::bindep::BindepFile;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::denylist::Denylist;
use haggle_spec::file::global::{GlobalRequirements, licence};

fn read(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/glance").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_global_list_has_sections_and_licences() {
    let bytes = read("requirements/global-requirements.txt");
    let (list, diagnostics) = GlobalRequirements::parse(bytes.clone());
    assert_eq!(diagnostics, []);
    assert_eq!(list.to_bytes(), bytes);
    assert_eq!(list.file().format(), [], "the list is in normal form");
    let in_sections: usize = list.sections().iter().map(|section| list.entries_in(section).count()).sum();
    assert_eq!(in_sections, list.entries().count(), "every entry is in a section");
    assert!(list.sections().len() > 1 && list.entries().all(|entry| licence(entry).is_some()));
}

#[test]
fn every_constraint_is_a_pin_whose_version_has_a_place() {
    let bytes = read("requirements/upper-constraints.txt");
    let (constraints, diagnostics) = Constraints::parse(bytes.clone());
    assert_eq!(diagnostics, []);
    assert_eq!(constraints.to_bytes(), bytes);
    assert!(constraints.pins().count() > 100);
    assert_eq!(constraints.pins().count(), constraints.requirements().count());
    for pin in constraints.pins() {
        let version = pin.version().expect("a version");
        assert_eq!(pin.version_span.map(|span| constraints.file().text(span)), Some(&*version.as_written()));
    }
    assert_eq!(constraints.file().format(), []);
}

#[test]
fn denylist_and_bindep_are_read_whole() {
    let bytes = read("requirements/denylist.txt");
    let (list, diagnostics) = Denylist::parse(bytes.clone());
    assert_eq!((diagnostics.as_slice(), list.to_bytes()), (&[][..], bytes));
    assert!(!list.names().is_empty());
    let bytes = read("glance/bindep.txt");
    let (file, diagnostics) = BindepFile::parse(bytes.clone());
    assert_eq!((diagnostics.as_slice(), file.to_bytes()), (&[][..], bytes));
    assert!(file.rules().count() > 0);
}
