//! The metadata in a wheel, read whole and in parts.

#![no_main]

use haggle_index::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::wheel(bytes));
