//! `setup.cfg`: nothing is lost, edits touch their span only, formatting is stable.

#![no_main]

mod laws;

use haggle_spec::file::setup_cfg::{ListKind, SetupCfg};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (file, diagnostics) = SetupCfg::parse(bytes);
    assert_eq!(file.to_bytes(), bytes);
    laws::in_bounds(bytes, &diagnostics);
    for list in file.lists() {
        laws::only_the_span_changes(bytes, &file.append(list, "new"));
        list.items.iter().for_each(|item| laws::only_the_span_changes(bytes, &file.remove(list, item)));
    }
    let new = ListKind::PbrExtra("new".to_owned());
    file.add_extra(&new, &["six"]).iter().for_each(|edit| laws::only_the_span_changes(bytes, edit));
    laws::stable(bytes, |bytes| SetupCfg::parse(bytes).0.format());
});
