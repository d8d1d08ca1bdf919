//! Files as the requirements process reads them: nothing is lost, lines tile the file, formatting is stable.

#![no_main]

mod laws;

use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::file::{EntryFile, Urls};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for urls in [Urls::Forbidden, Urls::Allowed] {
        let (file, diagnostics) = EntryFile::parse(bytes, urls);
        assert_eq!(file.to_bytes(), bytes);
        laws::tile(bytes, file.source().byte_order_mark(), file.lines().iter().map(|line| line.span));
        laws::in_bounds(bytes, &diagnostics);
        file.lines().iter().for_each(|line| laws::only_the_span_changes(bytes, &file.replace(line, "new")));
        laws::stable(bytes, |bytes| EntryFile::parse(bytes, urls).0.format());
    }
    let (list, _) = GlobalRequirements::parse(bytes);
    if let (Some(section), Some(entry)) = (list.sections().first(), list.entries().next()) {
        laws::only_the_span_changes(bytes, &list.insert(section, entry));
    }
});
