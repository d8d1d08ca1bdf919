//! Pages of an index, and of links, as HTML.

#![no_main]

use haggle_index::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::page("text/html", bytes));
