//! Pages of an index as JSON.

#![no_main]

use haggle_index::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::page("application/vnd.pypi.simple.v1+json", bytes));
