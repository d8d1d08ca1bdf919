//! The texts in a source archive.

#![no_main]

use haggle_index::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::source_archive(bytes));
