//! Python sources: positions are in bounds and in order, and what comes after a line that is whole changes nothing before it.

#![no_main]

use haggle_scan::{definitions, imports, mentions, own_attributes, uses};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let scan = imports(bytes);
    for import in &scan.imports {
        assert!(import.span.start <= import.span.end && import.span.end <= bytes.len());
    }
    assert!(scan.imports.windows(2).all(|pair| pair[0].position <= pair[1].position));
    own_attributes(bytes);
    let module = definitions(bytes);
    assert!(scan.error.is_none() || module.is_dynamic);
    let found = uses(bytes);
    assert!(found.windows(2).all(|pair| pair[0].position <= pair[1].position));
    assert!(found.iter().all(|found| found.n_imported <= found.path.dotted().split('.').count()));
    for mention in mentions(bytes, &["a", "os"]) {
        assert!(mention.span.end <= bytes.len());
    }
    if let Some(error) = scan.error {
        assert!(error.span().start <= error.span().end && error.span().end <= bytes.len());
        return;
    }
    // A file without an error goes on with a further statement of the module.
    let mut longer = bytes.to_vec();
    longer.extend_from_slice(b"\nimport last\n");
    let again = imports(&longer);
    assert_eq!(again.error, None);
    assert_eq!(again.imports.len(), scan.imports.len() + 1);
    assert_eq!(again.imports[..scan.imports.len()], scan.imports);
});
