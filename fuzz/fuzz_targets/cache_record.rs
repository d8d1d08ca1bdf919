//! Records of the cache: whatever lies there is a record that is read whole, or none.

#![no_main]

use haggle_index::{is_record, sealed_record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    is_record(bytes);
    is_record(&sealed_record(bytes.to_vec()));
});
