//! Snapshots: what is read can be written and read again; what was written stays as it is.

#![no_main]

use haggle_index::Snapshot;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match Snapshot::read(bytes) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(snapshot) => {
            let written = snapshot.to_bytes();
            let again = Snapshot::read(&written).expect("what is written can be read");
            // What the format leaves out of a snapshot that was written by hand is gone by now.
            assert_eq!(again.to_bytes(), written);
            assert_eq!(Snapshot::read(&again.to_bytes()), Ok(again));
        }
    }
});
