//! Snapshots: what is read can be written and read again.

#![no_main]

use haggle_index::Snapshot;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match Snapshot::read(bytes) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(snapshot) => {
            let written = snapshot.to_bytes();
            let again = Snapshot::read(&written).expect("what is written can be read");
            assert_eq!(again, snapshot);
            assert_eq!(again.to_bytes(), written);
        }
    }
});
