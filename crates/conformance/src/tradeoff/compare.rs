//! Comparing what was found with what a row expects.

use serde_json::Value;

use super::{list, number};

/// Compares a number; exact rationals are compared more closely.
pub(super) fn check(what: &str, found: f64, expected: &Value, tolerance: f64) -> Result<(), String> {
    let tolerance = if expected.is_string() { tolerance.min(1e-12) } else { tolerance };
    let expected = number(expected)?;
    if (found - expected).abs() <= tolerance * expected.abs().max(1.0) {
        Ok(())
    } else {
        Err(format!("{what}: found {found}, expected {expected}"))
    }
}

/// Compares a number that may not be there: `null` expects that it is not.
pub(super) fn check_option(
    what: &str,
    found: Option<f64>,
    expected: &Value,
    tolerance: f64,
) -> Result<(), String> {
    match (found, expected.is_null()) {
        (None, true) => Ok(()),
        (Some(found), false) => check(what, found, expected, tolerance),
        (found, _) => Err(format!("{what}: found {found:?}, expected {expected}")),
    }
}

/// Compares numbers; `null` in a place says nothing of it.
pub(super) fn check_row(what: &str, found: &[f64], expected: &Value, tolerance: f64) -> Result<(), String> {
    let expected = list(expected)?;
    if found.len() != expected.len() {
        return Err(format!("{what}: found {} numbers, expected {}", found.len(), expected.len()));
    }
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        if !expected.is_null() {
            check(&format!("{what}[{at}]"), *found, expected, tolerance)?;
        }
    }
    Ok(())
}

pub(super) fn check_rows(
    what: &str,
    found: &[Vec<f64>],
    expected: &Value,
    tolerance: f64,
) -> Result<(), String> {
    let expected = list(expected)?;
    if found.len() != expected.len() {
        return Err(format!("{what}: found {} rows, expected {}", found.len(), expected.len()));
    }
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        check_row(&format!("{what}[{at}]"), found, expected, tolerance)?;
    }
    Ok(())
}

pub(super) fn check_same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    expected: &T,
) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}

/// Every key of an object is one of these, so that nothing in it goes unread.
pub(super) fn check_keys(what: &str, value: &Value, known: &[&str]) -> Result<(), String> {
    let map = value.as_object().ok_or_else(|| format!("{what} is not an object"))?;
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("no runner for `{key}` of {what}")),
        None => Ok(()),
    }
}
