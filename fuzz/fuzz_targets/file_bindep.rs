//! `bindep.txt`: nothing is lost, lines tile the file, formatting is stable.

#![no_main]

mod laws;

use haggle_spec::file::bindep::BindepFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (file, diagnostics) = BindepFile::parse(bytes);
    assert_eq!(file.to_bytes(), bytes);
    laws::tile(bytes, file.source().byte_order_mark(), file.lines().iter().map(|line| line.span));
    laws::in_bounds(bytes, &diagnostics);
    let profiles = file.profiles();
    assert!(file.active(&profiles).count() <= file.rules().count());
    laws::stable(bytes, |bytes| BindepFile::parse(bytes).0.format());
});
