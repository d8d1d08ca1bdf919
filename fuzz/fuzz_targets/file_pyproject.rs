//! `pyproject.toml`: nothing is lost, edits touch their span only, formatting is stable.

#![no_main]

mod laws;

use haggle_spec::file::pyproject::PyProject;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (file, diagnostics) = PyProject::parse(bytes);
    assert_eq!(file.to_bytes(), bytes);
    laws::in_bounds(bytes, &diagnostics);
    if let Some(array) = file.dependencies() {
        for edit in file.insert(array, 0, "new").iter().chain(&file.insert(array, usize::MAX, "new")) {
            laws::only_the_span_changes(bytes, edit);
        }
        array.items.iter().for_each(|item| laws::only_the_span_changes(bytes, &file.remove(array, item)));
    }
    if let Some(groups) = file.groups() {
        groups.iter().for_each(|group| drop(groups.resolve(&group.name)));
    }
    laws::stable(bytes, |bytes| PyProject::parse(bytes).0.format());
});
