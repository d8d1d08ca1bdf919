//! Metadata that an index gives for a release.

#![no_main]

use haggle_index::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::metadata(bytes));
