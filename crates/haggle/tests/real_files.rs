//! Real files of a requirements repository parse without a fault and round-trip. They are read where they lie: in the folder
//! that `HAGGLE_DATA` names, else in `../shared/data` beside the checkout; without them there is nothing to compare.

use std::path::{Path, PathBuf};

use haggle_spec::file::bindep::BindepFile;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::denylist::Denylist;
use haggle_spec::file::global::{GlobalRequirements, licence};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::{EntryFile, Urls};

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("HAGGLE_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    Some(folder.join("openstack")).filter(|folder| folder.is_dir())
}

fn read(name: &str) -> Option<Vec<u8>> {
    let path = folder()?.join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

#[test]
fn the_global_list_has_sections_and_licences() {
    let Some(bytes) = read("global-requirements.txt") else { return };
    let (list, diagnostics) = GlobalRequirements::parse(bytes.clone());
    assert_eq!(diagnostics, []);
    assert_eq!(list.to_bytes(), bytes);
    assert_eq!(list.file().format(), [], "the list is in normal form");
    let in_sections: usize = list.sections().iter().map(|section| list.entries_in(section).count()).sum();
    assert_eq!(in_sections, list.entries().count(), "every entry is in a section");
    assert!(list.sections().len() > 5 && list.entries().all(|entry| licence(entry).is_some()));
}

#[test]
fn every_constraint_is_a_pin_whose_version_has_a_place() {
    let Some(bytes) = read("upper-constraints.txt") else { return };
    let (constraints, diagnostics) = Constraints::parse(bytes.clone());
    assert_eq!(diagnostics, []);
    assert_eq!(constraints.to_bytes(), bytes);
    assert_eq!(constraints.pins().count(), constraints.requirements().count());
    for pin in constraints.pins() {
        let version = pin.version().expect("a version");
        assert_eq!(pin.version_span.map(|span| constraints.file().text(span)), Some(&*version.as_written()));
    }
    assert_eq!(constraints.file().format(), []);
}

#[test]
fn denylist_and_bindep_are_read_whole() {
    if let Some(bytes) = read("denylist.txt") {
        let (list, diagnostics) = Denylist::parse(bytes.clone());
        assert_eq!((diagnostics.as_slice(), list.to_bytes()), (&[][..], bytes));
        assert!(list.names().len() > 50);
    }
    if let Some(bytes) = read("bindep.txt") {
        let (file, diagnostics) = BindepFile::parse(bytes.clone());
        assert_eq!((diagnostics.as_slice(), file.to_bytes()), (&[][..], bytes));
        assert!(file.rules().count() > 50);
        assert_eq!(file.format(), []);
    }
}

/// Files of projects before and after a bot synchronised them, if the vectors are there.
#[test]
fn the_history_of_project_files_is_read_whole() {
    let Some(folder) = folder() else { return };
    let Ok(entries) = std::fs::read_dir(folder.join("../../vectors/replay/sync")) else { return };
    let mut n_files = 0;
    for entry in entries.filter_map(Result::ok) {
        let text = std::fs::read_to_string(entry.path()).expect("a readable file");
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for (name, file) in document["files"].as_object().into_iter().flatten() {
            for text in ["before", "after"].iter().filter_map(|side| file[*side].as_str()) {
                n_files += 1;
                let (requirements, _) = RequirementsFile::parse(text);
                assert_eq!(requirements.to_bytes(), text.as_bytes());
                let (entries, diagnostics) = EntryFile::parse(text, Urls::Forbidden);
                assert_eq!(entries.to_bytes(), text.as_bytes());
                let is_list = Path::new(name).extension().is_some_and(|extension| extension == "txt");
                assert!(!is_list || diagnostics.is_empty(), "{name}: {diagnostics:?}");
            }
        }
    }
    assert!(n_files > 0);
}
