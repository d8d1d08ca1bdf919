//! Requirements files and constraints: nothing is lost, lines tile the file, formatting is stable.

#![no_main]

mod laws;

use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::requirements::{LineKind, RequirementsFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (file, diagnostics) = RequirementsFile::parse(bytes);
    assert_eq!(file.to_bytes(), bytes);
    laws::tile(bytes, file.source().byte_order_mark(), file.lines().iter().map(|line| line.span));
    laws::in_bounds(bytes, &diagnostics);
    let n_invalid = file.lines().iter().filter(|line| matches!(line.kind, LineKind::Invalid(_))).count();
    assert!(diagnostics.len() >= n_invalid);
    file.lines().iter().for_each(|line| laws::only_the_span_changes(bytes, &file.remove(line)));
    laws::stable(bytes, |bytes| RequirementsFile::parse(bytes).0.format());
    let value = |name: &str| (name.len() < 3).then(|| "six>=1 # x".to_owned());
    let (expanded, diagnostics) = RequirementsFile::parse_with(bytes, &value);
    assert_eq!(expanded.to_bytes(), bytes);
    laws::in_bounds(bytes, &diagnostics);
    let (constraints, _) = Constraints::parse(bytes);
    for pin in constraints.pins() {
        laws::only_the_span_changes(bytes, &constraints.set_version(&pin, &"2.0".parse().expect("a version")));
    }
});
